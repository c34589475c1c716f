/** Turns a reply, and the fault that damages it, into a plan of the chunks to send and their times. */
import * as Bytes from "effect/Bytes"
import * as Duration from "effect/Duration"
import { event, type LineEnding, type Reply, type TimedEvent } from "../wire/Reply.ts"
import type { BodyPosition, Chunking, Fault } from "./Faults.ts"

/** Bytes to send, at a Unix time in milliseconds or later. */
export interface Chunk {
  readonly at: number
  readonly bytes: Uint8Array<ArrayBuffer>
  /** How many events end in this chunk. */
  readonly events: number
}

/** A planned reply. */
export interface Transmission {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  /** When the head is due, as Unix time in milliseconds. `Infinity` means never. */
  readonly headAt: number
  /** The connection breaks when the head is due. */
  readonly resetBeforeHead: boolean
  /** `null` for a reply without a body. */
  readonly chunks: ReadonlyArray<Chunk> | null
  /** How the body ends. */
  readonly ending: "complete" | "reset" | "stall"
  /** The chunking was scripted, so a socket must not merge chunks. */
  readonly keepApart: boolean
}

/** Plans a reply. `now` is a Unix time in milliseconds. */
export const plan = (reply: Reply, fault: Fault, now: number): Transmission => {
  const pieces = piecesOf(reply, fault)
  const position = positionOf(fault.reset) ?? positionOf(fault.stall) ?? fault.end
  const harmed = pieces === null || position === undefined ? pieces : cut(pieces, position)
  const delay = fault.delay === undefined ? 0 : Duration.toMillis(fault.delay)
  const isStream = reply.body._tag === "Events"
  // A body that `end` cuts off must look complete, so it has no `content-length`. A body that is reset or stalls has
  // the `content-length` of the complete body.
  const length = isStream || fault.end !== undefined ? undefined : pieces?.[0]?.bytes.length
  return {
    status: reply.status,
    headers: length === undefined ? reply.headers : { ...reply.headers, "content-length": String(length) },
    headAt: fault.stall === "before-head" ? Number.POSITIVE_INFINITY : Math.max(now, reply.headAt ?? now) + delay,
    resetBeforeHead: fault.reset === "before-head",
    chunks: harmed === null ? null : toChunks(harmed, fault.chunking ?? (isStream ? "event" : "all")),
    ending:
      positionOf(fault.reset) !== undefined ? "reset" : positionOf(fault.stall) !== undefined ? "stall" : "complete",
    keepApart: fault.chunking !== undefined
  }
}

const piecesOf = (reply: Reply, fault: Fault): ReadonlyArray<Piece> | null => {
  const { body } = reply
  switch (body._tag) {
    case "Empty":
      return null
    case "Json":
      return [{ at: 0, bytes: encoder.encode(JSON.stringify(body.value)), isEvent: false }]
    case "Text":
      return [{ at: 0, bytes: encoder.encode(body.text), isEvent: false }]
    case "Events": {
      const lineEnd = lineEnds[fault.lineEnding ?? body.lineEnding]
      return alterEvents(body.events, fault, body.named).map((each) => ({
        at: each.at,
        bytes: encoder.encode(each.text.replaceAll("\n", lineEnd)),
        isEvent: each.comment !== true
      }))
    }
  }
}

interface Piece {
  readonly at: number
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly isEvent: boolean
}

const encoder = new TextEncoder()

const lineEnds: { readonly [Ending in LineEnding]: string } = { LF: "\n", CRLF: "\r\n", CR: "\r" }

const alterEvents = (timed: ReadonlyArray<TimedEvent>, fault: Fault, isNamed: boolean): ReadonlyArray<TimedEvent> => {
  let altered = timed
  if (fault.malformedAfter !== undefined) {
    const index = afterEvents(altered, fault.malformedAfter)
    const at = (altered[index] ?? altered.at(-1))?.at ?? 0
    altered = [...altered.slice(0, index), { ...broken, at }, ...altered.slice(index)]
  }
  if (fault.errorFrame !== undefined) {
    const index = afterEvents(altered, fault.errorFrame.afterEvents ?? 0)
    altered = [...altered.slice(0, index), errorEvent(fault.errorFrame, isNamed, altered[index]?.at ?? 0)]
  }
  return fault.withoutTerminator === true ? altered.filter((each) => each.terminator !== true) : altered
}

// The index of the event after the first `count` events. Comments are not counted.
const afterEvents = (timed: ReadonlyArray<TimedEvent>, count: number): number => {
  let seen = 0
  const index = timed.findIndex((each) => (each.comment ? false : ++seen > count))
  return index === -1 ? timed.length : index
}

const broken: Pick<TimedEvent, "text"> = { text: 'data: {"id":"broken","choices":[{"index":0,"delta":{"content":\n\n' }

const errorEvent = (frame: NonNullable<Fault["errorFrame"]>, isNamed: boolean, at: number): TimedEvent => {
  const message = "the server had an error while processing the request"
  const data = frame.data ?? (isNamed ? { message } : { error: { message, type: "server_error", code: 500 } })
  return { ...event(at, data, frame.event ?? (isNamed ? "error" : "message")), terminator: true }
}

const positionOf = (place: Fault["reset"]): BodyPosition | undefined =>
  place === undefined || place === "before-head" ? undefined : place

const cut = (pieces: ReadonlyArray<Piece>, position: BodyPosition): ReadonlyArray<Piece> => {
  const kept: Array<Piece> = []
  let left = "afterBytes" in position ? position.afterBytes : position.afterEvents
  for (const piece of pieces) {
    if ("afterEvents" in position) {
      if (left <= 0) break
      kept.push(piece)
      if (piece.isEvent) left -= 1
    } else if (left < piece.bytes.length) {
      if (left > 0) kept.push({ ...piece, bytes: piece.bytes.slice(0, left), isEvent: false })
      break
    } else {
      kept.push(piece)
      left -= piece.bytes.length
    }
  }
  return kept
}

const toChunks = (pieces: ReadonlyArray<Piece>, chunking: Chunking): ReadonlyArray<Chunk> => {
  const whole = (piece: Piece): Chunk => ({ at: piece.at, bytes: piece.bytes, events: piece.isEvent ? 1 : 0 })
  if (chunking === "event") return pieces.map(whole)
  const events = pieces.filter((piece) => piece.isEvent).length
  if (chunking === "all") {
    return pieces.length === 0
      ? []
      : [{ at: pieces.at(-1)?.at ?? 0, bytes: Bytes.concat(pieces.map((piece) => piece.bytes)), events }]
  }
  const endsChunk = (bytes: Uint8Array, from: number, to: number): boolean =>
    chunking === "split-crlf" ? bytes[to - 1] === 0x0d : to - from >= Math.max(1, chunking)
  return pieces.flatMap((piece) => {
    const chunks: Array<Chunk> = []
    let from = 0
    for (let to = 1; to <= piece.bytes.length; to++) {
      if (to < piece.bytes.length && !endsChunk(piece.bytes, from, to)) continue
      const last = to === piece.bytes.length
      chunks.push({ at: piece.at, bytes: piece.bytes.slice(from, to), events: last && piece.isEvent ? 1 : 0 })
      from = to
    }
    return chunks
  })
}
