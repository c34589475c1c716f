import { Console } from "node:console"
import { Writable } from "node:stream"
import { format, inspect } from "node:util"
import type { FetchInit } from "@pareta/core"
import { type Answer, chunk, done, pieces } from "./ScriptedFetch.ts"

/** Values that must never appear in a log. Each has a mark that no escaping can hide. */
export const secrets = {
  key: "pareta_sk_live_k3y0.s3cr3t0",
  cookie: "c00kie0",
  signature: "https://storage.example/doc%20s/1?X-Signature=s1gn4ture0&X-Expires=60",
  prompt: 'Translate: "it\'s"\n\t`pr0mpt0` \\ €'
} as const

const marks = { key: "s3cr3t0", cookie: secrets.cookie, signature: "s1gn4ture0", prompt: "pr0mpt0" } as const

export type Secret = keyof typeof secrets

/** Every way in which a program prints something. */
export const printed = (value: unknown): ReadonlyArray<readonly [way: string, text: string]> => {
  let written = ""
  const stream = new Writable({
    write: (piece, _, next) => {
      written += String(piece)
      next()
    }
  })
  new Console({ stdout: stream, stderr: stream, inspectOptions: { depth: 20 } }).log(value, { value }, [value])
  const ways: ReadonlyArray<readonly [string, () => unknown]> = [
    ["inspect", () => inspect(value)],
    ["inspect, depth 20", () => inspect(value, { depth: 20, showHidden: true, maxStringLength: null })],
    [
      "inspect, all of it",
      () =>
        inspect(value, {
          depth: Number.POSITIVE_INFINITY,
          showHidden: true,
          maxArrayLength: null,
          maxStringLength: null,
          breakLength: Number.POSITIVE_INFINITY
        })
    ],
    ["JSON.stringify", () => JSON.stringify(value)],
    ["String", () => String(value)],
    ["format", () => format("%s %o %O %j", value, value, value, value)],
    ["console.log", () => written],
    ["stack", () => (value instanceof Error ? value.stack : "")]
  ]
  return ways.map(([way, print]) => [way, safely(print)])
}

/** JSON.stringify fails on a circular value, which is not a leak. */
const safely = (print: () => unknown): string => {
  try {
    return String(print())
  } catch {
    return ""
  }
}

/** The secrets that a value shows, each with the way of printing. Includes every cause of an error. */
export const leaks = (subjects: { readonly [name: string]: unknown }): ReadonlyArray<string> =>
  Object.entries(subjects).flatMap(([name, subject]) => leaksOf(name, subject, 0))

const leaksOf = (name: string, subject: unknown, depth: number): ReadonlyArray<string> => {
  const found = printed(subject).flatMap(([way, text]) =>
    Object.entries(marks).flatMap(([secret, mark]) =>
      text.includes(mark) ? [`${secret} by ${way} of ${name}: …${around(text, mark)}…`] : []
    )
  )
  const cause = subject instanceof Error && depth < 8 ? leaksOf(`${name}.cause`, subject.cause, depth + 1) : []
  return [...found, ...cause]
}

const around = (text: string, mark: string): string => {
  const at = text.indexOf(mark)
  return text.slice(Math.max(0, at - 60), at + mark.length + 20)
}

export const chatParams = { model: "ep_a1b2c3", messages: [{ role: "user", content: secrets.prompt }] }

// ---- Failures of an injected fetch ----

type Init = Pick<FetchInit, "headers" | "body">

const body = ({ body }: Init): string => String(body)

const parsed = (init: Init): unknown => (init.body === null ? undefined : JSON.parse(body(init)))

const plain = (message = "fetch failed") => new TypeError(message)

const withCycle = (fields: object): Error => {
  const error = Object.assign(plain(), fields)
  return Object.assign(error, { self: error })
}

const nested = (depth: number, value: unknown): unknown => (depth === 0 ? value : { inner: nested(depth - 1, value) })

