/** Whatever fetch, hooks, clocks and the runtime do, a call ends in time, with a result or with a typed error. */
import assert from "node:assert/strict"
import { inspect } from "node:util"
import * as Core from "@pareta/core"
import * as Arbitrary from "effect/Arbitrary"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { isParetaError, Pareta, type ParetaOptions } from "pareta"
import { type Property, property, soon } from "../../../core/test/fuzz/Property.ts"
import { brokenFetch, thrown } from "./BrokenFetch.ts"
import { Script } from "./Script.ts"

interface Call {
  readonly name: string
  readonly promise: (pareta: Pareta) => Promise<unknown>
  readonly effect: (client: Core.ParetaClient["Service"]) => Effect.Effect<unknown, unknown>
  /** Whether it is one request, so that `onResponse` is called once. */
  readonly isOneRequest?: boolean
}

const model = "ep_1"
const messages = [{ role: "user", content: "p" }]
const items = [{ text: "a", expected: "b" }]
const document = new Blob(["%PDF"], { type: "application/pdf" })

// Kept, because a property may take the globals away.
const realSetImmediate = setImmediate

const drained = async (events: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of events) {
    // Only the end counts.
  }
}

const calls: ReadonlyArray<Call> = [
  {
    name: "chat.completions.create",
    promise: (pareta) => pareta.chat.completions.create({ model, messages }),
    effect: (client) => client.chat.completions.create({ model, messages }),
    isOneRequest: true
  },
  {
    name: "a chat stream, event by event",
    promise: (pareta) => drained(pareta.chat.completions.create({ model, messages, stream: true })),
    effect: (client) => Stream.runDrain(client.chat.completions.stream({ model, messages })),
    isOneRequest: true
  },
  {
    name: "a chat stream, whole",
    promise: (pareta) => pareta.chat.completions.create({ model, messages, stream: true }).finalCompletion(),
    effect: (client) => Core.finalCompletion(client.chat.completions.stream({ model, messages })),
    isOneRequest: true
  },
  {
    name: "a chat stream, opened first",
    promise: async (pareta) => drained(await pareta.chat.completions.create({ model, messages, stream: true }).open()),
    effect: (client) =>
      Effect.scoped(
        Effect.flatMap(client.chat.completions.open({ model, messages }), ({ chunks }) => Stream.runDrain(chunks))
      ),
    isOneRequest: true
  },
  {
    name: "a chat stream as a ReadableStream",
    promise: async (pareta) => {
      const reader = pareta.chat.completions.create({ model, messages, stream: true }).toReadableStream().getReader()
      while (!(await reader.read()).done) {
        // Only the end counts.
      }
    },
    effect: (client) => Core.text(client.chat.completions.stream({ model, messages })),
    isOneRequest: true
  },
  {
    name: "models.list",
    promise: (pareta) => pareta.models.list(),
    effect: (client) => client.models.list(),
    isOneRequest: true
  },
  {
    name: "endpoints.deploy",
    promise: (pareta) => drained(pareta.endpoints.deploy({ task: "t" })),
    effect: (client) => Stream.runDrain(client.endpoints.deploy({ task: "t" })),
    isOneRequest: true
  },
  {
    name: "endpoints.deploy and wait",
    promise: (pareta) => pareta.endpoints.deploy({ task: "t", wait: true }),
    effect: (client) => client.endpoints.deployAndWait({ task: "t" }),
    isOneRequest: true
  },
  {
    name: "endpoints.start",
    promise: (pareta) => pareta.endpoints.start("e"),
    effect: (client) => client.endpoints.start("e"),
    isOneRequest: true
  },
  {
    name: "endpoints.delete",
    promise: (pareta) => pareta.endpoints.delete("e"),
    effect: (client) => client.endpoints.delete("e"),
    isOneRequest: true
  },
  {
    name: "endpoints.metrics.cost",
    promise: (pareta) => pareta.endpoints.metrics("e").cost(),
    effect: (client) => client.endpoints.metrics("e").cost(),
    isOneRequest: true
  },
  {
    name: "tasks.match",
    promise: (pareta) => pareta.tasks.match("q"),
    effect: (client) => client.tasks.match("q"),
    isOneRequest: true
  },
  {
    name: "evals.sets.create",
    promise: (pareta) => pareta.evals.sets.create({ task: "t", items }),
    effect: (client) => client.evals.sets.create({ task: "t", items }),
    isOneRequest: true
  },
  {
    name: "evals.sets.uploadDocument",
    promise: (pareta) => pareta.evals.sets.uploadDocument("s", document, { idx: 0, fieldName: "f" }),
    effect: (client) => client.evals.sets.uploadDocument("s", document, { idx: 0, fieldName: "f" }),
    isOneRequest: true
  },
  {
    name: "evals.runs.create and wait",
    promise: (pareta) =>
      pareta.evals.runs.create({ task: "t", items, models: ["m"], wait: true, timeout: 0.1, pollInterval: 0.01 }),
    effect: (client) =>
      client.evals.runs.createAndWait({ task: "t", items, models: ["m"] }, { timeout: 100, pollInterval: 10 })
  },
  {
    name: "evals.runs.watch",
    promise: (pareta) => drained(pareta.evals.runs.watch("r", { timeout: 0.1, pollInterval: 0.01 })),
    effect: (client) => Stream.runDrain(client.evals.runs.watch("r", { timeout: 100, pollInterval: 10 }))
  },
  {
    name: "request",
    promise: (pareta) => pareta.request("POST", "/v1/x", { body: { a: 1 } }),
    effect: (client) => client.request({ method: "POST", path: "/v1/x", json: { a: 1 } }),
    isOneRequest: true
  },
  {
    name: "stream",
    promise: (pareta) => drained(pareta.stream("POST", "/v1/x", { body: { a: 1 } })),
    effect: (client) => Stream.runDrain(client.stream({ method: "POST", path: "/v1/x", json: { a: 1 } })),
    isOneRequest: true
  }
]

