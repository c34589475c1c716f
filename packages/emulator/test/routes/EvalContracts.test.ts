import { createEmulator, type Emulator } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { evaluate, postForm } from "../EvalWire.ts"
import { call } from "../Wire.ts"

const rowsOf = (golds: ReadonlyArray<object>) =>
  golds.map((gold) => ({ input: { text: "some text" }, expected_output: gold }))

const linesOf = (rows: ReadonlyArray<object>) => rows.map((row) => JSON.stringify(row)).join("\n")

type Fields = { readonly [name: string]: string }

const send = async (emulator: Emulator, path: string, fields: Fields, rows: ReadonlyArray<object>) => {
  const parts = Object.entries(fields).map(([name, value]) => ({ name, value }))
  const response = await postForm(emulator, path, [...parts, { name: "items", value: linesOf(rows) }])
  const { detail, eval_set: set, ...proposal } = await response.json()
  return { status: response.status, detail, set, proposal }
}

const propose = (emulator: Emulator, prompt: string, golds: ReadonlyArray<object>) =>
  send(emulator, "/v1/eval-sets/propose-contract", { prompt }, rowsOf(golds))

const create = (emulator: Emulator, fields: Fields, rows: ReadonlyArray<object>) =>
  send(emulator, "/v1/eval-sets", fields, rows)

const invoices = [
  { vendor: "Acme", total: 1250, date: "2026-03-01" },
  { vendor: "Globex", total: 80, date: "2026-04-02" }
]
const labels = [{ label: "refund_request" }, { label: "order_status" }]
const invoicePrompt = "extract vendor, total and date from each invoice"

describe("a proposal", () => {
  it.each([
    ["invoices", invoicePrompt, invoices, "invoice-extraction", "high"],
    [
      "contracts",
      "pull the key fields out of these contracts",
      [{ parties: ["A", "B"], effective_date: "2026-01-01" }],
      "contract-key-fields",
      "high"
    ],
    ["labels", "classify the intent of each support ticket", labels, "intent-classification", "high"],
    ["codes", "assign ICD-10 codes to the clinical note", [{ codes: ["E11.9", "I10"] }], "icd-coding", "high"],
    ["queries", "translate the question to SQL", [{ sql: "SELECT 1" }], "text-to-sql", "high"]
  ])("of %s is clean", async (_, prompt, golds, task, confidence) => {
    const { status, proposal } = await propose(createEmulator(), prompt, golds)
    expect(status).toBe(200)
    expect(proposal).toMatchObject({ homogeneous: true, split: null, conflict: null, closest_task: null, prompt })
    expect(proposal.proposals).toMatchObject([
      { task_id: task, confidence, evidence: { validated_n: golds.length, total_n: golds.length } }
    ])
  })

  it("has medium confidence if the prompt says little", async () => {
    const { proposal } = await propose(createEmulator(), "do the usual with these", [
      { invoice_number: "1", due_date: "2026-01-01" }
    ])
    expect(proposal.proposals).toMatchObject([{ task_id: "invoice-extraction", confidence: "medium" }])
  })

  it("is split if a majority of the rows fit, and others do not", async () => {
    const { proposal } = await propose(createEmulator(), invoicePrompt, [...invoices, { mood: { joy: 1 } }])
    expect(proposal).toMatchObject({
      homogeneous: false,
      split: { validated_n: 2, total_n: 3, closest_task: "invoice-extraction" },
      proposals: []
    })
  })

  it("is a conflict if the prompt asks for another kind of answer", async () => {
    for (const [prompt, intended] of [
      ["summarize each document in three bullets", "chat"],
      ["classify each document by its type", "doc-classification"]
    ] as const) {
      const { proposal } = await propose(createEmulator(), prompt, [{ invoice_number: "1", due_date: "2026-01-01" }])
      expect(proposal.conflict).toMatchObject({ intended_task: intended, reasoning: expect.any(String) })
    }
  })

  it("offers a panel of judges if nothing fits, and warns where the rows look like extraction", async () => {
    const prose = await propose(createEmulator(), "write a poem", [{ poem: { verses: ["a"] } }])
    expect(prose.proposal).toMatchObject({
      homogeneous: true,
      proposals: [{ task_id: "custom-eval", confidence: "medium", evidence: { validated_n: 1, total_n: 1 } }],
      message: expect.any(String)
    })
    expect(prose.proposal.proposals[0]).not.toHaveProperty("warning")
    const fields = await propose(createEmulator(), "do it", [{ mood: "good", weight: 3 }])
    expect(fields.proposal.proposals[0]).toMatchObject({ task_id: "custom-eval", warning: expect.any(String) })
  })

  it("stores nothing and costs nothing", async () => {
    const emulator = createEmulator({ balanceMicroUsd: 0 })
    expect((await propose(emulator, invoicePrompt, invoices)).status).toBe(200)
    expect(emulator.ledger).toEqual([])
    expect((await call(emulator, "GET", "/v1/eval-sets").then((response) => response.json())).eval_sets).toEqual([])
  })

  it("can be scripted, by the prompt and over the socket", async () => {
    const emulator = createEmulator()
    emulator.proposals.script({ outcome: "several", prompt: /invoice/, task: "icd-coding" }, "low")
    expect(emulator.proposals.pending).toBe(2)
    const other = await propose(emulator, "anything", invoices)
    expect(other.proposal.proposals).toMatchObject([{ confidence: "low" }])
    const several = await propose(emulator, invoicePrompt, invoices)
    expect(several.proposal.proposals[0]).toMatchObject({ task_id: "icd-coding" })
    expect(several.proposal.proposals).toHaveLength(2)
    await call(emulator, "POST", "/_emulator/proposals", { outcome: "none", fields: { closest_task: "x" } })
    expect((await propose(emulator, "anything", invoices)).proposal).toMatchObject({ proposals: [], closest_task: "x" })
  })

  it.each([
    [{ outcome: "clen" }, /clen/],
    [{ outcome: "clean", task: "nope" }, /no task 'nope'/],
    [{ outcome: "clean", promt: "x" }, /promt/]
  ])("is not scripted with %o", (entry, message) => {
    expect(() => createEmulator().proposals.script(entry as never)).toThrow(message)
  })

  it.each([
    ["no prompt", {}, 400, /^prompt is required/],
    ["a blank prompt", { prompt: "  " }, 400, /^prompt is required/],
    ["the old name of the prompt", { intent: "extract" }, 400, /intent.*prompt/],
    ["a prompt of 501 characters", { prompt: "x".repeat(501) }, 422, /500/]
  ])("is refused with %s", async (_, fields: Fields, status, detail) => {
    for (const path of ["/v1/eval-sets/propose-contract", "/v1/eval-sets"]) {
      expect(await send(createEmulator(), path, fields, rowsOf(invoices))).toMatchObject({
        status,
        detail: expect.stringMatching(detail)
      })
    }
  })

  it("names the lines of rows in another form", async () => {
    const { status, detail } = await send(createEmulator(), "/v1/eval-sets/propose-contract", { prompt: "p" }, [
      ...rowsOf(invoices),
      { input: "text", expected_output: { a: 1 } },
      { input: {}, expected: { a: 1 } }
    ])
    expect(status).toBe(422)
    expect(detail).toContain("line 3 needs an object as its input; line 4 needs an object as its expected_output")
  })
})

