/** The transport over any Effect `HttpClient`. It has its own entry point, because `effect/http` is tagged unstable. */
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
  isBlob,
  isForm,
  type NetworkFailure,
  networkFailure,
  redirectOptions
} from "./http/transport/HttpTransport.ts"

/**
 * The transport over any Effect `HttpClient`: undici with a proxy, Node's http, a test double.
 *
 * Do not use it to upload large documents over Effect's own `FetchHttpClient`. That client drops the length of a stream
 * and sends it in chunks, which some storage services refuse. `HttpTransport.layerFetch` and the clients of
 * `@effect/platform-node` keep the length.
 *
 * ```ts
 * ParetaClient.layerConfig().pipe(Layer.provide(HttpClientTransport.layer), Layer.provide(NodeHttpClient.layerUndici))
 * ```
 */
export const layer: Layer.Layer<HttpTransport, never, HttpClient.HttpClient> = /*#__PURE__*/ Layer.effect(
  HttpTransport,
  /*#__PURE__*/ Effect.map(HttpClient.HttpClient, (client) => make(client))
)

/** Creates the service of {@link layer}. */
export const make = (client: HttpClient.HttpClient): HttpTransport["Service"] => ({
  send: (request) =>
    client.execute(toHttpClientRequest(request)).pipe(
      Effect.catch(judgedResponse),
      Effect.map(toWebResponse),
      Effect.mapError(toNetworkFailure),
      // The client handles redirects itself, and sends the traceparent of its own span.
      Effect.provideService(FetchHttpClient.RequestInit, redirectOptions(request)),
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
  if (isForm(body)) return HttpBody.formData(body)
  if (isBlob(body)) return HttpBody.raw(body, { contentType: contentType ?? body.type, contentLength: body.size })
  const evaluate = typeof body === "function" ? body : () => body
  // The headers of the body replace those of the request, so the body needs the length.
  const length = headers["Content-Length"]
  return HttpBody.stream(
    Stream.fromReadableStream({ evaluate, onError: (cause) => cause }),
    contentType,
    length === undefined ? undefined : Number(length)
  )
}

/**
 * The response that the client received and rejected for its status, as `HttpClient.filterStatusOk` does. This package
 * decides what a status means and whether it is retried, not the client.
 */
const judgedResponse = (error: HttpClientError.HttpClientError) =>
  error.reason._tag === "StatusCodeError" ? Effect.succeed(error.reason.response) : Effect.fail(error)

/** Returns the `Response` that fetch returned, or makes one if the client does not use fetch. */
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