/** Errors that contain their request, like those of axios, got and custom wrappers. */
export const carriers: ReadonlyArray<readonly [name: string, make: (url: string, init: Init) => unknown]> = [
  ["axios's config", (_, init) => Object.assign(plain(), { config: { headers: init.headers, data: body(init) } })],
  ["a circular config", (_, init) => withCycle({ config: { headers: init.headers, data: body(init) } })],
  ["the body alone", (_, init) => Object.assign(plain(), { data: body(init) })],
  ["the body alone, circular", (_, init) => withCycle({ data: body(init) })],
  ["the parsed body alone", (_, init) => Object.assign(plain(), { data: parsed(init) })],
  ["the parsed body alone, circular", (_, init) => withCycle({ data: parsed(init) })],
  [
    "the messages alone",
    (_, init) => withCycle({ data: (parsed(init) as { messages?: unknown } | undefined)?.messages })
  ],
  ["the bytes of the body", (_, init) => Object.assign(plain(), { data: new Map([["body", body(init)]]) })],
  ["a Headers", (_, init) => withCycle({ request: { headers: new Headers(init.headers) } })],
  ["a Request", (url, init) => Object.assign(plain(), { request: new Request(url, { headers: init.headers }) })],
  [
    "a Map and a Set",
    (_, init) =>
      Object.assign(plain(), { headers: new Map(Object.entries(init.headers)), all: new Set([init.headers]) })
  ],
  ["headers under a symbol", (_, init) => Object.assign(plain(), { [Symbol("init")]: init.headers })],
  [
    "headers that are not enumerable",
    (_, init) => Object.defineProperty(plain(), "init", { value: init.headers, enumerable: false })
  ],
  [
    "headers behind a getter",
    (_, init) => Object.defineProperty(plain(), "init", { get: () => init.headers, enumerable: true })
  ],
  ["headers from toJSON", (_, init) => Object.assign(plain(), { toJSON: () => ({ headers: init.headers }) })],
  [
    "headers from a custom inspect",
    (_, init) => Object.assign(plain(), { [inspect.custom]: () => inspect(init.headers) })
  ],
  ["deeply nested headers", (_, init) => withCycle({ detail: nested(15, init.headers) })],
  ["many headers", (_, init) => withCycle({ detail: [...Array.from({ length: 300 }, () => "x"), init.headers] })],
  [
    "a cause that carries it",
    (_, init) =>
      new TypeError("outer", { cause: Object.assign(plain(), { config: { headers: init.headers, data: body(init) } }) })
  ],
  [
    "a cause of a cause",
    (_, init) => new Error("a", { cause: new Error("b", { cause: Object.assign(plain(), { headers: init.headers }) }) })
  ],
  [
    "several errors",
    (_, init) => new AggregateError([plain(), Object.assign(plain(), { headers: init.headers })], "all failed")
  ],
  ["the key in its message", (_, init) => plain(`invalid header ${init.headers["Authorization"]}`)],
  [
    "the key in its cause's message",
    (_, init) => new Error("failed", { cause: plain(`with ${init.headers["Authorization"]}`) })
  ],
  ["the body in its message", (_, init) => plain(`cannot send ${body(init)}`)],
  [
    "a message that throws",
    (_, init) =>
      Object.defineProperty(Object.assign(plain(), { config: init }), "message", {
        get: () => {
          throw new Error(init.headers["Authorization"])
        }
      })
  ],
  [
    "a revoked proxy",
    (_, init) => {
      const { proxy, revoke } = Proxy.revocable(Object.assign(plain(), { config: init }), {})
      revoke()
      return proxy
    }
  ],
  ["an object that is not an Error", (_, init) => ({ config: { headers: init.headers, data: body(init) } })],
  ["a text that is not an Error", (_, init) => `failed: ${init.headers["Authorization"]} ${body(init)}`]
]

/** A fetch that fails with the error that a carrier makes. */
export const failing =
  (make: (url: string, init: Init) => unknown): Answer =>
  (url, init) => {
    throw make(url, init)
  }

