/** The law that a call is billed once, tried with every kind of call that costs or changes something. */
import * as Core from "@pareta/core"
import { createEmulator, type Emulator } from "@pareta/emulator"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Shell from "pareta"
import {
  type ChaosProxy,
  chaosProxy,
  type Point,
  points,
  type ReceivedRequest,
  type Trouble,
  ways
} from "./ChaosProxy.ts"

/** A kind of call, in both packages. `id` is one of an endpoint or of a set that no other call uses. */
interface Kind {
  readonly name: string
  readonly promise: (pareta: Shell.Pareta, options: Shell.RequestOptions, id: string) => Promise<unknown>
  readonly effect: (client: Core.ParetaClient["Service"], id: string) => Effect.Effect<unknown, unknown>
  /** The routes of its POSTs; `:id` is the id. */
  readonly posts: ReadonlyArray<string>
  readonly needs?: "endpoint" | "set"
}

const chat = { model: "ep_a1b2c3", messages: [{ role: "user", content: "Hello!" }] }
const items = [{ input: { text: "I was charged twice" }, expected: "billing_question" }]
const set = { task: "intent-classification", items }
const models = ["mistral-2"]
const place = { idx: 0, fieldName: "document" }
const small = new Uint8Array(10)
const large = new Uint8Array(5 * 1024 * 1024)
const chatPath = "/v1/chat/completions"

const drain = async (events: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of events);
}

export const kinds: ReadonlyArray<Kind> = [
  {
    name: "chat",
    promise: (pareta, options) => pareta.chat.completions.create(chat, options),
    effect: (client) => client.chat.completions.create(chat),
    posts: [chatPath]
  },
  {
    name: "chat, streamed",
    promise: (pareta, options) => pareta.chat.completions.create({ ...chat, stream: true }, options).text(),
    effect: (client) => Core.text(client.chat.completions.stream(chat)),
    posts: [chatPath]
  },
  {
    name: "request",
    promise: (pareta, options) => pareta.request("POST", chatPath, { body: chat, ...options }),
    effect: (client) => client.request({ method: "POST", path: chatPath, json: chat }),
    posts: [chatPath]
  },
  {
    name: "stream",
    promise: (pareta, options) =>
      drain(pareta.stream("POST", chatPath, { body: { ...chat, stream: true }, ...options })),
    effect: (client) =>
      Stream.runDrain(client.stream({ method: "POST", path: chatPath, json: { ...chat, stream: true } })),
    posts: [chatPath]
  },
  {
    name: "deploy",
    promise: (pareta, options) => pareta.endpoints.deploy({ task: "general-chat", wait: true }, options),
    effect: (client) => client.endpoints.deployAndWait({ task: "general-chat" }),
    posts: ["/v1/endpoints"]
  },
  {
    name: "stop",
    promise: (pareta, options, id) => pareta.endpoints.stop(id, options),
    effect: (client, id) => client.endpoints.stop(id),
    posts: ["/v1/endpoints/:id/stop"],
    needs: "endpoint"
  },
  {
    name: "start",
    promise: (pareta, options, id) => pareta.endpoints.start(id, options),
    effect: (client, id) => client.endpoints.start(id),
    posts: ["/v1/endpoints/:id/start"],
    needs: "endpoint"
  },
  {
    name: "a set",
    promise: (pareta, options) => pareta.evals.sets.create(set, options),
    effect: (client) => client.evals.sets.create(set),
    posts: ["/v1/eval-sets"]
  },
  {
    name: "a small document",
    promise: (pareta, options, id) => pareta.evals.sets.uploadDocument(id, small, { ...place, ...options }),
    effect: (client, id) => client.evals.sets.uploadDocument(id, small, place),
    posts: ["/v1/eval-sets/:id/attach-blob"],
    needs: "set"
  },
  {
    name: "a large document",
    promise: (pareta, options, id) => pareta.evals.sets.uploadDocument(id, large, { ...place, ...options }),
    effect: (client, id) => client.evals.sets.uploadDocument(id, large, place),
    posts: ["/v1/eval-sets/:id/blob-upload-url", "/v1/eval-sets/:id/blob-upload-complete"],
    needs: "set"
  },
  {
    name: "a run",
    promise: (pareta, options, id) => pareta.evals.runs.create({ evalSet: id, models }, options),
    effect: (client, id) => client.evals.runs.create({ evalSet: id, models }),
    posts: ["/v1/eval-runs"],
    needs: "set"
  },
  {
    name: "a run with its rows",
    promise: (pareta, options) => pareta.evals.runs.create({ ...set, models }, options),
    effect: (client) => client.evals.runs.create({ ...set, models }),
    posts: ["/v1/eval-sets", "/v1/eval-runs"]
  }
]

