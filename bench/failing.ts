/** The price of an error: a call that fails next to one that succeeds, and the longest pause that an error makes. */
import { Pareta } from "pareta"
import type { BudgetName, Measurement } from "./budgets.ts"
import { quantile, timeInTurns } from "./interleaved.ts"
import { completion, jsonHeaders } from "./platform.ts"
import { runSubject } from "./subject.ts"

const apiKey = "pareta_sk_live_0123456789abcdef"

const sentence =
  "The supplier delivers the goods within thirty days of the order, unless the parties agree otherwise.\n"

/** Prose of about so many characters, in which no two lines are the same. */
const prose = (length: number): string =>
  Array.from({ length: Math.ceil(length / (sentence.length + 6)) }, (_, line) => `${line}. ${sentence}`).join("")

interface Request {
  readonly body: unknown
  readonly headers?: { readonly [name: string]: string }
}

const jsonOf = (length: number) => ({ model: "ep_a1b2c3", messages: [{ role: "user", content: prose(length) }] })

const formOf = (length: number): FormData => {
  const form = new FormData()
  form.append("items", new Blob([JSON.stringify(jsonOf(length))]), "items.jsonl")
  return form
}

const headers = { "x-tenant": "tenant-0123456789", "x-trace": "trace-0123456789", "x-team": "search and ranking" }

/** The calls of a round, the rounds before those that count, and the request. */
const cases: ReadonlyArray<readonly [budget: BudgetName, calls: number, warmUp: number, request: Request]> = [
  // It takes some thousand calls until the code of both outcomes is compiled.
  ["failingSmall", 40, 150, { body: jsonOf(50_000) }],
  ["failingLarge", 1, 20, { body: jsonOf(5_000_000) }],
  ["failingHeaders", 40, 20, { body: jsonOf(50_000), headers }],
  ["failingForm", 1, 20, { body: formOf(5_000_000) }]
]

const textsOf = (form: FormData) =>
  Promise.all([...form.values()].map((value) => (typeof value === "string" ? value : value.text())))

/** A fetch that reads the request as every fetch does, and returns this answer. */
const answering =
  (status: number, body: string): typeof globalThis.fetch =>
  async (_, init) => {
    if (init?.body instanceof FormData) await new Response(init.body).arrayBuffer()
    return new Response(body, { status, headers: jsonHeaders })
  }

const clientOf = (fetch: typeof globalThis.fetch) => new Pareta({ apiKey, fetch, maxRetries: 0 })

/**
 * The time of a call that fails, as a multiple of the time of one that succeeds. The text of a form is not in memory: it
 * has to be read so that the error does not show it, so one reading is added to the call that succeeds.
 */
const failing = async ([budget, calls, warmUp, request]: (typeof cases)[number]): Promise<Measurement> => {
  const accepting = clientOf(answering(200, completion))
  const refusing = clientOf(answering(404, '{"detail":"no such endpoint"}'))
  const route = ["POST", "/v1/chat/completions", request] as const
  const times = await timeInTurns(
    {
      success: async () => {
        for (let made = 0; made < calls; made++) {
          await accepting.request(...route)
          if (request.body instanceof FormData) await textsOf(request.body)
        }
      },
      failure: async () => {
        for (let made = 0; made < calls; made++) {
          const status = await refusing.request(...route).catch((error: { readonly status?: number }) => error.status)
          if (status !== 404) throw new Error(`a call failed with ${status}`)
        }
      }
    },
    { warmUp, rounds: 21 }
  )
  const milliseconds = (time: number) => `${(time / calls).toFixed(3)} ms`
  return {
    budget,
    value: times.failure / times.success,
    detail: `${milliseconds(times.failure)}, success ${milliseconds(times.success)}`
  }
}

const rows = 4000

const common = "a".repeat(240)

/** The messages of a prompt and an error body of 1 MB. */
const errors: ReadonlyArray<readonly [name: string, message: (row: number) => string, page: (all: string) => string]> =
  [
    [
      "quoting nothing",
      (row) => `${row}. ${sentence.repeat(2)}`,
      (all) => "no such endpoint; ".repeat(all.length / 18)
    ],
    ["quoting everything", (row) => `${row}. ${sentence.repeat(2)}`, (all) => all],
    ["quoting what all begin with", (row) => `${common} ${row}`, (all) => "a".repeat(all.length)]
  ]

/** The longest time in which the event loop is not free during a call that fails. */
const longestPause = async (): Promise<Measurement> => {
  const pauses: Array<readonly [name: string, pause: number]> = []
  for (const [name, message, page] of errors) {
    const messages = Array.from({ length: rows }, (_, row) => ({ role: "user", content: message(row) }))
    const body = page(messages.map(({ content }) => content).join("\n")).slice(0, 1_000_000)
    const refusing = clientOf(answering(500, body))
    const found: Array<number> = []
    for (let made = 0; made < 9; made++) found.push(await pauseOf(refusing, { model: "ep_a1b2c3", messages }))
    pauses.push([name, quantile(found, 0.25)])
  }
  return {
    budget: "errorPause",
    value: Math.max(...pauses.map(([, pause]) => pause)),
    detail: pauses.map(([name, pause]) => `${name} ${pause.toFixed(1)} ms`).join(", ")
  }
}

/** The longest time between two turns of the event loop during a call. */
const pauseOf = async (pareta: Pareta, body: unknown): Promise<number> => {
  let longest = 0
  let last = performance.now()
  const turn = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    immediate = setImmediate(turn)
  }
  let immediate = setImmediate(turn)
  await pareta.request("POST", "/v1/chat/completions", { body }).catch(() => {})
  await new Promise((resolve) => setImmediate(resolve))
  clearImmediate(immediate)
  return longest
}

const measure = async (): Promise<ReadonlyArray<Measurement>> => {
  const found: Array<Measurement> = []
  for (const each of cases) found.push(await failing(each))
  return [...found, await longestPause()]
}

await runSubject(measure)
