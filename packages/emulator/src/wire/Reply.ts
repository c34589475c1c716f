/** What a route answers, before any fault and before it is turned into bytes. */
import * as Sse from "effect/encoding/Sse"

/** The ways an SSE line may end. */
export type LineEnding = "LF" | "CRLF" | "CR"

/** One event (or comment) of an SSE body, due at a point of Unix time in milliseconds. */
export interface TimedEvent {
  readonly at: number
  /** LF line ends, with its closing blank line. */
  readonly text: string
  /** The event that tells the client that the stream is whole (`[DONE]`, `complete`, `error`). */
  readonly terminator?: boolean
  /** Comments are bytes but no events. */
  readonly comment?: boolean
}

/** A body: nothing, a JSON value, text as it is, or events over time (named ones, or data only). */
export type ReplyBody =
  | { readonly _tag: "Empty" }
  | { readonly _tag: "Json"; readonly value: unknown }
  | { readonly _tag: "Text"; readonly text: string }
  | {
      readonly _tag: "Events"
      readonly lineEnding: LineEnding
      readonly named: boolean
      readonly events: ReadonlyArray<TimedEvent>
    }

/** Status, headers and body of an answer. */
export interface Reply {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: ReplyBody
  /** When the head is due, Unix time in milliseconds; default: at once. */
  readonly headAt?: number
  /** The same answer for a repeated idempotency key, where it differs (nothing is billed twice). */
  readonly replay?: () => Reply
  /** Undoes what the answer promised, when a scripted error frame takes its place. */
  readonly abandon?: () => void
}

/** A JSON answer. */
export const json = (value: unknown, status = 200, headers: { readonly [name: string]: string } = {}): Reply => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: { _tag: "Json", value }
})

/** A text answer. */
export const text = (body: string, status: number, headers: { readonly [name: string]: string } = {}): Reply => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8", ...headers },
  body: { _tag: "Text", text: body }
})

/** An answer without a body. */
export const empty = (status: number, headers: { readonly [name: string]: string } = {}): Reply => ({
  status,
  headers,
  body: { _tag: "Empty" }
})

/** The data-only stream of contract §3.1, LF line ends. */
export const dataStream = (timed: ReadonlyArray<TimedEvent>): Reply => ({
  status: 200,
  headers: streamHeaders,
  body: { _tag: "Events", lineEnding: "LF", named: false, events: timed }
})

/** The named-event stream of contract §3.3, CRLF line ends. */
export const namedStream = (timed: ReadonlyArray<TimedEvent>): Reply => ({
  status: 200,
  headers: streamHeaders,
  body: { _tag: "Events", lineEnding: "CRLF", named: true, events: timed }
})

/** An SSE event; a string is sent as it is, anything else as JSON. */
export const event = (at: number, data: unknown, name = "message"): TimedEvent => ({
  at,
  text: Sse.encoder.write({
    _tag: "Event",
    event: name,
    id: undefined,
    data: typeof data === "string" ? data : JSON.stringify(data)
  })
})

/** An SSE comment line, which Effect's encoder has no form for. */
export const comment = (at: number, text: string): TimedEvent => ({ at, text: `: ${text}\n\n`, comment: true })

const streamHeaders = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" }
