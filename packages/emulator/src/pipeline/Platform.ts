/**
 * Takes one request through the platform, from its arrival to the plan of its reply.
 *
 * The steps of a request, with their types:
 *
 * 1. A door (the fetch function or the server) reads it into a `WireRequest`.
 * 2. `handle` gives it an id and a log entry, takes its scripted fault, checks its API key, looks up its
 *    idempotency key, and runs its route. The route returns a `Reply`: a status, headers, and a body that is still a
 *    value, such as JSON or events with the times at which they are due.
 * 3. `plan` turns the `Reply` and the fault into a `Transmission`: the chunks of bytes to send, when each is due, and how
 *    the connection ends.
 * 4. A `Transmission` with its log entry is `Planned`. `Playback` sends it on the emulator's clock, and the door turns that
 *    into a `Response` or writes it to a socket.
 *
 * A plain function from Request to Response is not enough. A fault can break a connection at any byte, a stream takes
 * time on a clock that tests move, and the log has to record the bytes that were actually sent.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { World } from "../state/World.ts"
import { invalidKey, Problem } from "../wire/Problem.ts"
import { empty, json, type Reply, text } from "../wire/Reply.ts"
import type { ReceivedRequest } from "../wire/WireRequest.ts"
import { isAuthorized } from "./Auth.ts"
import { type Fault, FaultScript } from "./Faults.ts"
import { end, type OpenEntry, RequestLog } from "./RequestLog.ts"
import { match, problemReply } from "./Router.ts"
import { plan, type Transmission } from "./Transmission.ts"

/** A reply ready to be sent, with the log entry that records its sending. */
export interface Planned {
  readonly transmission: Transmission
  readonly entry: OpenEntry
}

/** The platform as the doors see it. `Emulator.reset` replaces `world` and `log`. */
export interface Platform {
  world: World
  log: RequestLog
  readonly faults: FaultScript
  /** The origins of the upload storage of running servers. The fetch door serves them too. */
  readonly storageOrigins: Set<string>
}

/** Runs a request and plans its reply. */
export const handle = Effect.fnUntraced(function* (
  platform: Platform,
  request: ReceivedRequest,
  storageOrigin: Effect.Effect<string, Problem>
) {
  const { world } = platform
  world.settle()
  const now = world.now()
  const requestId = world.nextId("req_", 20)
  const matched = match(request)
  const entry = platform.log.begin(request, requestId, matched.name, now)
  const fault = platform.faults.take(matched.name, request) ?? noFault

  const route = Effect.gen(function* () {
    if (matched.needsKey && !isAuthorized(request, world.options.keys)) return yield* invalidKey()
    const remembered = world.idempotency.recall(request)
    if (Option.isSome(remembered)) {
      return remembered.value instanceof Problem ? yield* remembered.value : remembered.value
    }
    const reply = yield* matched.handle({ world, request, requestId, now, storageOrigin })
    world.idempotency.remember(request, reply)
    return reply
  })
  const reply =
    fault.status === undefined
      ? yield* Effect.catch(route, (problem) => Effect.succeed(problemReply(problem, request)))
      : faultReply(fault, fault.status)
  if (fault.errorFrame !== undefined) reply.abandon?.()

  const transmission = plan(
    withCommonHeaders({ ...reply, headers: { ...reply.headers, ...fault.headers } }, requestId),
    fault,
    now
  )
  const planned: Planned = {
    // HEAD is GET without the body.
    transmission: request.method === "HEAD" ? { ...transmission, chunks: null } : transmission,
    entry
  }
  return planned
})

/** Logs a request whose client disconnected before the body was complete. It is not handled. */
export const noteAbandoned = ({ world, log }: Platform, request: ReceivedRequest): void => {
  const now = world.now()
  end(log.begin(request, world.nextId("req_", 20), match(request).name, now), "client-closed", now)
}

/** Makes a platform over a world. */
export const make = (world: World): Platform => ({
  world,
  log: new RequestLog(),
  faults: new FaultScript(),
  storageOrigins: new Set()
})

const noFault: Fault = {}

const faultReply = (fault: Fault, status: number): Reply => {
  const headers = fault.headers ?? {}
  if (typeof fault.body === "string")
    return fault.body === "" ? empty(status, headers) : text(fault.body, status, headers)
  if (fault.body !== undefined) return json(fault.body, status, headers)
  if (fault.detail === undefined && (status < 400 || status === 204)) return empty(status, headers)
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

const withCommonHeaders = (reply: Reply, requestId: string): Reply => ({
  ...reply,
  headers: {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": exposed,
    "x-request-id": requestId,
    ...reply.headers
  }
})

// Browsers let a page read these headers of a cross-origin response only if they are listed.
const exposed = "x-request-id, x-pareta-billed, x-pareta-frontier-would-have-cost, retry-after"
