/** Calls and streams any route, including those that the client has no method for. */
import type * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import type { Decoder } from "../wire/Decoder.ts"
import { parsedOrText } from "../wire/JsonText.ts"
import { tagOf } from "../wire/Tag.ts"
import type { Api, ApiRequest, StreamKind } from "./Api.ts"
import { invalidResponse } from "./call/CallErrors.ts"
import { chatStreamLimits } from "./call/Limits.ts"
import type { QueryParams } from "./call/RequestHead.ts"
import { type EventReader, terminated } from "./stream/EventReader.ts"
import type { HttpMethod } from "./transport/HttpTransport.ts"

/** A request to any route. Without a schema, the result is `unknown`. */
export interface RouteRequest<A = unknown> {
  /** The HTTP method. */
  readonly method: HttpMethod
  /** Begins with `/`, e.g. `/v1/tasks`. Encode the values that you put into it. */
  readonly path: string
  /** The query parameters. */
  readonly query?: QueryParams | undefined
  /** A value that is sent as JSON. */
  readonly json?: unknown
  /** A body that is sent unchanged. A request with a stream is not retried, since a stream can be sent only once. */
  readonly body?: FormData | Blob | ReadableStream<Uint8Array> | undefined
  /** Decodes the result, or the data of each event. */
  readonly schema?: Schema.Decoder<A> | undefined
}

/** Any server-sent event. */
export interface SSEEvent<Data = unknown> {
  /** Its name; `message` if it has none. */
  readonly event: string
  /** Its data, parsed if it is JSON, otherwise a string. */
  readonly data: Data
}

/** Whether a body is sent unchanged. */
export const isRawBody = (body: unknown): body is FormData | Blob | ReadableStream<Uint8Array> =>
  ["FormData", "Blob", "File", "ReadableStream"].includes(tagOf(body))

/** Calls a route. Retries, idempotency key, time limits and errors are those of every other call. */
export const request = <A>(api: Api, route: RouteRequest<A>, decode: Decoder<A>): Effect.Effect<A, CallFailure> =>
  api.json("request", () => apiRequest(route), decode)

/** Opens the stream of a route. It ends at `[DONE]` or when the body ends; `decode` decodes the data of each event. */
export const open = <A>(
  api: Api,
  route: RouteRequest<A>,
  decode: Decoder<A>,
  adopt: (reader: EventReader<SSEEvent<A>, CallFailure>) => void
): Effect.Effect<EventReader<SSEEvent<A>, CallFailure>, CallFailure> =>
  api.open("stream", () => apiRequest(route), streamKind(decode), adopt)

const methods: ReadonlyArray<string> = ["GET", "POST", "PUT", "PATCH", "DELETE"] satisfies ReadonlyArray<HttpMethod>

const apiRequest = ({ method, path, query, json, body }: RouteRequest): ApiRequest => {
  // In upper case, since only so does a POST get its idempotency key, and fetch writes only some of them so itself.
  const verb = typeof method === "string" ? method.toUpperCase() : ""
  if (!isMethod(verb)) throw new InvalidArgumentError(`method must be one of ${methods.join(", ")}`)
  if (typeof path !== "string" || !/^\/(?!\/)[^?#\s\\\p{Cc}]*$/u.test(path)) {
    throw new InvalidArgumentError(
      "path must begin with a single / and have no query, fragment, white space or control character"
    )
  }
  if (verb !== "GET") return { method: verb, path, query, json, body }
  if ((body ?? json ?? undefined) !== undefined)
    throw new InvalidArgumentError("a GET request cannot have a body; did you mean query?")
  return { method: verb, path, query }
}

const isMethod = (method: string): method is HttpMethod => methods.includes(method)

const streamKind = <A>(decode: Decoder<A>): StreamKind<SSEEvent<A>, CallFailure> => ({
  dialect: (call) => ({
    take: (message, out) => {
      if (message.data === "[DONE]") return terminated
      const body = parsedOrText(message.data)
      const data = decode(body)
      if (Result.isFailure(data)) {
        return invalidResponse(call, `an event of the stream: ${data.failure}`, body)
      }
      out.push({ event: message.event ?? "message", data: data.success })
      return undefined
    },
    end: () => undefined,
    verdict: (isTerminated) => ({ terminated: isTerminated, finishReasons: [], usage: null })
  }),
  limits: chatStreamLimits
})
