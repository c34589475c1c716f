import type * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import type { Decoder } from "../wire/Decoder.ts"
import { type Call, type CallRequest, invalidResponse, type StreamKind } from "./Call.ts"
import { type EventReader, terminated } from "./EventReader.ts"
import type { HttpMethod } from "./HttpTransport.ts"
import { dataOf, type SSEEvent } from "./SSEEvent.ts"
import type { QueryParams } from "./Url.ts"

/** A request of a route that the client has no method for. */
export interface RouteRequest {
  readonly method: HttpMethod
  /** Begins with `/`, e.g. `/v1/tasks`; encode what you put into it. */
  readonly path: string
  readonly query?: QueryParams | undefined
  /** A value that is sent as JSON. */
  readonly json?: unknown
  /** A body that is sent as it is; a stream can be sent only once, so it is not retried. */
  readonly body?: FormData | Blob | ReadableStream<Uint8Array> | undefined
}

/** Calls any route, with retries, idempotency key, clocks and errors as everywhere. */
export const request = <A>(call: Call, route: RouteRequest, decode: Decoder<A>): Effect.Effect<A, CallFailure> =>
  call.json("request", () => routeRequest(route), decode)

/** Opens the stream of any route. Its events end with `[DONE]` or with the body; `decode` is for their data. */
export const open = <A>(
  call: Call,
  route: RouteRequest,
  decode: Decoder<A>,
  adopt: (reader: EventReader<SSEEvent<A>, CallFailure>) => void
): Effect.Effect<EventReader<SSEEvent<A>, CallFailure>, CallFailure> =>
  call.open("stream", () => routeRequest(route), routeStream(decode), adopt)

/** The answer as it arrived. */
export const undecoded: Decoder<unknown> = Result.succeed

const routeRequest = ({ method, path, query, json, body }: RouteRequest): CallRequest => {
  if (typeof path !== "string" || !/^\/(?!\/)[^?#\s\\\p{Cc}]*$/u.test(path)) {
    throw new InvalidArgumentError(
      "path must begin with one / and have no query, fragment, white space or control character"
    )
  }
  return { method, path, query, json, body }
}

const routeStream = <A>(decode: Decoder<A>): StreamKind<SSEEvent<A>, CallFailure> => ({
  dialect: ({ record }) => ({
    take: (message, out) => {
      if (message.data === "[DONE]") return terminated
      const data = decode(dataOf(message.data))
      if (Result.isFailure(data)) return invalidResponse(record, `an event of the stream: ${data.failure}`)
      out.push({ event: message.event ?? "message", data: data.success })
      return undefined
    },
    end: () => undefined,
    verdict: (isTerminated) => ({ terminated: isTerminated, finishReasons: [], usage: null })
  }),
  defaults: { firstEvent: 600_000, idle: 60_000, event: 600_000 }
})
