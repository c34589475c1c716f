/** `POST /v1/endpoints`: creates an endpoint and streams its progress. See `docs/wire.md#deploy-stream`. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { findCandidate, findTask } from "../catalogue/Catalogue.ts"
import { Endpoint, type EndpointSettings } from "../state/Endpoint.ts"
import type { World } from "../state/World.ts"
import { measure } from "../wire/JsonSize.ts"
import { Problem, unprocessable } from "../wire/Problem.ts"
import { comment, event, namedStream, type Reply, type TimedEvent } from "../wire/Reply.ts"
import { type Exchange, jsonBody, type Route } from "./Exchange.ts"
import { bodyOf } from "./Validation.ts"

/** The deploy route. */
export const deployRoutes: ReadonlyArray<Route> = [
  { name: "endpoints.deploy", method: "POST", path: "/v1/endpoints", handle: (exchange) => deploy(exchange) }
]

const deploy = Effect.fnUntraced(function* (exchange: Exchange) {
  const { world, now } = exchange
  const request = yield* readDeployRequest(exchange)
  const task = findTask(request.task, world.options.surface)
  if (task === undefined) return yield* unprocessable(`unknown task '${request.task}'`)
  if (task.notDeployable !== undefined) {
    return yield* unprocessable(`task '${task.id}' cannot be deployed to an endpoint: ${task.notDeployable}`)
  }
  const alias = request.model || "recommended"
  const candidate = findCandidate(task, alias)
  if (candidate === undefined) {
    return yield* unprocessable(`model '${alias}' is not a candidate for task '${task.id}'`)
  }
  const { endpoints: maxEndpoints } = world.options.limits
  if (world.endpoints.size >= maxEndpoints) {
    return yield* new Problem({ status: 409, detail: `there are already ${maxEndpoints} endpoints: delete some` })
  }
  const id = yield* idOf(world, request.name ?? "")
  const liveAt = now + world.options.timing.deployMilliseconds
  const settings = settingsOf(
    { cost: request.cost_per_request_micro_usd, frontier: request.frontier_cost_per_request_micro_usd },
    yield* echoedOf(yield* jsonBody(exchange))
  )
  const endpoint = new Endpoint(id, task, candidate, now, liveAt, settings)
  world.endpoints.set(id, endpoint)
  const reply: Reply = {
    ...namedStream(eventsOf(endpoint, now, liveAt, exchange.apiUrl)),
    abandon: () => world.endpoints.delete(id)
  }
  return reply
})

const microUsd = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

const readDeployRequest = bodyOf(
  Schema.Struct({
    task: Schema.NonEmptyString,
    model: Schema.optional(Schema.NullOr(Schema.String)),
    name: Schema.optional(Schema.NullOr(Schema.String)),
    cost_per_request_micro_usd: Schema.optional(Schema.NullOr(microUsd)),
    frontier_cost_per_request_micro_usd: Schema.optional(Schema.NullOr(microUsd))
  })
)

const idOf = (world: World, name: string): Effect.Effect<string, Problem> => {
  if (name === "") {
    let id = world.nextId("ep_", 6)
    while (world.endpoints.has(id)) id = world.nextId("ep_", 6)
    return Effect.succeed(id)
  }
  if (!/^[A-Za-z0-9][\w.-]{0,62}$/.test(name)) {
    return Effect.fail(
      unprocessable(`endpoint name '${name}' is not valid: letters, digits, '-', '_', '.', at most 63`)
    )
  }
  return world.endpoints.has(name)
    ? Effect.fail(new Problem({ status: 409, detail: `endpoint '${name}' already exists` }))
    : Effect.succeed(name)
}

const settingsOf = (
  request: { readonly [Key in "cost" | "frontier"]: number | null | undefined },
  echoed: NonNullable<EndpointSettings["echoed"]>
): EndpointSettings => ({
  ...(typeof request.cost === "number" ? { costPerRequestMicroUsd: request.cost } : {}),
  ...(typeof request.frontier === "number" ? { frontierCostPerRequestMicroUsd: request.frontier } : {}),
  echoed
})

const echoedOf = (body: unknown): Effect.Effect<NonNullable<EndpointSettings["echoed"]>, Problem> => {
  const echoed = Object.entries(body as object).filter(([name]) => echoedNames.includes(name))
  const large = echoed.find(([, value]) => measure(value).bytes > maxEchoedBytes)
  return large === undefined
    ? Effect.succeed(Object.fromEntries(echoed))
    : Effect.fail(unprocessable([{ loc: ["body", large[0]], msg: "is too long", type: "value_error" }]))
}

const echoedNames = ["region", "run_mode", "quality", "taskDisplay"]

// They are kept as long as the endpoint.
const maxEchoedBytes = 4_096

const eventsOf = (endpoint: Endpoint, start: number, liveAt: number, apiUrl: string): ReadonlyArray<TimedEvent> => {
  const duration = liveAt - start
  const progress = stages.map(([stage, label, pct, at]) =>
    event(start + at * duration, { stage, label, pct }, "progress")
  )
  const pings = pingsAt(start, duration).map(ping)
  const complete = event(liveAt, { endpoint: endpoint.toRecord(liveAt, true, apiUrl) }, "complete")
  // The sort is stable: when a deploy takes no time, the ping comes after the stages.
  return [...[...progress, ...pings].sort((left, right) => left.at - right.at), { ...complete, terminator: true }]
}

// Clients must not depend on the names of stages, so these are generic.
const stages: ReadonlyArray<readonly [stage: string, label: string, pct: number, at: number]> = [
  ["resolving-model", "Resolving model", 5, 0],
  ["reserving-capacity", "Reserving capacity", 15, 0.1],
  ["pulling-weights", "Pulling weights", 45, 0.3],
  ["booting", "Booting", 70, 0.6],
  ["warming-up", "Warming up", 90, 0.8],
  ["health-check", "Checking health", 98, 0.95]
]

const pingsAt = (start: number, duration: number): ReadonlyArray<number> =>
  duration <= pingMilliseconds
    ? [start + duration * 0.4]
    : Array.from(
        { length: Math.min(mostPings, Math.floor(duration / pingMilliseconds)) },
        (_, index) => start + (index + 1) * pingMilliseconds
      )

// sse-starlette pings every 15 seconds. A shorter deploy gets one ping, so that every client has to handle a comment.
const pingMilliseconds = 15_000

// Two weeks' worth. They are planned when the deploy begins.
const mostPings = 80_000

const ping = (at: number): TimedEvent =>
  comment(at, `ping - ${new Date(at).toISOString().replace("T", " ").replace("Z", "000+00:00")}`)
