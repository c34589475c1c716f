/** The metrics of an endpoint, computed from its traffic. See `docs/wire.md#endpoint-metrics`. */
import * as Effect from "effect/Effect"
import { drawBetween } from "../control/Seed.ts"
import type { Endpoint } from "../state/Endpoint.ts"
import type { TrafficSample } from "../state/Traffic.ts"
import { json } from "../wire/Reply.ts"
import { endpointOf } from "./Endpoints.ts"
import type { Exchange, Route } from "./Exchange.ts"
import { bucketsOf, type MetricsQuery, readMetricsQuery } from "./MetricsQuery.ts"
import { percentile, sum } from "./Statistics.ts"

/** One route per dimension, all under one name. */
export const metricRoutes: ReadonlyArray<Route> = (
  ["performance", "uptime", "cost", "quality", "activity"] as const
).map((dimension) => ({
  name: "endpoints.metrics",
  method: "GET",
  path: `/v1/endpoints/:id/${dimension}`,
  handle: (exchange) =>
    Effect.map(endpointOf(exchange), (endpoint) => {
      const subject = subjectOf(exchange, endpoint)
      const { window, groupBy } = subject.query
      return json({ dimension, endpoint_id: endpoint.id, window, group_by: groupBy, ...measures[dimension](subject) })
    })
}))

// The input of every metric.
interface Subject {
  readonly endpoint: Endpoint
  /** The traffic within the window, oldest first. */
  readonly samples: ReadonlyArray<TrafficSample>
  readonly query: MetricsQuery
  readonly now: number
  readonly seed: number
}

const subjectOf = ({ world, request, now }: Exchange, endpoint: Endpoint): Subject => {
  const query = readMetricsQuery(request.query, now)
  return {
    endpoint,
    samples: world.traffic.values.filter((sample) => sample.endpointId === endpoint.id && sample.at >= query.from),
    query,
    now,
    seed: world.options.seed
  }
}

// Fields of the reply.
type Values = { readonly [name: string]: unknown }

const measures = {
  performance: (subject: Subject): Values => ({
    ...latencies(subject.samples),
    points: pointsOf(subject, latencies)
  }),
  uptime: (subject: Subject): Values => uptime(subject),
  cost: (subject: Subject): Values => ({ ...spend(subject.samples), points: pointsOf(subject, spend) }),
  quality: (subject: Subject): Values => quality(subject),
  activity: (subject: Subject): Values => {
    const last = subject.samples.at(-1)
    return {
      ...usage(subject.samples),
      last_request_at: last === undefined ? null : new Date(last.at).toISOString(),
      points: pointsOf(subject, usage)
    }
  }
}

const latencies = (samples: ReadonlyArray<TrafficSample>): Values => {
  const sorted = samples
    .filter((sample) => sample.status < 400)
    .map((sample) => sample.latencyMilliseconds)
    .sort((a, b) => a - b)
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(sorted, share))
  return { requests: samples.length, p50, p95, p99, p50_ms: p50, p95_ms: p95, p99_ms: p99 }
}

const spend = (samples: ReadonlyArray<TrafficSample>): Values => {
  const total = sum(samples, (sample) => sample.billedMicroUsd)
  const baseline = sum(samples, (sample) => sample.frontierMicroUsd)
  return {
    requests: samples.length,
    total_micro_usd: total,
    frontier_baseline_micro_usd: baseline,
    savings_micro_usd: baseline - total
  }
}

const usage = (samples: ReadonlyArray<TrafficSample>): Values => {
  const failed = samples.filter((sample) => sample.status >= 400).length
  const promptTokens = sum(samples, (sample) => sample.promptTokens)
  const completionTokens = sum(samples, (sample) => sample.completionTokens)
  return {
    requests: samples.length,
    succeeded: samples.length - failed,
    failed,
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens
  }
}

const pointsOf = ({ samples, query }: Subject, values: (samples: ReadonlyArray<TrafficSample>) => Values) =>
  bucketsOf(samples, query.bucketMilliseconds).map(({ start, items }) => ({
    ...bucketName(start, query),
    ...values(items)
  }))

const bucketName = (start: number, query: MetricsQuery): Values => {
  const time = new Date(start).toISOString()
  return query.groupBy === "hour" ? { hour: time.slice(0, 13) } : { day: time.slice(0, 10) }
}

const uptime = ({ endpoint, query, now }: Subject): Values => {
  const from = Math.max(query.from, endpoint.createdAt)
  const history = endpoint.historyUntil(now)
  const secondsIn = (status: string): number =>
    history.reduce((total, change, index) => {
      const until = history[index + 1]?.at ?? now
      return change.status === status ? total + Math.max(0, until - Math.max(from, change.at)) / 1000 : total
    }, 0)
  const [live, stopped] = [secondsIn("live"), secondsIn("stopped")]
  const wanted = Math.max(0, (now - from) / 1000 - stopped)
  return {
    status: endpoint.statusAt(now),
    // Time in which the endpoint was stopped does not count.
    uptime: wanted === 0 ? 1 : live / wanted,
    live_seconds: live,
    stopped_seconds: stopped,
    changes: history.map(({ at, status }) => ({ at: new Date(at).toISOString(), status }))
  }
}

const quality = (subject: Subject): Values => {
  const { endpoint, seed } = subject
  const judged = (name: string): number =>
    Number(
      Math.min(
        0.999,
        endpoint.candidate.quality + drawBetween(seed, `quality/${endpoint.id}/${name}`, -0.008, 0.008)
      ).toFixed(4)
    )
  const windows = bucketsOf(subject.samples, subject.query.bucketMilliseconds).map(({ start, items }) => {
    const name = bucketName(start, subject.query)
    return { ...name, n: items.length, quality_mean: judged(JSON.stringify(name)) }
  })
  const judgedRequests = windows.reduce((total, each) => total + each.n, 0)
  const weighted = windows.reduce((total, each) => total + each.n * each.quality_mean, 0)
  return {
    metric: endpoint.task.metric,
    // Before any request has been judged, this is the quality on the task's benchmark.
    quality_mean: judgedRequests === 0 ? endpoint.candidate.quality : Number((weighted / judgedRequests).toFixed(4)),
    judged_requests: judgedRequests,
    windows
  }
}