// ---- Responses of a server ----

const cookies = { "set-cookie": `session=${secrets.cookie}; HttpOnly`, cookie: secrets.cookie }

export const answered = (text: string, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(text, { status, headers: { ...cookies, "content-type": "application/json", ...headers } })

export const streaming =
  (parts: ReadonlyArray<string>, then: "end" | "open" | Error = "end"): Answer =>
  () =>
    new Response(pieces(parts, then).body, { headers: { ...cookies, "content-type": "text/event-stream" } })

/** A body that breaks with the error that a carrier makes. */
export const breaking =
  (make: (url: string, init: Init) => unknown): Answer =>
  (url, init) =>
    new Response(pieces([chunk("Hel")], make(url, init) as Error).body, {
      headers: { "content-type": "text/event-stream" }
    })

export const completionText = JSON.stringify({
  ...{ id: "cmpl_1", model: "ep_a1b2c3", created: 1 },
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hello!" } }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
})

/** A failure or a success, and the kind of call in which it happens. */
export interface Trouble {
  readonly name: string
  readonly call: "create" | "stream" | "list" | "deploy"
  readonly answers: ReadonlyArray<Answer>
  /** The name of the error that the call fails with; absent if it succeeds. */
  readonly error: string | undefined
  readonly options?: {
    readonly maxRetries?: number
    readonly timeout?: number | { readonly idle: number }
    readonly maxEventSize?: number
  }
}

const classes = [
  [400, "BadRequestError"],
  [401, "AuthenticationError"],
  [402, "InsufficientCreditsError"],
  [403, "PermissionDeniedError"],
  [404, "NotFoundError"],
  [409, "ConflictError"],
  [418, "APIStatusError"],
  [422, "BadRequestError"],
  [429, "RateLimitError"],
  [500, "APIStatusError"],
  [503, "EndpointNotReadyError"]
] as const

const echo = `unknown key ${secrets.key}`

const never: Answer = () => new Promise(() => {})

const now = { "retry-after": "0" }

export const troubles: ReadonlyArray<Trouble> = [
  { name: "a success", call: "create", answers: [answered(completionText)], error: undefined },
  { name: "a stream", call: "stream", answers: [streaming([chunk("a"), chunk(null, "stop"), done])], error: undefined },
  {
    name: "a deployment",
    call: "deploy",
    answers: [streaming(['event: complete\ndata: {"endpoint":{"id":"ep_1"}}\n\n'])],
    error: undefined
  },
  {
    name: "a success after two failures",
    call: "create",
    answers: [answered(echo, 503, now), answered(echo, 429, now), answered(completionText)],
    error: undefined,
    options: { maxRetries: 2 }
  },
  ...classes.flatMap(([status, error]) =>
    (["create", "stream"] as const).map(
      (call): Trouble => ({
        name: `${status} that quotes the key, of a ${call}`,
        call,
        answers: [answered(JSON.stringify({ detail: echo }), status)],
        error
      })
    )
  ),
  {
    name: "422 that quotes the key in a list",
    call: "create",
    answers: [answered(JSON.stringify({ detail: [{ loc: ["header", secrets.key], msg: echo, type: "t" }] }), 422)],
    error: "BadRequestError"
  },
  {
    name: "422 that quotes the prompt, as FastAPI does",
    call: "create",
    answers: [answered(JSON.stringify({ detail: [{ loc: ["body"], msg: "m", type: "t", input: chatParams }] }), 422)],
    error: "BadRequestError"
  },
  {
    name: "400 with the prompt for a message",
    call: "stream",
    answers: [answered(JSON.stringify({ detail: `too long: ${secrets.prompt}` }), 400)],
    error: "BadRequestError"
  },
  {
    name: "an error page that quotes the key",
    call: "list",
    answers: [answered(`<p>${echo}</p>`, 500, { "content-type": "text/html" })],
    error: "APIStatusError"
  },
  {
    name: "an error that quotes the key in its headers",
    call: "list",
    answers: [answered("{}", 500, { "x-request-id": secrets.key, "x-pareta-hint": echo })],
    error: "APIStatusError"
  },
  {
    name: "an error after retries",
    call: "create",
    answers: [answered(JSON.stringify({ detail: echo }), 503, now)],
    error: "EndpointNotReadyError",
    options: { maxRetries: 2 }
  },
  ...carriers.map(
    ([name, make]): Trouble => ({
      name: `a connection error with ${name}`,
      call: "create",
      answers: [failing(make)],
      error: "APIConnectionError"
    })
  ),
  ...carriers.map(
    ([name, make]): Trouble => ({
      name: `a stream that breaks with ${name}`,
      call: "stream",
      answers: [breaking(make)],
      error: "APIConnectionError"
    })
  ),
  { name: "a timeout", call: "create", answers: [never], error: "APITimeoutError", options: { timeout: 5 } },
  {
    name: "a timeout of a stream's head",
    call: "stream",
    answers: [never],
    error: "APITimeoutError",
    options: { timeout: 5 }
  },
  {
    name: "a stream that falls silent",
    call: "stream",
    answers: [streaming([chunk("a")], "open")],
    error: "APITimeoutError",
    options: { timeout: { idle: 5 } }
  },
  ...(
    [
      "",
      secrets.key,
      `{"id": ${secrets.key}`,
      `[${JSON.stringify(secrets.key)}]`,
      `{"choices":{"${secrets.key}":1}}`
    ] as const
  )
    .slice(1)
    .map(
      (text, index): Trouble => ({
        name: `an unexpected response (${index + 1})`,
        call: "create",
        answers: [answered(text)],
        error: "APIResponseValidationError"
      })
    ),
  {
    name: "JSON in place of a stream",
    call: "stream",
    answers: [answered(`[${completionText}]`, 200, { "content-type": `application/json; key=${secrets.key}` })],
    error: "APIResponseValidationError"
  },
  ...(
    [
      [
        "an error frame",
        [`data: ${JSON.stringify({ error: { message: echo, code: "x", key: secrets.key } })}\n\n`],
        "APIStreamError"
      ],
      [
        "an error frame with a status",
        [`data: ${JSON.stringify({ error: { message: echo }, status: 401 })}\n\n`],
        "AuthenticationError"
      ],
      [
        "an error frame that quotes the prompt",
        [`data: ${JSON.stringify({ error: { message: `refused: ${secrets.prompt}`, input: chatParams } })}\n\n`],
        "APIStreamError"
      ],
      ["an error event", [`event: error\ndata: ${echo}\n\n`], "APIStreamError"],
      ["malformed JSON", [`data: {"id": "${secrets.key}\n\n`], "APIResponseValidationError"],
      ["a chunk of another shape", [`data: {"choices": {"0": "${secrets.key}"}}\n\n`], "APIResponseValidationError"],
      ["no end", [chunk("a")], "APIConnectionError"]
    ] as const
  ).map(
    ([name, parts, error]): Trouble => ({
      name: `a stream with ${name}`,
      call: "stream",
      answers: [streaming(parts)],
      error
    })
  ),
  {
    name: "a stream with an event that is too large",
    call: "stream",
    answers: [streaming([`data: ${secrets.key}`, secrets.key.repeat(9)])],
    error: "APIResponseValidationError",
    options: { maxEventSize: 100 }
  },
  {
    name: "a deployment that fails with the key in its reason",
    call: "deploy",
    answers: [streaming([`event: error\ndata: ${JSON.stringify({ message: echo })}\n\n`])],
    error: "DeployError"
  },
  {
    name: "a redirect of a POST",
    call: "create",
    answers: [answered("", 307, { location: `https://elsewhere.example/?key=${secrets.key}` })],
    error: "APIStatusError"
  },
  {
    name: "a redirect that leaves the origin",
    call: "list",
    answers: [answered("", 302, { location: `https://elsewhere.example/${secrets.key}` })],
    error: "APIStatusError"
  }
]
