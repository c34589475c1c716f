/** Values that no method can use, and the places of the arguments of every method, for both packages. */
import type * as Core from "@pareta/core"
import type * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type * as Shell from "pareta"

/** A value by its name. Made anew for each use, since some can be used once. */
export const hostileValues: { readonly [name: string]: () => unknown } = {
  undefined: () => undefined,
  null: () => null,
  "an empty text": () => "",
  "a text": () => "text",
  "a lone surrogate": () => "\ud800",
  zero: () => 0,
  "a negative number": () => -1,
  "a fraction": () => 1.5,
  NaN: () => Number.NaN,
  Infinity: () => Number.POSITIVE_INFINITY,
  true: () => true,
  "a BigInt": () => 5n,
  "a symbol": () => Symbol("s"),
  "a function": () => () => "text",
  "an empty array": () => [],
  "an array of null": () => [null],
  "a huge array": () => new Array(100_000).fill(0),
  "a Map": () => new Map([["model", "m"]]),
  "a Headers": () => new Headers({ "x-a": "b" }),
  "an AbortSignal": () => new AbortController().signal,
  "a Date": () => new Date(0),
  "a Promise": () => Promise.resolve({}),
  "an object with a getter that throws": () => Object.defineProperty({}, "model", throwing),
  "an object whose every field throws": () => everyFieldThrows(),
  "an object that is a cycle": () => {
    const cycle: { self?: object } = {}
    cycle.self = cycle
    return cycle
  },
  "an object with a toJSON that throws": () => new Unwritable(),
  "a revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  },
  "an iterable that throws": () => ({
    [Symbol.iterator]: () => {
      throw new TypeError("hostile")
    }
  }),
  "an iterable whose iterator is none": () => ({ [Symbol.iterator]: () => 5 }),
  "an async iterable that throws": () => ({
    [Symbol.asyncIterator]: () => {
      throw new TypeError("hostile")
    }
  })
}

const throwing: PropertyDescriptor = {
  enumerable: true,
  get: () => {
    throw new TypeError("hostile")
  }
}

const everyFieldThrows = () => {
  const fail = () => {
    throw new TypeError("hostile")
  }
  return new Proxy({}, { get: fail, has: fail, ownKeys: fail, getOwnPropertyDescriptor: fail })
}

class Unwritable {
  toJSON() {
    throw new TypeError("hostile")
  }
}

const valuesWith = (word: string): ReadonlyArray<string> =>
  Object.keys(hostileValues).filter((name) => name.includes(word))

/** A method with good arguments, in both packages. */
export interface Method {
  readonly name: string
  readonly args: ReadonlyArray<unknown>
  /** Gets the options of the call after the other arguments, if they are given. */
  readonly promise: (pareta: Shell.Pareta, args: Args) => unknown
  readonly effect: (
    client: Core.ParetaClient["Service"],
    args: Args
  ) => Effect.Effect<unknown, unknown> | Stream.Stream<unknown, unknown>
  /** Whether the last argument also has the options of the call, in `pareta`. */
  readonly takesOptionsInLast?: true
  /**
   * The places to try: an index, or an index and the path of a field. After it, the names of the values that are good
   * there.
   */
  readonly places: ReadonlyArray<readonly [place: Place, ...good: ReadonlyArray<string>]>
}

export type Place = readonly [index: number, ...path: ReadonlyArray<string | number>]

/** Arguments that fit every method, for the compiler. */
export type Args = readonly [never, never, never, never]

/** The arguments with another value at a place. */
export const withValue = (args: ReadonlyArray<unknown>, place: Place, value: unknown): Args =>
  replaced(args, place, value) as Args

const replaced = (whole: unknown, [key, ...rest]: ReadonlyArray<string | number>, value: unknown): unknown => {
  if (key === undefined) return value
  if (Array.isArray(whole)) {
    return Object.assign([...whole], { [key]: replaced(whole[Number(key)], rest, value) })
  }
  const fields = { ...(whole as { readonly [name: string]: unknown }) }
  return { ...fields, [key]: replaced(fields[key], rest, value) }
}

