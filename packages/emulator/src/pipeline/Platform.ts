/**
 * Takes one request through the platform, from its arrival to the plan of its reply.
 *
 * The steps of a request, with their types:
 *
 * 1. A door (the fetch function or the server) reads it into a `WireRequest`. `Admission` decides from the head how much
 *    of the body the door reads.
 * 2. `handle` gives it an id and a log entry, takes its scripted fault, checks its API key and the rate limit, looks up
 *    its idempotency key, and runs its route. The route returns a `Reply`: a status, headers, and a body that is still a
 *    value, such as JSON or events with the times at which they are due.
 * 3. `plan` turns the `Reply` and the fault into a `Transmission`: the chunks of bytes to send, when each is due, and
 *    how the connection ends.
 * 4. A `Transmission` with its log entry is `Planned`. `Playback` sends it on the emulator's clock, and the door turns
 *    that into a `Response` or writes it to a socket.
 *
 * A plain function from Request to Response is not enough. A fault can break a connection at any byte, a stream takes
 * time on a clock that tests move, and the log has to record the bytes that were actually sent.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { reportStack } from "../control/StackReport.ts"
import { internalError, invalidKey, Problem } from "../wire/Problem.ts"
import { empty, hasNoBody, json, type Reply, text } from "../wire/Reply.ts"
import type { ReceivedRequest } from "../wire/WireRequest.ts"
import { isAuthorized } from "./Auth.ts"
import { control, isControl } from "./Control.ts"
import type { Fault } from "./Faults.ts"
import type { Platform } from "./PlatformState.ts"
import { end, type OpenEntry, onEnd, RequestLog } from "./RequestLog.ts"
import { match, problemReply } from "./Router.ts"
import { plan, type Transmission } from "./Transmission.ts"

/** A reply ready to be sent, with the log entry that records its sending. */
export interface Planned {
  readonly transmission: Transmission
  readonly entry: OpenEntry
}

/** How the client reaches the emulator, which only a door knows. */
export interface Reached {
  /** The URL of the API, without a trailing slash. */
  readonly apiUrl: string
  /** The origin whose pages may read the reply in a browser, or `*`. */
  readonly allowedOrigin: string | undefined
  /** Fails if the storage cannot be opened. */
  readonly storageOrigin: Effect.Effect<string, Problem>
}

/** Runs a request and plans its reply. Anything that throws becomes a reply with status 500. */
export const handle = (platform: Platform, request: ReceivedRequest, reached: Reached): Effect.Effect<Planned> =>
  Effect.suspend(() => {
    const { world } = platform
    const now = world.clock.currentTimeMillisUnsafe()
    const toControl = request.origin === "api" && isControl(request.path)
    // What tests ask to see must not change what they see, so control requests are not logged and get no id.
    const entry = toControl
      ? new RequestLog({ ...world.options, onRequest: () => {} }).begin(request, "", now)
      : platform.log.begin(request, world.nextId("req_", 20), now)
    const transmission = toControl
      ? transmitControl(platform, request, reached)
      : transmit(platform, request, reached, entry)
    return transmission.pipe(
      Effect.catchDefect((error) => Effect.sync(() => transmitFailure(platform, request, reached, entry, error))),
      Effect.map((transmission) => toPlanned(request, transmission, entry))
    )
  })

/** Plans the reply to a request that was handled, but whose own reply could not be sent. */
export const handleFailure = (
  platform: Platform,
  request: ReceivedRequest,
  reached: Reached,
  { entry }: Planned,
  error: unknown
): Planned => toPlanned(request, transmitFailure(platform, request, reached, entry, error), entry)

/** Prints the error that broke off a reply in the middle of its body. By then the request is no longer kept. */
export const reportBreak = ({ world }: Platform, { requestId, method, route }: OpenEntry, error: unknown): void =>
  reportStack(world.options.console, `pareta-emulator: ${requestId} ${method} (${route}) broke off`, error, undefined)

const toPlanned = (request: ReceivedRequest, transmission: Transmission, entry: OpenEntry): Planned => ({
  // HEAD is GET without the body.
  transmission: request.method === "HEAD" ? { ...transmission, chunks: null } : transmission,
  entry
})

const transmitControl = (
  platform: Platform,
  request: ReceivedRequest,
  reached: Reached
): Effect.Effect<Transmission> => {
  const route =
    request.method === "OPTIONS"
      ? match(request, platform.world.options.surface).handle({
          world: platform.world,
          request,
          requestId: "",
          now: 0,
          ...reached
        })
      : control(platform, request)
  return route.pipe(
    Effect.catch((problem) => Effect.succeed(problemReply(problem, request))),
    Effect.map((reply) =>
      plan({ ...reply, headers: { ...corsHeaders(reached), ...reply.headers } }, noFault, platform.world.now())
    )
  )
}

