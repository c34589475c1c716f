import { createEmulator } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { base64Of, pdfOf } from "../media/PdfFile.ts"
import { answerOf, chat, detailOf, textOf } from "../Wire.ts"

const invoice = "Invoice: INV-1042\nVendor: Acme Supplies Inc\nDate: 2026-02-03\nTotal: $119.00"

const partOf = (url: string, more: object = {}) => ({ type: "image_url", image_url: { url, ...more } })

const pdfPart = (texts: ReadonlyArray<string>) =>
  partOf(`data:application/pdf;base64,${base64Of(pdfOf(texts, "flate"))}`)

const ask = (...parts: ReadonlyArray<object>) =>
  chat(createEmulator({ endpoints: [{ id: "it", task: "invoice-extraction" }] }), parts, { model: "it" })

const promptTokens = async (...parts: ReadonlyArray<object>): Promise<number> =>
  (await answerOf(ask(...parts))).usage.prompt_tokens

describe("a PDF in a message", () => {
  it("is read: extraction finds the fields of the document", async () => {
    expect(
      JSON.parse(await textOf(ask({ type: "text", text: "Extract the fields." }, pdfPart([invoice]))))
    ).toMatchObject({
      invoice_number: "INV-1042",
      vendor: "Acme Supplies Inc",
      invoice_date: "2026-02-03",
      total: 119
    })
  })

  it("is read by auto too", async () => {
    const question = { type: "text", text: "Extract as JSON with keys: invoice_number, total" }
    const answer = await textOf(chat(createEmulator(), [question, pdfPart([invoice])], { model: "auto" }))
    expect(JSON.parse(answer)).toEqual({ invoice_number: "INV-1042", total: 119 })
  })

  it("is an image for each of its first eight pages", async () => {
    const image = partOf("data:image/png;base64,AAAA")
    const pages = (count: number) => pdfPart(Array.from({ length: count }, (_, page) => `page ${page}`))
    const text = { type: "text", text: "x" }
    for (const [count, images] of [
      [1, 1],
      [3, 3],
      [8, 8],
      [12, 8]
    ] as const) {
      expect(await promptTokens(text, pages(count))).toBe(await promptTokens(text, ...Array(images).fill(image)))
    }
  })

  it("leaves out what comes after the eighth page", async () => {
    const pages = Array.from({ length: 9 }, (_, page) => (page === 8 ? "Total: $5.00" : "Nothing here"))
    expect(JSON.parse(await textOf(ask(pdfPart(pages))))).toMatchObject({ total: null })
  })

  it("leaves the parts beside it where they are", async () => {
    const answer = await textOf(
      ask({ type: "text", text: "Vendor: Globex GmbH" }, pdfPart(["Total: $5.00"]), {
        type: "text",
        text: "Due: 2026-05-01"
      })
    )
    expect(JSON.parse(answer)).toMatchObject({ vendor: "Globex GmbH", total: 5, due_date: "2026-05-01" })
  })

  it.each([
    ["by its declared type, whatever its case and parameters", "data:Application/PDF;name=a.pdf;base64,"],
    ["by its first bytes, if another type is declared", "data:application/octet-stream;base64,"],
    ["by its first bytes, if it is declared an image", "data:image/png;base64,"]
  ])("is recognized %s", async (_what, head) => {
    const answer = await textOf(ask(partOf(head + base64Of(pdfOf([invoice])), { detail: "high" })))
    expect(JSON.parse(answer)).toMatchObject({ invoice_number: "INV-1042" })
  })

  it.each([
    ["is no PDF", `data:application/pdf;base64,${base64Of("hello")}`, "it does not begin with %PDF"],
    ["is damaged", `data:image/png;base64,${base64Of("%PDF-1.7 nothing")}`, "it has no pages"],
    ["is no base64", "data:application/pdf;base64,!!!!", "it is not valid base64"]
  ])("that %s fails with 400, before anything is billed", async (_what, url, reason) => {
    const emulator = createEmulator()
    const response = await chat(emulator, [partOf(url)], { model: "auto" })
    expect([response.status, await detailOf(response)]).toEqual([
      400,
      `a PDF in the messages cannot be rendered: ${reason}`
    ])
    expect(emulator.ledger).toHaveLength(0)
  })

  it("fails as JSON when a stream is requested", async () => {
    const response = await chat(createEmulator(), [partOf("data:application/pdf;base64,")], { stream: true })
    expect([response.status, response.headers.get("content-type")]).toEqual([400, "application/json"])
  })
})

it.each([
  ["a URL of a PDF", partOf("https://example.com/a.pdf")],
  ["a data URI that is not base64", partOf("data:application/pdf,%25PDF")],
  ["an image", partOf("data:image/png;base64,iVBORw0KGgo=")],
  ["an image of another form", { type: "image_url", image_url: "data:application/pdf;base64,AAAA" }]
])("%s is passed on as one image", async (_what, part) => {
  expect((await ask({ type: "text", text: "x" }, part)).status).toBe(200)
})

it("the surface of 0.2 takes a PDF for an image", async () => {
  const emulator = createEmulator({ surface: "0.2" })
  expect((await chat(emulator, [partOf("data:application/pdf;base64,AAAA")])).status).toBe(200)
})