const messages = [{ role: "user", content: "Hello!" }]
const items = [{ input: { text: "a" }, expected: "b" }]
const absent = ["undefined", "null"]
const blank = [...absent, "an empty text"]
const text = ["a text"]
const anyText = ["a text", "a lone surrogate"]
/** What JSON can hold, for parameters that are sent as they are. */
const writable = [
  ...["undefined", "null", "an empty text", "a text", "a lone surrogate", "zero", "a negative number", "a fraction"],
  ...["NaN", "Infinity", "true", "a symbol", "a function", "an empty array", "an array of null", "a huge array"],
  ...["a Map", "a Headers", "an AbortSignal", "a Date", "a Promise"],
  ...["an iterable that throws", "an iterable whose iterator is none", "an async iterable that throws"]
]
/** Objects that have no field, since symbols do not count. */
const withoutFields = [
  ...["an iterable that throws", "an iterable whose iterator is none", "an async iterable that throws"]
]
/** What counts as no options. */
export const noOptions = [...absent, ...withoutFields, "an object with a toJSON that throws"]
/** A time in seconds. As an Effect, a BigInt is one in nanoseconds. */
const time = [...absent, "zero", "a fraction", "Infinity", "a BigInt as an Effect"]
const hook = [...absent, "a function"]
const flag = [...absent, "true"]

const metrics = ["performance", "uptime", "cost", "quality", "activity"] as const

