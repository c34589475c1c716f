import type * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import { type Call, type CallRequest, type Decoder, invalidResponse, type StreamKind } from "./Call.ts"
import { type EventReader, terminated } from "./EventReader.ts"
import { eventStream } from "./EventStream.ts"
import type { HttpMethod } from "./HttpTransport.ts"
import { dataOf, type SSEEvent } from "./SSEEvent.ts"
import type { QueryParams } from "./Url.ts"

/** A request of a route that the client has no method for. Without a schema the answer is `unknown`. */
export interface RouteRequest<A = unknown> {
  readonly method: HttpMethod
  /** Begins with `/`, e.g. `/v1/tasks`; encode what you put into it. */
  readonly path: string
  readonly query?: QueryParams | undefined
  /** A value that is sent as JSON. */
  readonly json?: unknown
  /** A body that is sent as it is; a stream can be sent only once, so it is not retried. */
  readonly body?: FormData | Blob | ReadableStream<Uint8Array> | undefined
  /** Decodes the answer, or the data of each event. */
  readonly schema?: Schema.Decoder<A> | undefined
}

/** Calls any route, with retries, idempotency key, clocks and errors as everywhere. */
export const request = <A = unknown>(call: Call, route: RouteRequest<A>): Effect.Effect<A, CallFailure> =>
  call.json("request", () => routeRequest(route), decoderFor(route))

/** Streams the events of any route. They end with `[DONE]` or with the body. */
export const stream = <A = unknown>(call: Call, route: RouteRequest<A>): Stream.Stream<SSEEvent<A>, CallFailure> =>
  eventStream((adopt) => openRoute(call, route, adopt))

/** Opens the stream of a route for a consumer that reads it by itself. */
export const openRoute = <A>(
  call: Call,
  route: RouteRequest<A>,
  adopt: (reader: EventReader<SSEEvent<A>, CallFailure>) => void
): Effect.Effect<EventReader<SSEEvent<A>, CallFailure>, CallFailure> =>
  call.open("stream", () => routeRequest(route), routeStream(decoderFor(route)), adopt)

const routeRequest = ({ method, path, query, json, body }: RouteRequest<unknown>): CallRequest => {
  if (typeof path !== "string" || !/^\/(?!\/)[^?#\s\\]*$/.test(path)) {
    throw new InvalidArgumentError("path must begin with one / and have no query, fragment or white space")
  }
  return { method, path, query, json, body }
}

const decoderFor = <A>({ schema }: RouteRequest<A>): Decoder<A> => {
  // Without a schema, A is unknown: the value as it arrived.
  if (schema === undefined) return (value) => Result.succeed(value as A)
  const decode = Schema.decodeUnknownResult(schema)
  return (value) => Result.mapError(decode(value), (issue) => `the answer is not as expected: ${issue.message}`)
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