/** A hook that a script decides about, and how often it was called. */
const hookOf = (script: Script) => {
  const seen = { count: 0 }
  const kind = script.below(6)
  const hook = (): unknown => {
    seen.count++
    if (kind === 0) throw thrown(script)
    if (kind === 1) return Promise.reject(thrown(script))
    if (kind === 2) {
      return {
        // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
        then: () => {
          throw thrown(script)
        }
      }
    }
    if (kind === 3) return new Promise(() => {})
    return undefined
  }
  return { seen, hook: hook as () => void }
}

const optionsOf = (script: Script, fetch: Core.Fetch) => {
  const [onAttempt, onRetry, onResponse] = [hookOf(script), hookOf(script), hookOf(script)]
  const options = {
    ...{ apiKey: "pareta_sk_test_failures", fetch, maxEventSize: 100_000, maxResponseSize: 1_000_000 },
    ...{ maxRetries: script.below(2), onAttempt: onAttempt.hook, onRetry: onRetry.hook, onResponse: onResponse.hook },
    timeout: { request: 30, handshake: 30, firstEvent: 30, idle: 30, event: 30, total: 100 }
  } satisfies ParetaOptions
  return { options, responses: onResponse.seen }
}

/** Checks an outcome, and that nothing is left open. */
const judge = async (
  call: Call,
  outcome: Exit.Exit<unknown, unknown>,
  responses: { readonly count: number },
  open: () => number
): Promise<void> => {
  if (Exit.isFailure(outcome)) {
    assert.ok(!Cause.hasDies(outcome.cause), `a defect: ${inspect(outcome)}`)
    const failure = Cause.squash(outcome.cause)
    assert.ok(isParetaError(failure), `fails with ${inspect(failure)}`)
    assert.equal(typeof failure.message, "string")
    inspect(failure)
    JSON.stringify(failure)
  }
  if (call.isOneRequest === true) assert.equal(responses.count, 1, "onResponse is called once")
  // A cancellation may take a turn to arrive.
  for (let turn = 0; turn < 20 && open() > 0; turn++) await new Promise((resolve) => realSetImmediate(resolve))
  assert.equal(open(), 0, "a body is left open")
}

/** Globals that some runtimes lack. */
const absent = [
  ...["ReadableStream", "WeakRef", "FinalizationRegistry", "performance", "crypto", "TextDecoder", "AbortController"],
  ...["Headers", "Request", "Response", "FormData", "Blob", "URL", "URLSearchParams", "fetch", "DOMException"]
] as const

const without = async <A>(name: string | undefined, run: () => Promise<A>): Promise<A> => {
  const descriptor = name === undefined ? undefined : Object.getOwnPropertyDescriptor(globalThis, name)
  if (name === undefined || descriptor === undefined) return run()
  Object.defineProperty(globalThis, name, { value: undefined, configurable: true, writable: true })
  try {
    return await run()
  } finally {
    Object.defineProperty(globalThis, name, descriptor)
  }
}

const Numbers = Arbitrary.schema(
  Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5039 }))).check(
    Schema.isMinLength(4),
    Schema.isMaxLength(24)
  )
)

/** The properties: each call in each face, with broken fetches, hooks and missing globals. */
export const failureProperties: ReadonlyArray<Property> = calls.flatMap((call) => [
  property(`${call.name} (Promise)`, Numbers, async (numbers) => {
    const script = new Script(numbers)
    const { fetch, open } = brokenFetch(script)
    const { options, responses } = optionsOf(script, fetch)
    const missing = script.below(3) === 0 ? absent[script.below(absent.length)] : undefined
    const pareta = new Pareta(options)
    const outcome = await without(missing, () =>
      soon(
        call.promise(pareta).then(
          (value): Exit.Exit<unknown, unknown> => Exit.succeed(value),
          (cause): Exit.Exit<unknown, unknown> => Exit.fail(cause)
        )
      )
    )
    await judge(missing === undefined ? call : { ...call, isOneRequest: false }, outcome, responses, open)
  }),
  property(`${call.name} (Effect)`, Numbers, async (numbers) => {
    const script = new Script(numbers)
    const { fetch, open } = brokenFetch(script)
    const { options, responses } = optionsOf(script, fetch)
    const run = Core.ParetaClient.use(call.effect).pipe(Effect.provide(Core.ParetaClient.layerFetch(options)))
    await judge(call, await soon(Effect.runPromiseExit(run)), responses, open)
  })
])
