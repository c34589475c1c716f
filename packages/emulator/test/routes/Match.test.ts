import { createEmulator, type Emulator } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { call, detailOf } from "../Wire.ts"

interface Match {
  readonly type?: string
  readonly matched: boolean
  readonly ambiguous: boolean
  readonly chosen: { readonly task_id: string; readonly score: number | null } | null
  readonly capability?: { readonly id: string } | null
  readonly candidates: ReadonlyArray<{ readonly task_id: string; readonly score: number | null }>
}

const match = async (emulator: Emulator, query: string, topK: number | undefined = 5): Promise<Match> =>
  (await (await call(emulator, "POST", "/v1/tasks/match", { query, top_k: topK })).json()) as Match

describe("matching by words", () => {
  it.each([
    ["extract parties and dates from contracts", "contract-key-fields"],
    ["pull the parties and the effective date out of NDAs", "contract-key-fields"],
    ["read vendor and total off invoices", "invoice-extraction"],
    ["classify customer support tickets by intent", "intent-classification"],
    ["sort documents by type: classify contracts, letters and resumes", "doc-classification"],
    ["assign ICD-10 codes to clinical notes", "icd-coding"],
    ["translate plain questions into SQL queries", "text-to-sql"],
    ["complete the body of a function", "function-completion"],
    ["extract dates from a contract", "contract-key-fields"],
    ["extract key fields from contracts", "contract-key-fields"],
    ["pull the key fields out of these contracts", "contract-key-fields"],
    ["find the governing law in an NDA", "contract-key-fields"],
    ["extract fields from invoices", "invoice-extraction"],
    ["extract line items from invoices", "invoice-extraction"],
    ["pull line items and totals out of vendor invoices", "invoice-extraction"],
    ["invoices with labeled fields", "invoice-extraction"],
    ["vendor invoices with labeled line items and totals", "invoice-extraction"],
    ["extract the line items and totals from these invoices", "invoice-extraction"],
    ["what is the due date of this invoice", "invoice-extraction"],
    ["get the total from a receipt", "invoice-extraction"],
    ["classify support tickets by urgency", "intent-classification"],
    ["route support tickets", "intent-classification"],
    ["write SQL from a question", "text-to-sql"]
  ])("%s → %s", async (query, task) => {
    const found = await match(createEmulator(), query)
    expect(found).toMatchObject({ query, type: "task", matched: true, matcher: "keyword", chosen: { task_id: task } })
    expect(found.candidates[0]?.task_id).toBe(task)
  })

  it("ranks the candidates: at most top_k, 5 by default", async () => {
    const emulator = createEmulator()
    const found = await match(emulator, "extract fields from contracts, invoices and documents", 2)
    expect(found.candidates.length).toBe(2)
    const whole = (await match(emulator, "extract fields from contracts, invoices and documents, code, SQL", undefined))
      .candidates
    expect(whole.length).toBe(5)
    const scores = whole.map((each) => each.score ?? 0)
    expect(scores).toEqual([...scores].sort((left, right) => right - left))
    for (const score of scores) expect(score > 0 && score <= 1).toBe(true)
  })

  it("reports that the first two are too close", async () => {
    const emulator = createEmulator()
    expect((await match(emulator, "classify")).ambiguous).toBe(true)
    expect((await match(emulator, "extract parties and dates from contracts")).ambiguous).toBe(false)
  })

  it.each([
    ["a chatbot for small talk", "chat"],
    ["summarize this email thread", "chat"],
    ["summarize this long email thread into three bullets", "chat"],
    ["summarize this support thread and draft a friendly reply", "chat"],
    ["summarise a contract", "chat"],
    ["translate this letter into French", "chat"],
    ["rewrite this invoice in plain English", "chat"],
    ["describe this image", "vision"],
    ["plan a trip with tools", "agentic"],
    ["help a programmer debug software", "coding"],
    ["an agent that calls tools", "agentic"],
    ["answer questions about photos", "vision"],
    ["transcribe meetings", "asr"],
    ["speak text aloud", "tts"]
  ])("%s → capability %s", async (query, id) => {
    expect(await match(createEmulator(), query)).toMatchObject({
      type: "capability",
      matched: true,
      matcher: "reason",
      chosen: null,
      capability: { id, label: expect.any(String), category: expect.any(String), category_id: expect.any(String) },
      candidates: []
    })
  })

  it.each([
    "fold my laundry",
    "blorp zint",
    "generate a video of a cat",
    "generate a 30-second video of a cat surfing",
    "what's today's weather in Tokyo right now",
    "compose a song",
    "send an email to Bob",
    "order a pizza",
    "latest news about elections"
  ])("%s → unsupported", async (query) => {
    expect(await match(createEmulator(), query)).toMatchObject({
      type: "unsupported",
      matched: false,
      chosen: null,
      capability: null,
      candidates: [],
      reasoning: expect.any(String)
    })
  })

  it("returns no match if few words fit, and shows the closest tasks", async () => {
    const found = await match(createEmulator(), "forecast hurricanes, tides and earthquakes from vendor spreadsheets")
    expect(found).toMatchObject({ type: "none", matched: false, chosen: null })
    expect(found.candidates[0]).toMatchObject({ task_id: "invoice-extraction", confidence: "low" })
  })

  it("rejects a blank query and a missing query", async () => {
    for (const query of ["", "  \n"]) {
      const response = await call(createEmulator(), "POST", "/v1/tasks/match", { query, top_k: 5 })
      expect([response.status, await detailOf(response)]).toEqual([
        422,
        [{ loc: ["body", "query"], msg: "query is required", type: "value_error" }]
      ])
    }
    expect((await call(createEmulator(), "POST", "/v1/tasks/match", { top_k: 5 })).status).toBe(422)
    expect((await call(createEmulator(), "POST", "/v1/tasks/match", { query: "a", top_k: -1 })).status).toBe(422)
  })
})