/** Names a logical call to the proxy. */
const callHeader = "x-test-call"

/** The time limits of a call. Half of the calls give up a stalled connection, and half wait until the proxy does. */
const limitsOf = (call: string) => {
  const limit = Number(call.at(-1)) % 2 === 0 ? 250 : 60_000
  return { request: limit, handshake: limit, firstEvent: limit, idle: limit }
}

/** Makes one call, and says whether it succeeded. */
type Face = (
  kind: Kind,
  at: { readonly baseURL: string; readonly call: string; readonly id: string; readonly fetch: Shell.Fetch }
) => Promise<boolean>

/** The packages. Core retries without a back-off, and `pareta` with its own. */
export const faces = {
  "as a Promise": async (kind, { baseURL, call, id, fetch }) => {
    const pareta = new Shell.Pareta({ apiKey, baseURL, fetch, timeout: limitsOf(call) })
    return kind.promise(pareta, { headers: { [callHeader]: call } }, id).then(
      () => true,
      (error: unknown) => expected(error)
    )
  },
  "as an Effect": async (kind, { baseURL, call, id, fetch }) => {
    const headers = { [callHeader]: call }
    const retry = Schedule.recurs(3)
    const timeout = limitsOf(call)
    const layer = Core.ParetaClient.layerFetch({ apiKey, baseURL, fetch, timeout, headers, retry })
    const exit = await Effect.runPromiseExit(
      Core.ParetaClient.use((client) => kind.effect(client, id)).pipe(Effect.provide(layer))
    )
    return Exit.isSuccess(exit) || expected(Effect.runSync(Effect.flip(exit)))
  }
} satisfies { readonly [name: string]: Face }

const apiKey = "pareta_sk_test_chaos"

/** A call may fail for what the proxy does. Any other failure is one of the test. */
const expected = (error: unknown): false => {
  if (Shell.isAPIConnectionError(error) || error instanceof Shell.DeployError) return false
  throw error
}

/** What came of many calls. */
export interface Outcome {
  /** Sentences about what the law forbids. */
  readonly violations: ReadonlyArray<string>
  readonly succeeded: number
  readonly failed: number
  /** How often each point was met. */
  readonly met: ReadonlyMap<Point, number>
}

/**
 * Makes calls of every kind, all at once, and checks the law: a call that the server was asked for is executed and
 * billed exactly once, however often it was sent, and whether or not the client got an answer; another is not executed.
 */
export const tryBilling = async (
  face: Face,
  {
    calls,
    seed,
    fetch = globalThis.fetch
  }: { readonly calls: number; readonly seed: number; readonly fetch?: Shell.Fetch }
): Promise<Outcome> => {
  const ids = Array.from({ length: calls }, (_, index) => `call-${index}`)
  const kindOf = (index: number): Kind => kinds[index % kinds.length] as Kind
  const emulator = createEmulator({
    balanceMicroUsd: 1_000_000_000,
    timing: { deploy: 0 },
    endpoints: [
      { id: "ep_a1b2c3", task: "general-chat" },
      ...ids.map((id, index) => ({
        id,
        task: "general-chat",
        status: kindOf(index).name === "start" ? ("stopped" as const) : ("live" as const)
      }))
    ]
  })
  const server = await emulator.listen()
  const proxy = await chaosProxy(server.port, troubles(seed))
  try {
    const own = new Shell.Pareta({ apiKey, fetch: emulator.fetch })
    const targets = await Promise.all(
      ids.map(async (id, index) => (kindOf(index).needs === "set" ? (await own.evals.sets.create(set)).id : id))
    )
    const results = await Promise.all(
      targets.map((id, index) => face(kindOf(index), { baseURL: proxy.url, call: `call-${index}`, id, fetch }))
    )
    await proxy.settled()
    await emulator.advance("1 hour")

    const setsBefore = targets.filter((id) => !ids.includes(id)).length
    const violations = [
      ...results.flatMap((succeeded, index) => callViolations(proxy, `call-${index}`, kindOf(index), succeeded)),
      ...(await stateViolations(emulator, own, proxy, { endpoints: calls + 1, sets: setsBefore }))
    ]
    const succeeded = results.filter(Boolean).length
    return { violations, succeeded, failed: calls - succeeded, met: proxy.met }
  } finally {
    // Not by `await using`, which the Node of `pnpm fuzz` does not know.
    await proxy.close()
    await server.close()
  }
}

