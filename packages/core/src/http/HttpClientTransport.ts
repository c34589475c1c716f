// By its public name, so that both entry points declare one and the same service.
import { HttpTransport, type HttpTransportRequest } from "@pareta/core"
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
import { type NetworkFailure, networkFailure, redirects } from "./HttpTransport.ts"

/**
 * The transport over any Effect `HttpClient`: undici with a proxy, Node's http, a test double.
 *
 * Not for large documents over Effect's own `FetchHttpClient`: it takes the length off a stream, which then goes out in
 * chunks, and some storages refuse those. `HttpTransport.layerFetch` and the clients of `@effect/platform-node` keep it.
 *
 * An entry point of its own, because `effect/http` is tagged unstable: a minor version of Effect may change it.
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
      // The Call decides on redirects, and sends a traceparent of its own span.
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
  // A body takes the place of the header, so the length has to be the body's.
  const length = headers["Content-Length"]
  return HttpBody.stream(
    Stream.fromReadableStream({ evaluate, onError: (cause) => cause }),
    contentType,
    length === undefined ? undefined : Number(length)
  )
}

/** The response of fetch itself, or one made of what another client received. */
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
