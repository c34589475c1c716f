import type * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { Call } from "./http/Call.ts"
import { eventStream } from "./http/EventStream.ts"
import * as Route from "./http/Route.ts"
import type { SSEEvent } from "./http/SSEEvent.ts"
import type { CallFailure } from "./ParetaError.ts"
import { type Decoder, unexpected } from "./wire/Decoder.ts"

/** A request of a route that the client has no method for. Without a schema the answer is `unknown`. */
export interface AnyRouteRequest<A = unknown> extends Route.RouteRequest {
  /** Decodes the answer, or the data of each event. */
  readonly schema?: Schema.Decoder<A> | undefined
}

/** Calls any route; a schema decodes the answer. */
export const request = <A = unknown>(call: Call, route: AnyRouteRequest<A>): Effect.Effect<A, CallFailure> =>
  Route.request(call, route, decoderFor(route))

/** Streams the events of any route; a schema decodes their data. */
export const stream = <A = unknown>(call: Call, route: AnyRouteRequest<A>): Stream.Stream<SSEEvent<A>, CallFailure> =>
  eventStream((adopt) => Route.open(call, route, decoderFor(route), adopt))

const decoderFor = <A>({ schema }: AnyRouteRequest<A>): Decoder<A> => {
  // Without a schema, A is unknown: the value as it arrived.
  if (schema === undefined) return (value) => Result.succeed(value as A)
  const decode = Schema.decodeUnknownResult(schema)
  return (value) => Result.mapError(decode(value), (issue) => unexpected(issue.message))
}