export const methods: ReadonlyArray<Method> = [
  ...(["request", "stream"] as const).map(
    (name): Method => ({
      name,
      args: ["POST", "/v1/x", { a: 1 }, { b: 1 }],
      promise: (pareta, [method, path, query, body]) => pareta[name](method, path, { query, body }),
      effect: (client, [method, path, query, json]) => client[name]({ method, path, query, json }),
      places: [
        [[0]],
        [[1]],
        [[2], ...noOptions, "an object that is a cycle"],
        [[2, "a"], ...writable, "a BigInt", ...["cycle", "getter", "toJSON"].flatMap(valuesWith)],
        [[3], ...writable.filter((value) => value !== "a symbol" && value !== "a function")],
        [[3, "b"], ...writable]
      ]
    })
  ),
  {
    name: "chat.completions.create",
    args: [{ model: "ep_a1b2c3", messages, extra: 1 }],
    promise: (pareta, [params, options]) => pareta.chat.completions.create(params, options),
    effect: (client, [params]) => client.chat.completions.create(params),
    places: [
      [[0]],
      [[0, "model"], ...anyText],
      [[0, "messages"]],
      [[0, "messages", 0], ...withoutFields],
      [[0, "extra"], ...writable],
      // In core, it is another method.
      [[0, "stream"], ...flag.filter((value) => value !== "true"), "true as a Promise"]
    ]
  },
  {
    name: "chat.completions.create, streamed",
    args: [{ model: "ep_a1b2c3", messages, extra: 1, stream: true }],
    promise: (pareta, [params, options]) => pareta.chat.completions.create(params, options),
    effect: (client, [params]) => client.chat.completions.stream(params),
    places: [[[0, "model"], ...anyText], [[0, "messages"]], [[0, "extra"], ...writable]]
  },
  {
    name: "agent.chat.completions.create",
    args: [{ messages, extra: 1 }],
    promise: (pareta, [params, options]) => pareta.agent.chat.completions.create(params, options),
    effect: (client, [params]) => client.agent.chat.completions.create(params),
    places: [[[0]], [[0, "messages"]], [[0, "messages", 0], ...withoutFields], [[0, "extra"], ...writable]]
  },
  {
    name: "agent.chat.completions.create, streamed",
    args: [{ messages, extra: 1, stream: true }],
    promise: (pareta, [params, options]) => pareta.agent.chat.completions.create(params, options),
    effect: (client, [params]) => client.agent.chat.completions.stream(params),
    places: [[[0, "messages"]], [[0, "extra"], ...writable]]
  },
  {
    name: "agent.models.list",
    args: [],
    promise: (pareta, [options]) => pareta.agent.models.list(options),
    effect: (client) => client.agent.models.list(),
    places: []
  },
  {
    name: "models.list",
    args: [],
    promise: (pareta, [options]) => pareta.models.list(options),
    effect: (client) => client.models.list(),
    places: []
  },
  {
    name: "endpoints.deploy",
    args: [{ task: "contract-key-fields", model: "m", name: "n", extra: 1 }],
    promise: (pareta, [params, options]) => pareta.endpoints.deploy(params, options),
    effect: (client, [params]) => client.endpoints.deploy(params),
    places: [
      [[0]],
      [[0, "task"], ...anyText],
      [[0, "model"], ...blank, ...anyText],
      [[0, "name"], ...blank, ...anyText],
      [[0, "wait"], ...flag],
      [[0, "extra"], ...writable]
    ]
  },
  {
    name: "endpoints.deploy, waiting",
    args: [{ task: "contract-key-fields", wait: true }],
    promise: (pareta, [params, options]) => pareta.endpoints.deploy(params, options),
    effect: (client, [params]) => client.endpoints.deployAndWait(params),
    places: [[[0]], [[0, "task"], ...anyText]]
  },
  ...(["retrieve", "start", "stop", "delete"] as const).map(
    (method): Method => ({
      name: `endpoints.${method}`,
      args: ["ep_a1b2c3"],
      promise: (pareta, [id, options]) => pareta.endpoints[method](id, options),
      effect: (client, [id]) => client.endpoints[method](id),
      places: [[[0], ...text]]
    })
  ),
  ...metrics.map(
    (dimension): Method => ({
      name: `endpoints.metrics.${dimension}`,
      args: ["ep_a1b2c3", { window: "7d" }],
      promise: (pareta, [id, query, options]) => pareta.endpoints.metrics(id)[dimension](query, options),
      effect: (client, [id, query]) => client.endpoints.metrics(id)[dimension](query),
      places: [
        [[0], ...text],
        [[1], ...noOptions, "an object that is a cycle"]
      ]
    })
  ),
  {
    name: "tasks.retrieve",
    takesOptionsInLast: true,
    args: ["contract-key-fields", { examplesN: 1 }],
    promise: (pareta, [id, options]) => pareta.tasks.retrieve(id, options),
    effect: (client, [id, options]) => client.tasks.retrieve(id, options),
    places: [
      [[0], ...text],
      [[1], ...noOptions],
      [[1, "examplesN"], ...absent, "zero"]
    ]
  },
  {
    name: "tasks.match",
    takesOptionsInLast: true,
    args: ["read contracts", { topK: 1 }],
    promise: (pareta, [query, options]) => pareta.tasks.match(query, options),
    effect: (client, [query, options]) => client.tasks.match(query, options),
    places: [
      [[0], ...anyText],
      [[1], ...noOptions],
      [[1, "topK"], ...absent, "zero"]
    ]
  },
  {
    name: "auto.metrics",
    args: [],
    promise: (pareta, [options]) => pareta.auto.metrics(options),
    effect: (client) => client.auto.metrics(),
    places: []
  },
  {
    name: "auto.compareFrontier",
    args: [{ model: "gpt-5.5", messages }],
    promise: (pareta, [params, options]) => pareta.auto.compareFrontier(params, options),
    effect: (client, [params]) => client.auto.compareFrontier(params),
    places: [[[0]], [[0, "model"], ...anyText], [[0, "messages"]], [[0, "messages", 0], ...withoutFields]]
  },
  {
    name: "audio.transcriptions",
    takesOptionsInLast: true,
    args: [{ base64: "UklGRg==" }, { language: "en" }],
    promise: (pareta, [audio, options]) => pareta.audio.transcriptions(audio, options),
    effect: (client, [audio, options]) => client.audio.transcriptions(audio, options),
    places: [
      [[0, "base64"], ...anyText],
      [[1], ...noOptions],
      [[1, "language"], ...blank, ...anyText]
    ]
  },
  {
    name: "audio.speech",
    takesOptionsInLast: true,
    args: ["Say this.", { voice: "af_heart" }],
    promise: (pareta, [text, options]) => pareta.audio.speech(text, options),
    effect: (client, [text, options]) => client.audio.speech(text, options),
    places: [
      [[0], ...anyText],
      [[1], ...noOptions],
      [[1, "voice"], ...blank, ...anyText]
    ]
  },
  {
    name: "images.generate",
    takesOptionsInLast: true,
    args: ["a lighthouse", { size: "1024x1024", seed: 1 }],
    promise: (pareta, [prompt, options]) => pareta.images.generate(prompt, options),
    effect: (client, [prompt, options]) => client.images.generate(prompt, options),
    places: [
      [[0], ...anyText],
      [[1], ...noOptions],
      [[1, "size"], ...blank, ...anyText],
      [[1, "seed"], ...absent, "zero", "a negative number"]
    ]
  },
  {
    name: "images.edit",
    takesOptionsInLast: true,
    args: [{ base64: "iVBORw==" }, "make it winter", { seed: 1 }],
    promise: (pareta, [image, prompt, options]) => pareta.images.edit(image, prompt, options),
    effect: (client, [image, prompt, options]) => client.images.edit(image, prompt, options),
    places: [
      [[0, "base64"], ...anyText],
      [[1], ...anyText],
      [[2], ...noOptions],
      [[2, "seed"], ...absent, "zero", "a negative number"]
    ]
  },
  {
    name: "rerank",
    takesOptionsInLast: true,
    args: ["notice", ["a", "b"], { topN: 1 }],
    promise: (pareta, [query, documents, options]) => pareta.rerank(query, documents, options),
    effect: (client, [query, documents, options]) => client.rerank(query, documents, options),
    places: [
      [[0], ...anyText],
      [[1]],
      [[1, 0], ...anyText, "an empty text"],
      [[2], ...noOptions],
      [[2, "topN"], ...absent]
    ]
  },
  {
    name: "embeddings",
    takesOptionsInLast: true,
    args: ["a text", { inputType: "query" }],
    promise: (pareta, [input, options]) => pareta.embeddings(input, options),
    effect: (client, [input, options]) => client.embeddings(input, options),
    places: [
      [[0], ...anyText],
      [[1], ...noOptions],
      [[1, "inputType"], "undefined"]
    ]
  },
  ...(["leaderboard", "recommended"] as const).map(
    (method): Method => ({
      name: `tasks.${method}`,
      args: ["contract-key-fields"],
      promise: (pareta, [id, options]) => pareta.tasks[method](id, options),
      effect: (client, [id]) => client.tasks[method](id),
      places: [[[0], ...text]]
    })
  ),
  {
    name: "evals.frontierModels",
    args: ["contract-key-fields"],
    promise: (pareta, [task, options]) => pareta.evals.frontierModels(task, options),
    effect: (client, [task]) => client.evals.frontierModels(task),
    places: [[[0], ...blank, ...anyText]]
  },
  {
    name: "evals.proposeContract",
    args: [{ prompt: "classify each ticket", items }],
    promise: (pareta, [params, options]) => pareta.evals.proposeContract(params, options),
    effect: (client, [params]) => client.evals.proposeContract(params),
    places: [[[0]], [[0, "prompt"], ...anyText], [[0, "items"]], [[0, "items", 0], ...withoutFields, "a Promise"]]
  },
  {
    name: "evals.sets.create",
    args: [{ task: "intent-classification", items, name: "n" }],
    promise: (pareta, [params, options]) => pareta.evals.sets.create(params, options),
    effect: (client, [params]) => client.evals.sets.create(params),
    places: [
      [[0]],
      [[0, "task"], ...anyText],
      [[0, "prompt"], ...absent, ...anyText],
      [[0, "items"]],
      // The rows may be promised.
      [[0, "items", 0], ...withoutFields, "a Promise"],
      [[0, "items", 0, "input"], ...writable],
      [[0, "name"], ...blank, ...anyText]
    ]
  },
  ...(["retrieve", "delete"] as const).map(
    (method): Method => ({
      name: `evals.sets.${method}`,
      args: ["es_1"],
      promise: (pareta, [id, options]) => pareta.evals.sets[method](id, options),
      effect: (client, [id]) => client.evals.sets[method](id),
      places: [[[0], ...text]]
    })
  ),
  {
    name: "evals.sets.uploadDocument",
    takesOptionsInLast: true,
    args: ["es_1", new Uint8Array(1), { idx: 0, fieldName: "document", mime: "text/plain" }],
    promise: (pareta, [id, file, options]) => pareta.evals.sets.uploadDocument(id, file, options),
    effect: (client, [id, file, options]) => client.evals.sets.uploadDocument(id, file, options),
    places: [
      [[0], ...text],
      [[1]],
      [[2]],
      [[2, "idx"], "zero"],
      [[2, "fieldName"], ...anyText],
      [[2, "mime"], ...blank, ...text],
      [[2, "onProgress"], ...hook]
    ]
  },
  {
    name: "evals.runs.create",
    args: [{ task: "intent-classification", items, models: ["m"], frontier: ["f"], name: "n" }],
    promise: (pareta, [params, options]) => pareta.evals.runs.create(params, options),
    effect: (client, [params]) => client.evals.runs.create(params),
    places: [
      [[0]],
      [[0, "evalSet"], ...blank, ...anyText],
      [[0, "task"], ...anyText],
      [[0, "prompt"], ...absent, ...anyText],
      [[0, "items"]],
      [[0, "models"], "an empty array"],
      [[0, "models", 0], ...anyText],
      [[0, "frontier"], ...absent, "an empty array"],
      [[0, "frontier", 0], ...anyText],
      [[0, "name"], ...blank, ...anyText]
    ]
  },
  {
    name: "evals.runs.retrieve",
    args: ["run_1"],
    promise: (pareta, [id, options]) => pareta.evals.runs.retrieve(id, options),
    effect: (client, [id]) => client.evals.runs.retrieve(id),
    places: [[[0], ...text]]
  },
  {
    name: "evals.runs.wait",
    takesOptionsInLast: true,
    args: ["run_1", { pollInterval: 1, timeout: 1 }],
    promise: (pareta, [id, options]) => pareta.evals.runs.wait(id, options),
    effect: (client, [id, options]) => client.evals.runs.wait(id, options),
    places: [
      [[0], ...text],
      [[1], ...noOptions],
      [[1, "pollInterval"], ...time],
      [[1, "timeout"], ...time]
    ]
  },
  {
    name: "evals.runs.watch",
    takesOptionsInLast: true,
    args: ["run_1", { pollInterval: 1, timeout: 1 }],
    promise: (pareta, [id, options]) => pareta.evals.runs.watch(id, options),
    effect: (client, [id, options]) => client.evals.runs.watch(id, options),
    places: [
      [[0], ...text],
      [[1], ...noOptions],
      [[1, "pollInterval"], ...time],
      [[1, "timeout"], ...time]
    ]
  }
]

/** Runs an Effect, or a Stream to its end. */
export const drained = (call: Effect.Effect<unknown, unknown> | Stream.Stream<unknown, unknown>) =>
  Stream.isStream(call) ? Stream.runDrain(call) : call

/** Waits for a Promise, or reads an iterable to its end. */
export const settled = async (call: unknown): Promise<unknown> => {
  if (typeof call !== "object" || call === null || !(Symbol.asyncIterator in call)) return call
  for await (const _ of call as AsyncIterable<unknown>);
  return undefined
}