const transmit = Effect.fnUntraced(function* (
  platform: Platform,
  request: ReceivedRequest,
  reached: Reached,
  entry: OpenEntry
) {
  const { world } = platform
  const { requestId } = entry
  world.settle()
  const now = world.now()
  const matched = match(request, world.options.surface)
  entry.route = matched.name
  const fault = platform.faults.take(matched.name, request) ?? noFault
  let isNew = false
  let limitHeaders: Reply["headers"] = {}
  const route = Effect.gen(function* () {
    if (matched.needsKey && !isAuthorized(request.headers, world.options.keys)) return yield* invalidKey()
    if (request.refusal !== undefined) return yield* request.refusal
    const taken = platform.rateLimiter.take(matched.name, request, now)
    if (taken instanceof Problem) return yield* taken
    limitHeaders = taken
    const remembered = world.idempotency.recall(request, now)
    if (Option.isSome(remembered)) {
      return remembered.value instanceof Problem ? yield* remembered.value : remembered.value
    }
    isNew = true
    onEnd(entry, world.idempotency.begin(request))
    return yield* matched.handle({ world, request, requestId, now, ...reached })
  })
  const reply =
    fault.status === undefined
      ? yield* Effect.catch(route, (problem) => Effect.succeed(problemReply(problem, request)))
      : faultReply(fault, fault.status)
  const abandon = Effect.sync(() => reply.abandon?.())
  if (fault.errorFrame !== undefined) yield* abandon
  const planned = Effect.sync(() => {
    const headers = { ...commonHeaders(requestId, reached), ...limitHeaders, ...reply.headers, ...fault.headers }
    const transmission = plan({ ...reply, headers }, fault, now)
    if (fault !== noFault) checkSendable(transmission)
    // Last, because a reply that cannot be sent must not be remembered, nor one whose effect was undone.
    const isUndone = fault.errorFrame !== undefined && reply.abandon !== undefined
    if (isNew && !isUndone) world.idempotency.remember(request, reply, now)
    return transmission
  })
  return yield* Effect.onError(planned, () => abandon)
})

const transmitFailure = (
  { world }: Platform,
  request: ReceivedRequest,
  reached: Reached,
  entry: OpenEntry,
  error: unknown
): Transmission => {
  const { requestId, method, route } = entry
  world.ledger.undo(requestId)
  reportStack(
    world.options.console,
    `pareta-emulator: ${requestId} ${method} (${route}) failed`,
    error,
    secretOf(request)
  )
  const reply = problemReply(internalError(), request)
  const headers = { ...commonHeaders(requestId, reached), ...reply.headers }
  return plan({ ...reply, headers }, noFault, entry.receivedAt)
}

// The text that a client sent, and that an error may quote.
const secretOf = ({ path, query, body }: ReceivedRequest): string => `${path}?${query}\n${body}`

/** Logs a request whose client disconnected before the body was complete. It is not handled. */
export const noteAbandoned = ({ world, log }: Platform, request: ReceivedRequest): void => {
  const now = world.clock.currentTimeMillisUnsafe()
  const entry = log.begin(request, world.nextId("req_", 20), now)
  entry.route = match(request, world.options.surface).name
  end(entry, "client-closed", now)
}

const noFault: Fault = {}

// A script may contain values that HTTP cannot carry. Each door would fail in its own way.
const checkSendable = ({ status, headers }: Transmission): void => {
  if (!Number.isInteger(status) || status < 200 || status > 599) throw new RangeError(`status ${status} cannot be sent`)
  new Headers(headers)
}

const faultReply = (fault: Fault, status: number): Reply => {
  const headers = fault.headers ?? {}
  if (hasNoBody(status)) return empty(status, headers)
  if (typeof fault.body === "string")
    return fault.body === "" ? empty(status, headers) : text(fault.body, status, headers)
  if (fault.body !== undefined) return json(fault.body, status, headers)
  if (fault.detail === undefined && status < 400) return empty(status, headers)
  return json({ detail: fault.detail ?? reasons[status] ?? `HTTP ${status}` }, status, headers)
}

const reasons: { readonly [status: number]: string } = {
  400: "bad request",
  401: "invalid API key",
  402: "organization is out of credit. Top up in the dashboard under Billing to continue.",
  403: "forbidden",
  404: "Not Found",
  408: "request timed out",
  409: "conflict, try again",
  429: "slow down",
  500: "Internal Server Error",
  502: "bad gateway",
  503: "service unavailable",
  504: "gateway timeout"
}

const commonHeaders = (requestId: string, reached: Reached): { readonly [name: string]: string } => ({
  "x-request-id": requestId,
  ...corsHeaders(reached)
})

const corsHeaders = ({ allowedOrigin }: Reached): { readonly [name: string]: string } =>
  allowedOrigin === undefined
    ? {}
    : { "access-control-allow-origin": allowedOrigin, "access-control-expose-headers": exposed, vary: "Origin" }

// Browsers let a page read these headers of a cross-origin response only if they are listed.
const exposed = [
  "x-request-id",
  "x-pareta-billed",
  "x-pareta-frontier-would-have-cost",
  "retry-after",
  "ratelimit-limit",
  "ratelimit-remaining",
  "ratelimit-reset"
].join(", ")