describe("scripted outcomes", () => {
  it("are used in order, each once", async () => {
    const emulator = createEmulator()
    emulator.matches.script("reason", "capability", "unsupported", "none", "legacy")
    expect(emulator.matches.pending).toBe(5)
    const query = "extract parties from contracts"
    expect(await match(emulator, query)).toMatchObject({
      type: "task",
      matched: true,
      matcher: "reason",
      confidence: "high",
      reasoning: expect.any(String),
      chosen: {
        task_id: "contract-key-fields",
        score: null,
        confidence: "high",
        rank: 0,
        category: "Document Extraction"
      },
      candidates: [{ task_id: "contract-key-fields", confidence: "high" }]
    })
    expect(await match(emulator, query)).toMatchObject({ type: "capability", capability: { id: "chat" } })
    expect(await match(emulator, query)).toMatchObject({ type: "unsupported", matched: false })
    expect(await match(emulator, query)).toMatchObject({
      type: "none",
      candidates: Array(5).fill({ confidence: "low" })
    })
    const legacy = await match(emulator, query)
    expect(Object.keys(legacy)).toEqual(["query", "matched", "matcher", "ambiguous", "chosen", "candidates"])
    expect(await match(emulator, query)).toMatchObject({ type: "task", matcher: "keyword" })
  })

  it("can set a task, a lane, the reasoning, ambiguity, a number of uses and any field", async () => {
    const emulator = createEmulator()
    emulator.matches.script(
      { outcome: "reason", task: "icd-coding", reasoning: "It is about diagnoses.", times: 2 },
      { outcome: "capability", capability: "vision" },
      { outcome: "keyword", task: "text-to-sql", ambiguous: true, fields: { chosen: null, extra: 1 } }
    )
    const icd = { reasoning: "It is about diagnoses.", chosen: { task_id: "icd-coding" } }
    expect(await match(emulator, "x")).toMatchObject(icd)
    expect(await match(emulator, "y")).toMatchObject(icd)
    expect(await match(emulator, "z")).toMatchObject({ capability: { id: "vision" } })
    const last = await match(emulator, "z")
    expect(last).toMatchObject({ matched: true, ambiguous: true, chosen: null, extra: 1 })
    expect(last.candidates).toEqual([{ task_id: "text-to-sql", score: 0.71, confidence: "high" }])
  })

  it("wait for the query they apply to", async () => {
    const emulator = createEmulator()
    emulator.matches.script({ outcome: "unsupported", query: /laundry/g }, { outcome: "none", query: "exactly" })
    expect((await match(emulator, "contracts")).type).toBe("task")
    expect((await match(emulator, "my laundry")).type).toBe("unsupported")
    expect((await match(emulator, "exactly")).type).toBe("none")
    expect(emulator.matches.pending).toBe(0)
  })

  it("are removed by clear and by reset", async () => {
    const emulator = createEmulator()
    emulator.matches.script("none")
    emulator.matches.clear()
    emulator.matches.script("none")
    emulator.reset()
    expect(emulator.matches.pending).toBe(0)
  })

  it("must name an existing task and lane", () => {
    const { matches } = createEmulator()
    expect(() => matches.script({ outcome: "reason", task: "nope" })).toThrow("there is no task 'nope'")
    expect(() => matches.script({ outcome: "capability", capability: "nope" })).toThrow("there is no capability 'nope'")
  })
})

it("returns the first outcome for a repeated key", async () => {
  const emulator = createEmulator()
  emulator.matches.script("unsupported")
  const ask = () =>
    call(emulator, "POST", "/v1/tasks/match", { query: "contracts", top_k: 5 }, { headers: { "idempotency-key": "k" } })
  const [first, second] = [await ask(), await ask()]
  expect(await second.json()).toEqual(await first.json())
  expect(second.headers.get("x-pareta-billed")).toBe("0")
})