const callViolations = (proxy: ChaosProxy, call: string, kind: Kind, succeeded: boolean): ReadonlyArray<string> => {
  const sent = proxy.forwarded.filter(({ method, headers }) => method === "POST" && headers[callHeader] === call)
  return kind.posts.flatMap((post) => {
    const pattern = new RegExp(`^${post.replace(":id", "[^/]+")}$`)
    const requests = sent.filter(({ path }) => pattern.test(path))
    const executed = requests.filter(({ status, isReplay }) => status < 300 && !isReplay).length
    const keys = new Set(requests.map(({ headers }) => headers["idempotency-key"]))
    const what = `${kind.name} (${call}), POST ${post}`
    return [
      ...(executed === Math.min(1, requests.length)
        ? []
        : [`${what}: sent ${requests.length} ×, executed ${executed} ×`]),
      ...(succeeded && executed === 0 ? [`${what}: succeeded without being executed`] : []),
      ...(keys.size > 1 || keys.has(undefined) ? [`${what}: had the keys ${[...keys].join(", ")}`] : [])
    ]
  })
}

/** Compares what the emulator has with what it was asked for: one thing for each call that reached it. */
const stateViolations = async (
  emulator: Emulator,
  own: Shell.Pareta,
  proxy: ChaosProxy,
  before: { readonly endpoints: number; readonly sets: number }
): Promise<ReadonlyArray<string>> => {
  const asked = (...paths: ReadonlyArray<string>) => {
    const requests = proxy.forwarded.filter(
      ({ method, path, status }) => method === "POST" && status < 300 && paths.some((each) => path.endsWith(each))
    )
    return new Set(requests.map(({ headers }) => headers[callHeader])).size
  }
  const debits = (route: string) => emulator.ledger.filter((entry) => entry.route === route)
  const runs = new Set(debits("evals.runs").map((entry) => entry.requestId)).size
  const compared = {
    "debits for chat": [debits("chat").length, asked(chatPath)],
    endpoints: [(await own.endpoints.list()).length - before.endpoints, asked("/v1/endpoints")],
    sets: [(await own.evals.sets.list()).length - before.sets, asked("/v1/eval-sets")],
    "runs that were billed": [runs, asked("/v1/eval-runs")],
    documents: [emulator.documents.length, asked("/attach-blob", "/blob-upload-complete")]
  }
  return Object.entries(compared).flatMap(([what, [are, should]]) =>
    are === should ? [] : [`there are ${are} ${what}, for ${should} calls`]
  )
}

/** Chooses the trouble of each attempt: always the same for a seed, whatever the order in which they arrive. */
const troubles = (seed: number): ((request: ReceivedRequest) => Trouble) => {
  const attempts = new Map<string, number>()
  return ({ path, headers }) => {
    const step = `${headers[callHeader]} ${path.replace(/[^/]+_\w+/, ":id")}`
    const attempt = (attempts.get(step) ?? 0) + 1
    attempts.set(step, attempt)
    const random = randomFrom(`${seed} ${step} ${attempt}`)
    const pick = <A>(all: ReadonlyArray<A>): A => all[Math.floor(random() * all.length)] as A
    const delay = Math.floor(random() * 20)
    // About a third go well, so that most calls do in the end.
    const point = random() < 0.3 ? "nowhere" : pick(points)
    return { point, way: pick(ways), delay }
  }
}

/** Numbers from 0 to 1, always the same for a text. */
const randomFrom = (text: string) => {
  let state = 0
  for (const letter of text) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193) + 0x9e3779b9
  return () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), state | 1)
    const more = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61))
    return ((more ^ (more >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The law as a property, for the long fuzz. */
export const billingProperties = Object.entries(faces).map(([name, face]) => ({
  name: `a call ${name} is billed once behind a proxy that breaks connections`,
  check: async ({ runs, seed }: { readonly runs: number; readonly seed: number }): Promise<void> => {
    // Not too many at once, or the machine would be what breaks them.
    for (let done = 0; done < runs; done += atOnce) {
      const { violations } = await tryBilling(face, { calls: Math.min(atOnce, runs - done), seed: seed + done })
      if (violations.length > 0) throw new Error(violations.join("\n"))
    }
  }
}))

const atOnce = 120
