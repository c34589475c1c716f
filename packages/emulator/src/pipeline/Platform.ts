/** One request from its arrival to the plan of its answer: log, faults, idempotency, route. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { World } from "../state/World.ts"
import { Problem } from "../wire/Problem.ts"
import { empty, json, type Reply, text } from "../wire/Reply.ts"
import type { ReceivedRequest } from "../wire/WireRequest.ts"
import { isAuthorized } from "./Auth.ts"
import { type Fault, FaultScript } from "./Faults.ts"
import { end, type OpenEntry, RequestLog } from "./RequestLog.ts"
import { match, problemReply } from "./Router.ts"
import { plan, type Transmission } from "./Transmission.ts"

/** An answer planned, and the log entry that its sending is written in. */
export interface Planned {
  readonly transmission: Transmission
  readonly entry: OpenEntry
}

/** What the doors share. `world` is replaced by a reset. */
export interface Platform {
  world: World
  log: RequestLog
  readonly faults: FaultScript
  /** Where the servers' storage listens; the fetch door serves these origins too. */
  readonly storageOrigins: Set<string>
}

/** Does what the request asks and plans the answer. */
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
    const remembered = isAuthorized(request, world.options.keys) ? world.idempotency.recall(request) : Option.none()
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

/** Notes a request that its client broke off before it was whole: it is not done, but it was made. */
export const noteAbandoned = ({ world, log }: Platform, request: ReceivedRequest): void => {
  const now = world.now()
  end(log.begin(request, world.nextId("req_", 20), match(request).name, now), "client-closed", now)
}

/** A platform over a world. */
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

const reasons: { readonly [index: number]: string } = {
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

// A browser may read these of a cross-origin answer only when they are listed.
const exposed = "x-request-id, x-pareta-billed, x-pareta-frontier-would-have-cost, retry-after"
