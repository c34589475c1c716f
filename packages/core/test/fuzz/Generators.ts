import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

// ---- Bytes ----

const Ending = Schema.Literals(["\n\n", "\r\n\r\n", "\r\r", "\n", "\r\n", "\r", "", "\n\r", "\r\n\n", "\n\n\n"])

const oddLines = [
  "data: [DONE]",
  "data:[DONE]",
  "data:  [DONE] ",
  "data",
  "data:",
  "data:  ",
  "datax: 1",
  " data: x",
  "DATA: x",
  "data : x",
  "data: {",
  "data: }",
  "data: null",
  "data: 123",
  'data: "text"',
  "data: []",
  "data: {}",
  "data: a\u2028b\u0085c\u000bd",
  "data: \u{1f600}€é",
  "data:\u0000",
  "event: error",
  "event: complete",
  "event: progress",
  "event: other",
  "event:",
  "event",
  "event: ping",
  'error: {"code":500,"message":"boom"}',
  "error: boom",
  "error: {}",
  "error:",
  "error",
  "errors: x",
  "id: 1",
  "id: a\u0000b",
  "retry: 10",
  "retry: soon",
  ":",
  ": ping - 2026",
  ": pareta-billed-micro-usd 653",
  ":pareta-billed-micro-usd 7",
  '{"error":{"message":"boom","code":503}}',
  '{"detail":"boom"}',
  '{"id":"c","choices":[]}',
  '{"error":null}',
  "{",
  "\ufeff",
  "\ufeffdata: {}"
] as const

const chatFrames = [
  { id: "c", created: 1, model: "m", choices: [{ index: 0, delta: { role: "assistant" } }] },
  { id: "c", created: 1, model: "m", choices: [{ index: 0, delta: { content: "Hél€" }, finish_reason: null }] },
  { id: "c", created: 1, model: "m", choices: [{ index: 0, delta: { content: "l\u{1f600}o\n" } }] },
  { id: "c", created: 1, model: "m", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
  { id: "c", created: 1, model: "m", choices: [{ index: 1, delta: { content: "b", refusal: "no" } }] },
  { id: "c", created: 1, model: "m", choices: [{ index: 1, delta: {}, finish_reason: "length" }] },
  { choices: [{ delta: { tool_calls: [{ index: 0, id: "t", function: { name: "f", arguments: '{"a' } }] } }] },
  { choices: [{ delta: { tool_calls: [{ index: 0, function: { arguments: '":1}' } }] }, logprobs: { content: [1] } }] },
  { choices: [{ delta: { audio: { data: "a" }, tool_calls: [{ custom: { name: "n", input: "i" } }] } }] },
  { choices: [], usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } },
  { error: { message: "boom", code: 503 } },
  { error: "overloaded", status: 429 },
  { error: { type: "insufficient_quota" } },
  { detail: "no" },
  { object: "error", message: "boom", code: 400 },
  { choices: [], error: { message: "boom" } },
  { choices: [{ index: 0, delta: {}, error: { code: 502 } }] },
  { choices: [{ index: 0, delta: {}, finish_reason: "error" }] },
  { choices: [{ index: 0, delta: { content: "a" } }], error: { message: "", code: null } },
  { object: "chat.completion", choices: [{ index: 0, message: { content: "whole" }, finish_reason: "stop" }] },
  [{ error: { status: "429" } }],
  { type: "ping" }
]

const deployFrames = [
  { stage: "warming-up", label: "Warming up", pct: 50 },
  { endpoint: { id: "ep_1", name: "n", status: "live", model: "qwen-vl-1" } },
  { endpoint: { id: null } },
  { endpoint: { name: "mine" }, more: [1] },
  { message: "GPU pool exhausted" },
  { status: "failed" }
]

const named = (event: string, frame: object) => `event: ${event}\ndata: ${JSON.stringify(frame)}`

const blocks = {
  chat: [
    ...chatFrames.map((frame) => `data: ${JSON.stringify(frame)}`),
    ...chatFrames.slice(0, 4).map((frame) => JSON.stringify(frame, null, 1).replaceAll(/^/gm, "data: ")),
    ...chatFrames.slice(10).map((frame) => named("error", frame)),
    ...chatFrames.slice(10).map((frame) => named("ping", frame)),
    ...chatFrames.slice(10).map((frame) => JSON.stringify(frame))
  ],
  deploy: [
    ...deployFrames.map((frame) => named("progress", frame)),
    ...deployFrames.map((frame) => named("complete", frame)),
    ...deployFrames.map((frame) => named("error", frame)),
    "event: error\ndata: plain words"
  ]
}

/** A change at one place in the bytes. Places are shares of the length, so that they stay valid when inputs shrink. */
const Damage = Schema.Struct({
  kind: Schema.Literals(["flip", "remove", "insert", "repeat", "truncate"]),
  at: between(0, 999),
  size: between(1, 12),
  byte: Schema.Literals([0x00, 0x0a, 0x0d, 0x20, 0x22, 0x3a, 0x5b, 0x7b, 0x7d, 0x80, 0xc3, 0xe2, 0xef, 0xf0, 0xff])
})

/** Some damage, or none. */
export const Damages = Schema.Array(Damage).check(Schema.isMaxLength(3))

