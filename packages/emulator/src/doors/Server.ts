/** The emulator on a port, on Effect's Node HTTP server. */
import { createServer, type ServerResponse } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { isControl } from "../pipeline/Control.ts"
import type { Planned } from "../pipeline/Platform.ts"
import type { Platform } from "../pipeline/PlatformState.ts"
import { Problem } from "../wire/Problem.ts"
import { requestHead } from "../wire/WireRequest.ts"
import { type AllowList, controlRefusalOf, hostNameOf, refusalOf } from "./Access.ts"
import { ListenError, type Listening, type ListenOptions } from "./Listening.ts"
import * as Playback from "./Playback.ts"
import { receiveBody, receiveUpload } from "./Reception.ts"

/** Serves a platform until the scope closes. Closing it also ends open connections. */
export const serve = (
  platform: Platform,
  clock: Clock.Clock,
  options: ListenOptions = {}
): Effect.Effect<Listening, ListenError, Scope.Scope> =>
  Effect.gen(function* () {
    const { port = 0, host = "127.0.0.1", storagePort = 0, allowedHosts = [], allowedOrigins = [] } = options
    if (host.trim() === "") {
      // Node would take it for every address.
      return yield* new ListenError({ message: "the host must not be empty", cause: undefined })
    }
    const allowed = { hosts: [...hostNames(host), ...allowedHosts], origins: allowedOrigins }
    const scope = yield* Effect.scope
    // Few users upload large documents, so the second server starts only when the first upload URL is issued.
    const startStorage = Effect.gen(function* () {
      const door: Door = { platform, allowed, receive: receiveUpload, storageOrigin: Effect.never }
      const { url } = yield* bind(respond(door), clock, { port: storagePort, host })
      platform.storageOrigins.add(url)
      yield* Effect.addFinalizer(() => Effect.sync(() => platform.storageOrigins.delete(url)))
      return url
    }).pipe(
      Effect.mapError(({ message }) => new Problem({ status: 503, detail: message })),
      (start) => Scope.provide(start, scope),
      Effect.uninterruptible
    )
    const [started, forget] = yield* Effect.cachedInvalidateWithTTL(startStorage, Duration.infinity)
    // Whatever has the port may have left by the next request.
    const storageOrigin = Effect.tapError(started, () => forget)
    return yield* bind(respond({ platform, allowed, receive: receiveBody, storageOrigin }), clock, { port, host })
  })

/** One of the two servers. */
interface Door {
  readonly platform: Platform
  readonly allowed: AllowList
  readonly receive: typeof receiveBody
  readonly storageOrigin: Effect.Effect<string, Problem>
}

const bind = Effect.fnUntraced(function* (
  app: ReturnType<typeof respond>,
  clock: Clock.Clock,
  { port, host }: { readonly port: number; readonly host: string }
) {
  const nodeServer = createServer({
    // A client that sends slowly, or nothing, must not hold a connection forever.
    headersTimeout: 60_000,
    requestTimeout: 300_000,
    connectionsCheckingInterval: 10_000,
    // Without a `Host`, the answer is the same as for one that is not allowed.
    requireHostHeader: false
  })
  const server = yield* NodeHttpServer.make(() => nodeServer, { port, host, disablePreemptiveShutdown: true }).pipe(
    Effect.mapError((error) => listenError({ port, host }, error.cause))
  )
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      nodeServer.close()
      nodeServer.closeAllConnections()
    })
  )
  yield* server.serve(app).pipe(Effect.provideService(Clock.Clock, clock))
  const bound = nodeServer.address()
  const boundPort = typeof bound === "object" && bound !== null ? bound.port : port
  const listening: Listening = {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${boundPort}`,
    port: boundPort
  }
  return listening
})

const respond = (door: Door) =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const refusal = refusalOf(request.headers, door.allowed) ?? ambiguousHost(request) ?? controlRefusal(request)
    if (refusal !== undefined) {
      return HttpServerResponse.jsonUnsafe({ detail: refusal.detail }, { status: refusal.status })
    }
    const received = yield* door.receive(door.platform, request)
    const planned = yield* Playback.begin(door.platform, received, {
      apiUrl: `http://${request.headers["host"]}`,
      allowedOrigin: request.headers["origin"],
      storageOrigin: Effect.map(door.storageOrigin, (url) => asSeenBy(request, url))
    }).pipe(Effect.catchTag("ConnectionReset", () => breakConnection(request)))
    return HttpServerResponse.setHeaders(
      toResponse(door.platform, planned, request),
      received.unread ? { connection: "close" } : {}
    )
    // The Node server runs handlers uninterruptibly, but the wait for the head must end when the client disconnects.
  }).pipe(Effect.interruptible)

