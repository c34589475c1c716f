import { createEmulator } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { chat, textOf } from "../Wire.ts"

const extract = async (document: string, model = "ep_contract_kie_01"): Promise<unknown> =>
  JSON.parse(await textOf(chat(createEmulator(), document, { model })))

const agreement = (fee: string) => `SERVICE AGREEMENT

This Service Agreement is made effective as of March 1, 2026 between Acme Robotics, Inc., a Delaware corporation
("Provider") and Globex GmbH ("Customer").

The term of this Agreement is two (2) years. Customer shall pay a total fee of ${fee}, payable within thirty (30) days
of the invoice. Either party may terminate this Agreement with sixty (60) days' prior written notice. This Agreement is
governed by the laws of the State of Delaware.`

describe("a contract", () => {
  it("is read", async () => {
    expect(await extract(agreement("$48,500.00"))).toEqual({
      title: "SERVICE AGREEMENT",
      parties: ["Acme Robotics, Inc.", "Globex GmbH"],
      effective_date: "2026-03-01",
      term_end_date: "2028-02-29",
      contract_value: { amount: 48_500, currency: "USD" },
      governing_law: "Delaware",
      notice_period: "60 days",
      payment_terms: "within 30 days"
    })
  })

  it.each([
    ["$12,000", { amount: 12_000, currency: "USD" }],
    ["EUR 7.500,50", { amount: 7500.5, currency: "EUR" }],
    ["£1.2 million", { amount: 1_200_000, currency: "GBP" }],
    ["9,000 dollars", { amount: 9000, currency: "USD" }]
  ])("is read with the fee %s", async (fee, value) => {
    expect(await extract(agreement(fee))).toMatchObject({ contract_value: value })
  })

  it("is read with an end date, labels and other words", async () => {
    const lease = `Title: Office Lease
Landlord: Baker Properties Ltd
Tenant: Northwind Traders LLC
This lease begins on 1 July 2025 and ends on 30 June 2027. The rent is £2,400.00 per month, net 15.
Governing law: England and Wales
Notice period: 3 months`
    expect(await extract(lease)).toEqual({
      title: "Office Lease",
      parties: ["Baker Properties Ltd", "Northwind Traders LLC"],
      effective_date: "2025-07-01",
      term_end_date: "2027-06-30",
      contract_value: { amount: 2400, currency: "GBP" },
      governing_law: "England and Wales",
      notice_period: "3 months",
      payment_terms: "net 15 days"
    })
  })

  it("results in nulls if it has no information", async () => {
    expect(await extract(`A note. ${"Nothing of interest is said here at all. ".repeat(4)}`)).toEqual({
      title: null,
      parties: [],
      effective_date: null,
      term_end_date: null,
      contract_value: null,
      governing_law: null,
      notice_period: null,
      payment_terms: null
    })
  })
})

it("reads an invoice", async () => {
  const invoice = `INVOICE
Acme Supplies Ltd.
Invoice No: INV-2026-0042
Invoice Date: 2026-02-03
Due Date: 03/05/2026
Bill To: Globex GmbH
2 x Widgets @ 10.00 20.00
1 x Service fee $80.50
Subtotal: $100.50
VAT (19%): $19.10
Total: $119.60`
  expect(await extract(invoice, "qwen-vl-1")).toEqual({
    invoice_number: "INV-2026-0042",
    vendor: "Acme Supplies Ltd.",
    customer: "Globex GmbH",
    invoice_date: "2026-02-03",
    due_date: "2026-03-05",
    currency: "USD",
    subtotal: 100.5,
    tax: 19.1,
    total: 119.6,
    line_items: [
      { quantity: 2, description: "Widgets", amount: 20 },
      { quantity: 1, description: "Service fee", amount: 80.5 }
    ]
  })
})

it("returns the keys that the prompt asks for", async () => {
  const prompt = `Extract the fields: governing_law, notice_period. Answer in JSON.\n\n${agreement("$1")}`
  expect(await extract(prompt, "ep_a1b2c3")).toEqual({ governing_law: "Delaware", notice_period: "60 days" })
})

describe("a date", () => {
  const dateIn = async (text: string) =>
    ((await extract(`Keys: date, title. Answer in JSON. Please extract.\n${text}`, "ep_a1b2c3")) as { date: unknown })
      .date

  it.each([
    ["2026-02-28", "2026-02-28"],
    ["1/31/2026", "2026-01-31"],
    ["31.1.2026", "2026-01-31"],
    ["29 February 2028", "2028-02-29"],
    ["5th of Sept. 2026", "2026-09-05"]
  ])("is read: %s", async (text, date) => {
    expect(await dateIn(`Signed on ${text} in Paris.`)).toBe(date)
  })

  it.each(["25/12/2026", "2026-02-30", "2026-13-01", "0000-01-01", "February 29, 2026", "32.1.2026", "99 May 2026"])(
    "that does not exist is none: %s",
    async (text) => {
      expect(await dateIn(`Signed on ${text} in Paris.`)).toBeNull()
    }
  )

  it("that does not exist does not hide the next one", async () => {
    expect(await dateIn("Signed on 2026-02-30. Sealed on 2026-03-01.")).toBe("2026-03-01")
  })
})

it.each(["a term of 999999999 years", "a term of 9999 years", "for 12345678901234567890 days", "for zero years"])(
  "a contract with %s has no end that could be written down",
  async (term) => {
    const contract = `This agreement between Acme Inc. and Globex GmbH is effective 25/12/2026, and as of 2026-01-01. It has ${term}.`
    expect(await extract(contract)).toMatchObject({ effective_date: "2026-01-01", term_end_date: null })
  }
)
