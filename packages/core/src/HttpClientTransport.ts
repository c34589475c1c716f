/** The transport over any Effect `HttpClient`. An entry point of its own, since `effect/http` is tagged unstable. */
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import {
  HttpTransport,
  type HttpTransportRequest,
  type NetworkFailure,
  networkFailure,
  redirects
} from "./http/transport/HttpTransport.ts"

/**
 * The transport over any Effect `HttpClient`: undici with a proxy, Node's http, a test double.
 *
 * Do not use it for large documents over Effect's own `FetchHttpClient`. That drops the length of a stream, which is then
 * sent in chunks, and some storages refuse those. `HttpTransport.layerFetch` and the clients of `@effect/platform-node` keep it.
 *
 * ```ts
 * ParetaClient.layerConfig().pipe(Layer.provide(HttpClientTransport.layer), Layer.provide(NodeHttpClient.layerUndici))
 * ```
 */
export const layer: Layer.Layer<HttpTransport, never, HttpClient.HttpClient> = /*#__PURE__*/ Layer.effect(
  HttpTransport,
  /*#__PURE__*/ Effect.map(HttpClient.HttpClient, (client) => make(client))
)

/** The service of {@link layer}. */
export const make = (client: HttpClient.HttpClient): HttpTransport["Service"] => ({
  send: (request) =>
    client.execute(toHttpClientRequest(request)).pipe(
      Effect.map(toWebResponse),
      Effect.mapError(toNetworkFailure),
      // The client decides on redirects, and sends the traceparent of its own span.
      Effect.provideService(FetchHttpClient.RequestInit, redirects(request)),
      Effect.provideService(HttpClient.TracerPropagationEnabled, false)
    )
})

const toHttpClientRequest = ({ method, url, headers, body }: HttpTransportRequest) => {
  const request = HttpClientRequest.make(method)(url, { headers })
  return body === null ? request : HttpClientRequest.setBody(request, toHttpBody(body, headers))
}

const toHttpBody = (body: NonNullable<HttpTransportRequest["body"]>, headers: HttpTransportRequest["headers"]) => {
  const contentType = headers["Content-Type"]
  if (typeof body === "string") return HttpBody.text(body, contentType)
  if (body instanceof FormData) return HttpBody.formData(body)
  if (body instanceof Blob)
    return HttpBody.raw(body, { contentType: contentType ?? body.type, contentLength: body.size })
  const evaluate = typeof body === "function" ? body : () => body
  // The body replaces the header, so the length has to be given to the body.
  const length = headers["Content-Length"]
  return HttpBody.stream(
    Stream.fromReadableStream({ evaluate, onError: (cause) => cause }),
    contentType,
    length === undefined ? undefined : Number(length)
  )
}

/** The response of fetch itself, or one made from the response of another client. */
const toWebResponse = (response: HttpClientResponse.HttpClientResponse): Response =>
  Option.getOrElse(HttpClientResponse.toWeb(response), () => {
    const empty = [204, 205, 304].includes(response.status)
    return new Response(empty ? null : Stream.toReadableStream(response.stream), {
      status: response.status,
      headers: { ...response.headers }
    })
  })

const toNetworkFailure = (error: HttpClientError.HttpClientError): NetworkFailure =>
  networkFailure(error.reason.cause ?? error)
