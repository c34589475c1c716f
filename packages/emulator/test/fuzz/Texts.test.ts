import { createEmulator, type Emulator } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { findTask, isDeployable, tasks } from "../../src/catalogue/Catalogue.ts"
import { call, key } from "../Wire.ts"
import { Chance, fuzzSeed } from "./Chance.ts"
import { hostileNames, hostileSchemas, nested, randomJson } from "./HostileJson.ts"
import { randomText, repeat, repeated } from "./HostileText.ts"

const deployable = tasks.filter(isDeployable).map((task) => task.id)

const emulatorOfAll = (): Emulator =>
  createEmulator({ endpoints: deployable.map((task) => ({ id: task, task })), balanceMicroUsd: 1e15 })

/** A request that may be refused, but with a documented status and body, and that keeps nobody from the next one. */
const expectDocumented = async (emulator: Emulator, what: string, response: Response): Promise<string> => {
  const text = await response.text()
  const context = `seed ${fuzzSeed}: ${what.slice(0, 2000)}\n→ ${response.status} ${text.slice(0, 500)}`
  expect([200, 201, 202, 400, 404, 422], context).toContain(response.status)
  if (response.headers.get("content-type")?.startsWith("text/event-stream")) {
    expect(text.endsWith("data: [DONE]\n\n"), context).toBe(true)
  } else if (response.status >= 400) {
    expect(JSON.parse(text), context).toHaveProperty("detail")
  } else {
    expect(typeof JSON.parse(text), context).toBe("object")
  }
  const next = await call(emulator, "GET", "/v1/models")
  expect(next.status, `after ${context}`).toBe(200)
  return text
}

const json = JSON.stringify

const completions = "/v1/chat/completions"

const chatBody = (model: string, content: string, more = ""): string =>
  `{"model":${json(model)},"messages":[{"role":"user","content":${content}}]${more}}`

const jsonSchema = (schema: string): string =>
  `,"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":${schema}}}`

const toolOf = (schema: string): string =>
  `,"tools":[{"type":"function","function":{"name":"f","parameters":${schema}}}],"tool_choice":"required"`

describe("a chat", () => {
  it("of random text is answered by every task, buffered and streamed, in every format", async () => {
    const emulator = emulatorOfAll()
    const chance = new Chance(fuzzSeed)
    for (let round = 0; round < 300; round++) {
      const more = [
        chance.pick([
          "",
          ',"stream":true',
          ',"response_format":{"type":"json_object"}',
          jsonSchema('{"type":"object"}')
        ]),
        chance.pick(["", toolOf("{}"), ',"n":2', ',"max_tokens":2', ',"stop":["a"]'])
      ].join("")
      const body = chatBody(chance.pick(deployable), json(randomText(chance)), more)
      await expectDocumented(emulator, body, await call(emulator, "POST", completions, body))
    }
  })

  it.each(hostileSchemas.map((schema) => [schema.slice(0, 100), schema]))(
    "is answered with the schema %s",
    async (_, schema) => {
      const emulator = emulatorOfAll()
      for (const more of [jsonSchema(schema), toolOf(schema), `${jsonSchema(schema)},"stream":true`]) {
        const body = chatBody(
          "general-chat",
          json("Total: $12.50 in Rome. aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"),
          more
        )
        const text = await expectDocumented(emulator, body, await call(emulator, "POST", completions, body))
        if (!more.includes("stream")) expect(text.length).toBeLessThan(1_000_000)
      }
    }
  )

  it("is answered or refused with content, tools, calls and options of random JSON", async () => {
    const emulator = emulatorOfAll()
    const chance = new Chance(fuzzSeed)
    for (let round = 0; round < 200; round++) {
      const option = chance.pick([
        "tools",
        "tool_choice",
        "response_format",
        "stop",
        "n",
        "max_tokens",
        "seed",
        "stream_options",
        "parallel_tool_calls",
        "functions",
        "metadata"
      ])
      const message = `{"role":${json(chance.pick(["user", "tool", "assistant", "function", "odd"]))},"content":${randomJson(chance)},"tool_calls":${randomJson(chance)}}`
      const body = `{"model":"general-chat","messages":[{"role":"user","content":"f"},${message}],"${option}":${randomJson(chance)}}`
      await expectDocumented(emulator, body, await call(emulator, "POST", completions, body))
    }
  })

  it.each(["[", '{"a":'])("is answered or refused with 20 000 levels of %s in any of its parts", async (open) => {
    const emulator = emulatorOfAll()
    const deep = nested(open, open === "[" ? "]" : "}", 20_000)
    const bodies = [
      chatBody("contract-key-fields", json(deep)),
      chatBody("contract-key-fields", deep),
      chatBody("general-chat", `[{"type":"text","text":${deep}}]`),
      chatBody("general-chat", '"a"', `,"stop":${deep}`),
      chatBody("general-chat", '"a"', `,"tools":${deep}`),
      chatBody("general-chat", '"a"', `,"metadata":${deep}`),
      `{"model":${deep},"messages":[]}`,
      deep
    ]
    for (const body of bodies) await expectDocumented(emulator, body, await call(emulator, "POST", completions, body))
  })

  it("is classified by labels of any name", async () => {
    const emulator = emulatorOfAll()
    for (const name of hostileNames) {
      const body = chatBody("doc-classification", json(`Labels: ${name}, constructor, other\nText: ${name}`))
      await expectDocumented(emulator, body, await call(emulator, "POST", completions, body))
    }
  })
})

