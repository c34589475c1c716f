/** The reply of a route, before a fault is applied and before it is turned into bytes. */
import * as Sse from "effect/encoding/Sse"

/** The line endings of an event stream. */
export type LineEnding = "LF" | "CRLF" | "CR"

/** Whether a response of this status cannot have a body. */
export const hasNoBody = (status: number): boolean => status === 204 || status === 205 || status === 304

/** One event or comment of an event stream, due at a Unix time in milliseconds. */
export interface TimedEvent {
  readonly at: number
  /** Includes the blank line at the end. Line endings are LF. */
  readonly text: string
  /** Marks the event that ends the stream for a client: `[DONE]`, `complete` or `error`. */
  readonly terminator?: boolean
  /** A comment is sent, but does not count as an event. */
  readonly comment?: boolean
}

/** A body: none, a JSON value, text, or events over time, named or with data only. */
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

/** Status, headers and body. */
export interface Reply {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: ReplyBody
  /** When the head is due, as Unix time in milliseconds. Default: at once. */
  readonly headAt?: number
  /**
   * Creates the reply to a repeated idempotency key, if it differs from this one: it reports that nothing was billed.
   */
  readonly replay?: () => Reply
  /** Undoes the effect of the request. Called when a scripted error frame replaces the end of the stream. */
  readonly abandon?: () => void
}

/** A JSON reply. */
export const json = (value: unknown, status = 200, headers: { readonly [name: string]: string } = {}): Reply => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: { _tag: "Json", value }
})

/** A text reply. */
export const text = (body: string, status: number, headers: { readonly [name: string]: string } = {}): Reply => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8", ...headers },
  body: { _tag: "Text", text: body }
})

/** A reply without a body. */
export const empty = (status: number, headers: { readonly [name: string]: string } = {}): Reply => ({
  status,
  headers,
  body: { _tag: "Empty" }
})

/** A stream of events without names, with LF. See `docs/wire.md#chat-stream`. */
export const dataStream = (timed: ReadonlyArray<TimedEvent>): Reply => ({
  status: 200,
  headers: streamHeaders,
  body: { _tag: "Events", lineEnding: "LF", named: false, events: timed }
})

/** A stream of named events, with CRLF. See `docs/wire.md#deploy-stream`. */
export const namedStream = (timed: ReadonlyArray<TimedEvent>): Reply => ({
  status: 200,
  headers: streamHeaders,
  body: { _tag: "Events", lineEnding: "CRLF", named: true, events: timed }
})

/** An event. Data that is a string is sent unchanged, anything else as JSON. */
export const event = (at: number, data: unknown, name = "message"): TimedEvent => ({
  at,
  text: Sse.encoder.write({
    _tag: "Event",
    event: name,
    id: undefined,
    data: typeof data === "string" ? data : JSON.stringify(data)
  })
})

/** A comment line. Effect's encoder cannot write one. */
export const comment = (at: number, text: string): TimedEvent => ({ at, text: `: ${text}\n\n`, comment: true })

const streamHeaders = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" }