// Node takes the first of several `Host` headers, but what is in front of it may have taken another.
const ambiguousHost = (request: HttpServerRequest.HttpServerRequest): Problem | undefined => {
  const { rawHeaders } = NodeHttpServerRequest.toIncomingMessage(request)
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host")
  return hosts.length > 1 ? new Problem({ status: 400, detail: "more than one Host header" }) : undefined
}

const controlRefusal = (request: HttpServerRequest.HttpServerRequest): Problem | undefined =>
  isControl(requestHead(request.method, request.url, request.headers).path)
    ? controlRefusalOf(request.headers, NodeHttpServerRequest.toIncomingMessage(request).socket.remoteAddress)
    : undefined

// A server that is bound to a name or an address is reached by it. A wildcard address is not a name.
const hostNames = (host: string): ReadonlyArray<string> => {
  const name = hostNameOf(host.includes(":") ? `[${host}]` : host)
  return name === undefined || isWildcard(name) ? [] : [name]
}

const isWildcard = (name: string): boolean => name === "0.0.0.0" || name === "[::]"

// When the server is bound to all addresses, upload URLs use the host name by which the client reached it.
const asSeenBy = (request: HttpServerRequest.HttpServerRequest, origin: string): string => {
  const url = new URL(origin)
  const name = hostNameOf(request.headers["host"] ?? "")
  return name !== undefined && isWildcard(url.hostname) ? `http://${name}:${url.port}` : origin
}

// Destroys the socket, so that the client sees the connection close in the middle of the exchange. The turn of the
// event loop lets the system send the bytes that are already written. Closing the socket interrupts the request's
// fiber, so nothing runs after this.
const breakConnection = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest) {
  yield* oneTurn
  NodeHttpServerRequest.toIncomingMessage(request).socket.destroy()
  return yield* Effect.never
})

const oneTurn = Effect.callback<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

const toResponse = (
  platform: Platform,
  planned: Planned,
  request: HttpServerRequest.HttpServerRequest
): HttpServerResponse.HttpServerResponse => {
  const { status, headers, chunks, ending, keepApart } = planned.transmission
  if (chunks === null) return HttpServerResponse.empty({ status, headers })
  // Otherwise Node sends the head with the first byte of the body, which may come much later.
  const flushHead = Effect.sync(() => {
    const isWhole = ending === "complete" && headers["content-length"] !== undefined
    if (!isWhole) (NodeHttpServerRequest.toServerResponse(request) as ServerResponse).flushHeaders()
  })
  const body = Playback.body(platform, planned, chunks).pipe(
    Stream.tap(() => (keepApart ? oneTurn : Effect.void)),
    Stream.catch(() => Stream.fromEffect(breakConnection(request)))
  )
  return HttpServerResponse.stream(Stream.concat(Stream.drain(Stream.fromEffect(flushHead)), body), {
    status,
    headers,
    contentType: headers["content-type"] ?? "application/octet-stream"
  })
}

const listenError = (options: { readonly port: number; readonly host: string }, cause: unknown): ListenError => {
  const code = (cause as { readonly code?: string } | undefined)?.code
  const reason =
    code === "EADDRINUSE"
      ? `port ${options.port} is already in use`
      : `${(cause as Error | undefined)?.message ?? cause}`
  return new ListenError({ message: `cannot listen on ${options.host}:${options.port}: ${reason}`, cause })
}