describe("a match", () => {
  it("of random text has an outcome", async () => {
    const emulator = createEmulator()
    const chance = new Chance(fuzzSeed)
    for (let round = 0; round < 200; round++) {
      const body = `{"query":${json(chance.happens(0.2) ? chance.pick(hostileNames) : randomText(chance))},"top_k":5}`
      await expectDocumented(emulator, body, await call(emulator, "POST", "/v1/tasks/match", body))
    }
  })
})

describe("an eval run", () => {
  const golds = [
    "null",
    "7",
    "false",
    '""',
    '"contract"',
    '"25/12/2026 for two years"',
    '"a term of 999999999 years"',
    "[]",
    "[1,[2]]",
    "{}",
    '{"constructor":"x","__proto__":{"a":1},"toString":null,"C++":"y","price [EUR":3}'
  ]

  /** Runs the rows, and returns the wire record of the run when it has ended. */
  const run = async (emulator: Emulator, task: string, rows: ReadonlyArray<string>) => {
    const form = new FormData()
    form.append("task_id", task)
    form.append("items", new Blob([rows.join("\n")]), "items.jsonl")
    const headers = { authorization: `Bearer ${key}` }
    const created = await emulator.fetch("https://api.pareta.ai/v1/eval-sets", { method: "POST", headers, body: form })
    const { eval_set: set } = JSON.parse(await expectDocumented(emulator, rows.join("\n"), created))
    const started = await call(emulator, "POST", "/v1/eval-runs", {
      eval_set_id: set.id,
      candidate_model_ids: ["qwen-1", "gpt-5.5"]
    })
    const { run_id: id } = JSON.parse(await expectDocumented(emulator, task, started))
    await emulator.advance("1 minute")
    const record = await expectDocumented(emulator, task, await call(emulator, "GET", `/v1/eval-runs/${id}`))
    return JSON.parse(record) as {
      readonly run: { readonly status: string }
      readonly results: ReadonlyArray<{
        readonly error_count: number
        readonly per_item: ReadonlyArray<{ readonly score: number | null; readonly error: string | null }>
      }>
    }
  }

  it.each(tasks.map((task) => task.id))("of %s completes with rows of any shape", async (task) => {
    const chance = new Chance(fuzzSeed)
    const emulator = emulatorOfAll()
    const rows = [
      "{}",
      '{"input":null,"expected":null}',
      '{"input":7,"expected":[]}',
      `{"input":${nested("[", "]", 400)},"expected":"a"}`,
      `{"input":"a","expected":${nested('{"a":', "}", 400)}}`,
      ...golds.map((gold) => `{"input":{"text":"25/12/2026 Constructor for two years"},"expected":${gold}}`),
      ...Array.from({ length: 20 }, () => `{"input":${randomJson(chance)},"expected":${randomJson(chance)}}`)
    ]
    const { run: ended, results } = await run(emulator, task, rows)
    expect(ended.status, `seed ${fuzzSeed}`).toBe("completed")
    for (const { per_item: items } of results) {
      expect(items).toHaveLength(rows.length)
      const isScored = findTask(task)?.defaultScorer !== null
      for (const { score, error } of items) expect(score !== null || error !== null || !isScored).toBe(true)
      expect(items[3]?.error).toBe("row 3 is nested deeper than 200 levels")
    }
  })

  it.each([
    ["input", `{"input":${nested("[", "]", 20_000)},"expected":"a"}`],
    ["answer", `{"input":"a","expected":${nested('{"a":', "}", 20_000)}}`]
  ])("of rows that are nested too deeply does not begin, because the set is refused: %s", async (_, row) => {
    const form = new FormData()
    form.append("task_id", "contract-kie")
    form.append("items", new Blob([row]), "items.jsonl")
    const headers = { authorization: `Bearer ${key}` }
    const emulator = emulatorOfAll()
    const created = await emulator.fetch("https://emulator.invalid/v1/eval-sets", {
      method: "POST",
      headers,
      body: form
    })
    expect(created.status).toBe(422)
    await expectDocumented(emulator, row, created)
  })

  it("takes time in proportion to its rows, however many labels they have", async () => {
    const rows = (count: number) =>
      Array.from({ length: count }, (_, nth) => `{"input":"row ${nth}","expected":"label number ${nth}"}`)
    await expectLinear("rows", (length) => run(emulatorOfAll(), "intent-classification", rows(length / 20)))
  })
})

