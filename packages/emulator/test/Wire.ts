/** Calls an emulator as any HTTP client does. */
import { type Emulator, type EmulatorOptions, makeEmulator } from "@pareta/emulator"
import { Effect } from "effect"
import { TestClock } from "effect/testing"

export const key = "pareta_sk_test_0123456789"

/** An emulator whose clock moves only by `advance`, so that no test depends on how fast the machine is. */
export const stillEmulator = (options?: EmulatorOptions): Emulator =>
  Effect.runSync(Effect.provide(makeEmulator(options), TestClock.layer()))

/** Waits until a condition holds. If it never does, the test times out. */
export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
}

/** A request to the emulator's fetch function, with a valid key unless `headers` contain another. */
export const call = (emulator: Emulator, method: string, path: string, body?: unknown, init: RequestInit = {}) =>
  emulator.fetch(`https://api.pareta.ai${path}`, {
    method,
    ...init,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...(init.headers as object) },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) })
  })

/** A chat request with one user message. */
export const chat = (
  emulator: Emulator,
  content: unknown,
  more: Record<string, unknown> = {},
  init: RequestInit = {}
) =>
  call(
    emulator,
    "POST",
    "/v1/chat/completions",
    { model: "ep_a1b2c3", messages: [{ role: "user", content }], ...more },
    init
  )

/** The fields of a JSON reply that tests read. */
export interface ChatAnswer {
  readonly id: string
  readonly created: number
  readonly model: string
  readonly choices: ReadonlyArray<{
    readonly index: number
    readonly finish_reason: string
    readonly message: {
      readonly content: string | null
      readonly tool_calls?: ReadonlyArray<{ readonly function: { readonly name: string; readonly arguments: string } }>
    }
  }>
  readonly usage: {
    readonly prompt_tokens: number
    readonly completion_tokens: number
    readonly total_tokens: number
  }
}

export const answerOf = async (response: Promise<Response>): Promise<ChatAnswer> =>
  (await (await response).json()) as ChatAnswer

export const textOf = async (response: Promise<Response>): Promise<string> =>
  (await answerOf(response)).choices[0]?.message.content ?? ""

export const detailOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { readonly detail: unknown }).detail

/** The blocks of an event stream. The line endings may be of any kind. */
export const blocksOf = (body: string): ReadonlyArray<string> =>
  body
    .replace(/\r\n?/g, "\n")
    .split("\n\n")
    .filter((block) => block !== "")

/** The fields of a chunk that tests read. */
export interface Chunk {
  readonly id: string
  readonly object: string
  readonly created: number
  readonly model: string
  readonly choices: ReadonlyArray<{
    readonly finish_reason: string | null
    readonly delta: {
      readonly content?: string
      readonly tool_calls?: ReadonlyArray<{ readonly function: { readonly arguments: string } }>
    }
  }>
  readonly usage?: { readonly total_tokens: number }
}

/** The fields of a deploy event that tests read. */
export interface DeployEvent {
  readonly event: string
  readonly data: { readonly stage?: string; readonly message?: string; readonly endpoint?: Record<string, unknown> }
}

/** The chunks of a chat stream, without comments and `[DONE]`. */
export const chunksOf = (body: string): ReadonlyArray<Chunk> =>
  blocksOf(body)
    .filter((block) => block.startsWith("data: {"))
    .map((block) => JSON.parse(block.slice("data: ".length)))

/** The named events of a deploy stream. */
export const namedEventsOf = (body: string): ReadonlyArray<DeployEvent> =>
  blocksOf(body)
    .filter((block) => block.startsWith("event: "))
    .map((block) => {
      const [event = "", data = ""] = block.split("\n")
      return { event: event.slice("event: ".length), data: JSON.parse(data.slice("data: ".length)) }
    })

/** Reads a body until its end or its error. */
export const readAll = async (
  response: Response
): Promise<{ readonly text: string; readonly chunks: ReadonlyArray<string>; readonly error: unknown }> => {
  const decoder = new TextDecoder()
  const chunks: Array<string> = []
  try {
    for await (const chunk of response.body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
      chunks.push(decoder.decode(chunk, { stream: true }))
    }
    return { text: chunks.join(""), chunks, error: undefined }
  } catch (error) {
    return { text: chunks.join(""), chunks, error }
  }
}
