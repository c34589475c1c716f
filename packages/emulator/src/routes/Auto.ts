/** `GET /v1/auto/metrics` and `POST /v1/playground/frontier`. See `docs/wire.md#auto`. */
import * as Effect from "effect/Effect"
import { findVendorModel } from "../catalogue/Vendors.ts"
import type { AskedRequest } from "../control/AnswerScript.ts"
import { drawBetween } from "../control/Seed.ts"
import type { TrafficSample } from "../state/Traffic.ts"
import { Problem } from "../wire/Problem.ts"
import { json } from "../wire/Reply.ts"
import { readChatRequest } from "./ChatRequest.ts"
import { autoTarget } from "./ChatTarget.ts"
import { complete } from "./Completion.ts"
import { type Exchange, jsonBody, type Route } from "./Exchange.ts"
import { checkCredit, metered } from "./Metering.ts"
import { bucketsOf } from "./MetricsQuery.ts"
import { percentile, sum } from "./Statistics.ts"

/** The routes around `auto`. */
export const autoRoutes: ReadonlyArray<Route> = [
  {
    name: "auto.metrics",
    method: "GET",
    path: "/v1/auto/metrics",
    generation: 3,
    handle: (exchange) => Effect.sync(() => json(metricsOf(exchange)))
  },
  {
    name: "auto.compareFrontier",
    method: "POST",
    path: "/v1/playground/frontier",
    generation: 3,
    handle: (exchange) => compareFrontier(exchange)
  }
]

const comparable = ["gpt-5.5", "gemini-3-5-flash", "gemini-3-1-pro", "claude-sonnet-4-6"]

const mostMessages = 40

const compareFrontier = Effect.fnUntraced(function* (exchange: Exchange) {
  const { world, requestId } = exchange
  const request = yield* readChatRequest(exchange)
  const vendor = comparable.includes(request.model) ? findVendorModel(request.model) : undefined
  if (vendor === undefined) {
    const detail = `model '${request.model}' cannot be compared; expected one of ${comparable.join(", ")}`
    return yield* new Problem({ status: 400, detail })
  }
  if (request.messages.length > mostMessages) {
    return yield* new Problem({ status: 400, detail: `at most ${mostMessages} messages can be compared` })
  }
  yield* checkCredit(exchange)
  const asked = world.answers.pending === 0 ? undefined : ((yield* jsonBody(exchange)) as AskedRequest)
  const { choices, usage } = complete({ ...request, n: 1 }, asked, autoTarget(), world)
  const microUsd = Math.ceil(
    usage.prompt_tokens * vendor.promptMicroUsdPerToken + usage.completion_tokens * vendor.completionMicroUsdPerToken
  )
  return metered(
    exchange,
    { route: "auto.compareFrontier", model: vendor.id, microUsd },
    {
      model: vendor.id,
      content: choices[0]?.tokens.join("") ?? "",
      cost_micro_usd: microUsd,
      latency_ms: Math.round(drawBetween(world.options.seed, `frontier/${requestId}`, 600, 1500))
    }
  )
})

const hour = 3_600_000
const day = 24 * hour

/** Computed from the requests with `model: "auto"`. */
const metricsOf = ({ world, now }: Exchange) => {
  const samples = world.traffic.values.filter(({ endpointId, at }) => endpointId === "auto" && at > now - 30 * day)
  const today = samples.filter(({ at }) => at >= Math.floor(now / day) * day)
  const billed = sum(samples, (sample) => sample.billedMicroUsd)
  const frontier = sum(samples, (sample) => sample.frontierMicroUsd)
  const last = samples.at(-1)
  return {
    requests_30d: samples.length,
    requests_today: today.length,
    success_rate_30d: successRate(samples),
    billed_micro_usd_30d: billed,
    billed_micro_usd_today: sum(today, (sample) => sample.billedMicroUsd),
    cost_to_serve_micro_usd_30d: billed,
    savings_vs_frontier_micro_usd_30d: samples.length === 0 ? null : frontier - billed,
    savings_multiple_30d: billed === 0 ? null : Math.round((frontier / billed) * 10) / 10,
    performance_hourly_7d: bucketsOf(
      samples.filter(({ at }) => at > now - 7 * day),
      hour
    ).map(({ start, items }) => ({
      hour: new Date(start).toISOString(),
      requests: items.length,
      error_rate: 1 - (successRate(items) ?? 1),
      p50_ms: percentile(latenciesOf(items), 0.5),
      p95_ms: percentile(latenciesOf(items), 0.95)
    })),
    days_30d: bucketsOf(samples, day).map(({ start, items }) => ({
      day: new Date(start).toISOString().slice(0, 10),
      n: items.length,
      ok: items.filter(isOk).length,
      success_rate: successRate(items) ?? 0
    })),
    last_request:
      last === undefined
        ? null
        : {
            created_at: new Date(last.at).toISOString(),
            status_code: last.status,
            duration_ms: last.latencyMilliseconds,
            billed_micro_usd: last.billedMicroUsd,
            cost_to_serve_micro_usd: last.billedMicroUsd
          }
  }
}

const isOk = ({ status }: TrafficSample): boolean => status < 400

const successRate = (samples: ReadonlyArray<TrafficSample>): number | null =>
  samples.length === 0 ? null : samples.filter(isOk).length / samples.length

const latenciesOf = (samples: ReadonlyArray<TrafficSample>): ReadonlyArray<number> =>
  samples
    .filter(isOk)
    .map((sample) => sample.latencyMilliseconds)
    .sort((one, other) => one - other)