/** The processor time of a call in milliseconds. Unlike the time on the clock, it is that of this process alone. */
const processorTime = async (work: () => Promise<unknown>): Promise<number> => {
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

const bestOfThree = async (work: () => Promise<unknown>): Promise<number> =>
  Math.min(await processorTime(work), await processorTime(work), await processorTime(work))

/**
 * Fails if four times the length takes more than ten times the time (16 times would be quadratic), or if a kilobyte takes
 * 20 ms. What is fast at once is not measured again.
 */
const expectLinear = async (what: string, work: (length: number) => Promise<unknown>): Promise<void> => {
  const long = 80_000
  if ((await processorTime(() => work(long))) < 150) return
  const time = await bestOfThree(() => work(long))
  const shorter = await bestOfThree(() => work(long / 4))
  expect(time, `${what}: processor time for ${long} characters`).toBeLessThan((long / 1000) * 20)
  expect(time / Math.max(shorter, 10), `${what}: growth for four times the length`).toBeLessThan(10)
}

describe("the time for a text grows with its length, and not faster", () => {
  const emulator = emulatorOfAll()
  const ask = (model: string, content: string, more: object = {}) =>
    call(emulator, "POST", completions, { model, messages: [{ role: "user", content }], ...more }).then((response) =>
      response.text()
    )
  const fields = "title parties effective_date due_date total line_items flag city email phone url kind".split(" ")
  const schema = {
    type: "object",
    required: ["total"],
    properties: Object.fromEntries(fields.map((name) => [name, name === "flag" ? { type: "boolean" } : {}]))
  }
  const format = { type: "json_schema", json_schema: { name: "a", schema } }
  const works: ReadonlyArray<readonly [name: string, work: (text: string) => Promise<unknown>]> = [
    ["read from as a contract", (text) => ask("contract-key-fields", text)],
    ["read from as an invoice", (text) => ask("invoice-extraction", text)],
    ["classified", (text) => ask("doc-classification", text)],
    ["classified by labels of its own", (text) => ask("general-chat", `Classify. ${text}`)],
    ["read by keys of its own", (text) => ask("general-chat", `Extract JSON. ${text}`)],
    ["summarised", (text) => ask("general-chat", `Summarize: ${text}`, { stream: true })],
    ["filled into a schema", (text) => ask("general-chat", text, { response_format: format })],
    [
      "asking for a tool",
      (text) =>
        ask("general-chat", text, {
          tools: [{ type: "function", function: { name: "get_weather", description: text, parameters: schema } }]
        })
    ],
    [
      "a pattern of a schema",
      (text) =>
        ask("general-chat", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", {
          response_format: {
            type: "json_schema",
            json_schema: {
              name: "a",
              schema: { type: "object", properties: { [text]: { pattern: text, enum: [text] } } }
            }
          }
        })
    ],
    ["matched", (text) => call(emulator, "POST", "/v1/tasks/match", { query: `a ${text}`, top_k: 5 })]
  ]

  it.each(works)("when it is %s", async (name, work) => {
    for (const piece of repeated) {
      await expectLinear(`${name}, ${json(piece)} again and again`, (length) => work(repeat(piece, length)))
      // The log keeps what was asked.
      emulator.reset()
    }
  })
})