/** The bytes after some damage. */
export const damaged = (bytes: Uint8Array, all: ReadonlyArray<typeof Damage.Type>): Uint8Array => {
  let now = bytes
  for (const { kind, at, size, byte } of all) {
    const from = Math.floor((at / 1000) * now.length)
    const to = Math.min(now.length, from + size)
    const parts = {
      flip: [now.slice(0, from), now.slice(from, from + 1).map((before) => before ^ byte), now.slice(from + 1)],
      remove: [now.slice(0, from), now.slice(to)],
      insert: [now.slice(0, from), Uint8Array.of(byte), now.slice(from)],
      repeat: [now.slice(0, to), now.slice(from)],
      truncate: [now.slice(0, from)]
    }[kind]
    now = joined(parts)
  }
  return now
}

const joined = (parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Cuts bytes into pieces of these sizes, repeated. Without sizes, the bytes stay whole. A piece may be empty. */
export const cut = (bytes: Uint8Array, sizes: ReadonlyArray<number>): ReadonlyArray<Uint8Array> => {
  if (!sizes.some((size) => size > 0)) return [bytes]
  const parts: Array<Uint8Array> = []
  let at = 0
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] as number
    parts.push(bytes.slice(at, at + size))
    at += size
  }
  return parts
}

/** The body of a stream: valid and invalid lines, damage, and the sizes of the pieces in which it arrives. */
export const body = (kind: keyof typeof blocks) =>
  Arbitrary.schema(
    Schema.Struct({
      lines: Schema.Array(
        Schema.Struct({
          line: Schema.Union([
            Schema.Literals(blocks[kind]),
            Schema.Literals(blocks[kind]),
            Schema.Literals(oddLines),
            Schema.String
          ]),
          ending: Schema.Union([Schema.Literals(["\n\n"]), Ending])
        })
      ).check(Schema.isMaxLength(14)),
      damage: Damages,
      sizes: Schema.Array(Schema.Union([between(0, 3), between(1, 200)])).check(Schema.isMaxLength(5)),
      breaks: Schema.Boolean
    })
  )

export type Body = {
  readonly lines: ReadonlyArray<{ readonly line: string; readonly ending: string }>
  readonly damage: ReadonlyArray<typeof Damage.Type>
  readonly sizes: ReadonlyArray<number>
  readonly breaks: boolean
}

/** The bytes of a body. */
export const bytesOf = ({ lines, damage }: Pick<Body, "lines" | "damage">): Uint8Array =>
  damaged(new TextEncoder().encode(lines.map(({ line, ending }) => line + ending).join("")), damage)

// ---- JSON ----

/** JSON texts of unusual values. */
const odd = [
  "1e999",
  "-1e999",
  "-1",
  "0.5",
  "4294967294",
  "4294967295",
  "9007199254740993",
  "-0",
  '""',
  '"\\u0000"',
  '"\\ud800"',
  "null",
  "true",
  "[]",
  "{}",
  "[null]",
  "[[[[[[[[]]]]]]]]",
  '{"__proto__":{"choices":[1]}}',
  '{"constructor":1,"toString":null,"length":-1,"then":true}'
] as const

const Mutation = Schema.Struct({
  /** The index of the place, modulo the number of places. */
  place: between(0, 9999),
  value: Schema.Union([Schema.Literals(odd), Schema.Literals(odd), Schema.Json]),
  /** `add` adds the value under an unknown key or at the end of an array. `remove` removes the place. */
  how: Schema.Literals(["replace", "replace", "replace", "add", "remove"])
})

/** Changes of random places. */
export const Mutations = Schema.Array(Mutation).check(Schema.isMaxLength(4))

export type Mutations = typeof Mutations.Type

/** A JSON text inside a value, because no JavaScript value is written as 1e999. */
class Text {
  readonly json: string

  constructor(json: string) {
    this.json = json
  }
}

const textOf = (value: unknown): string => {
  if (value instanceof Text) return value.json
  if (Array.isArray(value)) return `[${value.map(textOf).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}:${textOf(each)}`)
    .join(",")}}`
}

/** The text of a JSON value after some mutations. */
export const mutated = (value: unknown, mutations: Mutations): string => {
  // The value itself is a place too.
  const root: { [key: string]: unknown } = { value: structuredClone(value) }
  for (const { place, value: given, how } of mutations) {
    const places: Array<readonly [container: { [key: string]: unknown }, key: string]> = []
    const visit = (container: { [key: string]: unknown }) => {
      for (const key of Object.keys(container)) {
        places.push([container, key])
        const child = container[key]
        if (typeof child === "object" && child !== null && !(child instanceof Text)) {
          visit(child as { [key: string]: unknown })
        }
      }
    }
    visit(root)
    const [container, key] = places[place % places.length] as (typeof places)[number]
    const replacement = new Text(odd.some((text) => text === given) ? (given as string) : JSON.stringify(given))
    if (how === "replace" || container === root) container[key] = replacement
    else if (how === "add") container[Array.isArray(container) ? container.length : "unexpected"] = replacement
    else if (Array.isArray(container)) container.splice(Number(key), 1)
    else delete container[key]
  }
  return textOf(root["value"])
}
