import { ParetaClient } from "@pareta/core"
import { createEmulator, type Emulator } from "@pareta/emulator"
import { Effect } from "effect"
import { Pareta, ParetaError } from "pareta"
import { describe, expect, it } from "vitest"

interface Case {
  readonly name: string
  /** Brings the platform into the state that the call fails in. */
  readonly prepare: (emulator: Emulator) => void
  readonly promise: (pareta: Pareta) => Promise<unknown>
  readonly effect: (client: ParetaClient["Service"]) => Effect.Effect<unknown, unknown>
  readonly hint: RegExp | undefined
}

const chat = (model: string) => ({ model, messages: [{ role: "user" as const, content: "Hello" }] })
const refusing = (status: number) => (emulator: Emulator) => emulator.faults.script("chat", { status })
const nothing = () => {}

/** A chat that is refused with a status. */
const chatRefused = (status: number, hint: RegExp | undefined): Case => ({
  name: `a chat that is refused with ${status}`,
  prepare: refusing(status),
  promise: (pareta) => pareta.chat.completions.create(chat("ep_a1b2c3")),
  effect: (client) => client.chat.completions.create(chat("ep_a1b2c3")),
  hint
})

const cases: ReadonlyArray<Case> = [
  {
    name: "a chat with an unknown model",
    prepare: nothing,
    promise: (pareta) => pareta.chat.completions.create(chat("nowhere")),
    effect: (client) => client.chat.completions.create(chat("nowhere")),
    hint: /^Use models\.list to see what is available/
  },
  {
    name: "start of an unknown endpoint",
    prepare: nothing,
    promise: (pareta) => pareta.endpoints.start("nowhere"),
    effect: (client) => client.endpoints.start("nowhere"),
    hint: /^Use endpoints\.list /
  },
  {
    name: "stop of an unknown endpoint",
    prepare: nothing,
    promise: (pareta) => pareta.endpoints.stop("nowhere"),
    effect: (client) => client.endpoints.stop("nowhere"),
    hint: /^Use endpoints\.list /
  },
  {
    name: "an unknown task",
    prepare: nothing,
    promise: (pareta) => pareta.tasks.retrieve("nowhere"),
    effect: (client) => client.tasks.retrieve("nowhere"),
    hint: /^Use tasks\.list /
  },
  {
    name: "an unknown eval set",
    prepare: nothing,
    promise: (pareta) => pareta.evals.sets.retrieve("nowhere"),
    effect: (client) => client.evals.sets.retrieve("nowhere"),
    hint: /^Use evals\.sets\.list /
  },
  {
    name: "an eval run of an unknown set",
    prepare: nothing,
    promise: (pareta) => pareta.evals.runs.create({ evalSet: "nowhere", models: ["ep_a1b2c3"] }),
    effect: (client) => client.evals.runs.create({ evalSet: "nowhere", models: ["ep_a1b2c3"] }),
    hint: /^Use evals\.sets\.list /
  },
  {
    name: "an unknown eval run, of which there is no list",
    prepare: nothing,
    promise: (pareta) => pareta.evals.runs.retrieve("nowhere"),
    effect: (client) => client.evals.runs.retrieve("nowhere"),
    hint: undefined
  },
  {
    name: "an unknown route",
    prepare: nothing,
    promise: (pareta) => pareta.request("GET", "/v1/nowhere"),
    effect: (client) => client.request({ method: "GET", path: "/v1/nowhere" }),
    hint: undefined
  },
  {
    name: "a 503 of a route that needs no endpoint",
    prepare: (emulator) => emulator.faults.script("models", { status: 503 }),
    promise: (pareta) => pareta.models.list(),
    effect: (client) => client.models.list(),
    hint: undefined
  },
  chatRefused(401, /apiKey or PARETA_API_KEY/),
  chatRefused(402, /dashboard, under Billing/),
  chatRefused(403, /not allowed to do this/),
  chatRefused(429, /maxRetries/),
  chatRefused(503, /endpoints\.start/),
  chatRefused(400, undefined),
  chatRefused(500, undefined)
]

describe.each(cases)("$name", ({ prepare, promise, effect, hint }) => {
  const expectHint = (failure: unknown) => {
    expect(failure).toBeInstanceOf(ParetaError)
    const { hint: given } = failure as ParetaError
    if (hint === undefined) expect(given).toBeUndefined()
    else expect(given).toMatch(hint)
    expect(JSON.parse(JSON.stringify(failure)).hint).toBe(given)
  }

  it("says what to do, as a Promise", async () => {
    const emulator = createEmulator()
    prepare(emulator)
    const pareta = new Pareta({ apiKey: "pareta_sk_test_1", fetch: emulator.fetch, maxRetries: 0 })
    expectHint(await promise(pareta).catch((error: unknown) => error))
  })

  it("says what to do, as an Effect", async () => {
    const emulator = createEmulator()
    prepare(emulator)
    const layer = ParetaClient.layerFetch({ apiKey: "pareta_sk_test_1", fetch: emulator.fetch, maxRetries: 0 })
    expectHint(await Effect.runPromise(ParetaClient.use(effect).pipe(Effect.flip, Effect.provide(layer))))
  })
})

describe("a call that gets no response", () => {
  const fetch = () => Promise.reject(new TypeError("fetch failed"))

  it("names the server that it was sent to", async () => {
    const pareta = new Pareta({
      apiKey: "pareta_sk_test_1",
      baseURL: "http://localhost:4010/pareta",
      fetch,
      maxRetries: 0
    })
    await expect(pareta.models.list()).rejects.toMatchObject({
      message: "fetch failed",
      hint: "No response came from http://localhost:4010. Check baseURL, the network and the proxy."
    })
  })

  it("has no such hint when the response had begun", async () => {
    const emulator = createEmulator()
    emulator.faults.script("chat", { reset: { afterBytes: 5 } })
    const pareta = new Pareta({ apiKey: "pareta_sk_test_1", fetch: emulator.fetch, maxRetries: 0 })
    const error = await pareta.chat.completions.create(chat("ep_a1b2c3")).catch((failure: unknown) => failure)
    expect([(error as ParetaError)._tag, (error as ParetaError).hint]).toEqual(["APIConnectionError", undefined])
  })
})