describe("a set without a task", () => {
  it("gets the task that a clean proposal names", async () => {
    const { status, set } = await create(createEmulator(), { prompt: invoicePrompt }, rowsOf(invoices))
    expect(status).toBe(201)
    expect(set).toMatchObject({ task_id: "invoice-extraction", prompt: invoicePrompt })
  })

  it.each([
    ["conflict", /another job/],
    ["split", /MIXED/],
    ["custom-eval", /custom-eval/],
    ["several", /Candidates: .+, .+\./],
    ["low", /could not work out/],
    ["none", /could not work out/]
  ] as const)("is refused after the proposal %s", async (outcome, detail) => {
    const emulator = createEmulator()
    emulator.proposals.script(outcome)
    expect(await create(emulator, { prompt: invoicePrompt }, rowsOf(invoices))).toMatchObject({
      status: 400,
      detail: expect.stringMatching(detail)
    })
  })
})

describe("the generations", () => {
  const free = [{ text: "a", expected: "refund_request" }]
  const task = { task_id: "intent-classification" }
  const strict = rowsOf(labels)

  it.each([
    ["0.2", task, free, 201],
    ["0.2", {}, free, 422],
    ["all", task, free, 201],
    ["all", {}, strict, 400],
    ["all", { ...task, prompt: "route tickets" }, free, 201],
    ["3", task, strict, 400],
    ["3", { ...task, prompt: "route tickets" }, free, 422],
    ["3", { ...task, prompt: "route tickets" }, strict, 201],
    ["3", { task_id: "contract-key-fields", prompt: "p" }, [{ expected_output: { title: "A" } }], 201],
    ["3", { ...task, prompt: "p" }, [{ expected_output: { label: "other" } }], 422]
  ] as const)("surface %s answers %o with %o by %i", async (surface, fields, rows, status) => {
    expect(await create(createEmulator({ surface }), fields, rows)).toMatchObject({ status })
  })

  it("propose only in generation 3", async () => {
    expect((await propose(createEmulator({ surface: "0.2" }), invoicePrompt, invoices)).status).toBe(404)
  })

  it("refuse a field intent in each", async () => {
    for (const surface of ["0.2", "all", "3"] as const) {
      const { status } = await create(createEmulator({ surface }), { ...task, intent: "x" }, strict)
      expect(status).toBe(400)
    }
  })

  it("accept auto as a candidate from generation 3 on, without a kind", async () => {
    const { run, results } = await evaluate(createEmulator(), task.task_id, free, ["auto", "qwen-1"])
    expect(run.status).toBe("completed")
    expect(results.map(({ model_id, kind }) => [model_id, kind])).toEqual([
      ["auto", undefined],
      ["qwen-1", "open"]
    ])
    await expect(evaluate(createEmulator({ surface: "0.2" }), task.task_id, free, ["auto"])).rejects.toThrow()
  })
})
