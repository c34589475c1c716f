/** The query of a metrics route: which stretch of time, and how it is cut into buckets. */

/** What is asked for. */
export interface MetricsQuery {
  /** The window as it was asked for, or as it follows from `since` and `since_hours`. */
  readonly window: string
  /** Unix time, milliseconds. */
  readonly from: number
  readonly groupBy: string | null
  /** The length of a bucket, milliseconds. */
  readonly bucketMilliseconds: number
}

/** Reads `window`, `since` (a span or a date), `since_hours` and `group_by`; what cannot be read counts as absent. */
export const readMetricsQuery = (query: string, now: number): MetricsQuery => {
  const parameters = new URLSearchParams(query)
  const hours = Number(parameters.get("since_hours") ?? Number.NaN)
  const since = parameters.get("since")
  const window = parameters.get("window") ?? (Number.isFinite(hours) ? `${hours}h` : (since ?? defaultWindow))
  const date = Date.parse(window)
  const groupBy = parameters.get("group_by")
  return {
    window,
    from: spanOf(window) === undefined && !Number.isNaN(date) ? date : now - (spanOf(window) ?? 7 * 86_400_000),
    groupBy,
    bucketMilliseconds: groupBy === "hour" ? 3_600_000 : 86_400_000
  }
}

/** Things with a time, by the bucket they fall in, oldest first; a bucket is named by its first instant. */
export const bucketsOf = <A extends { readonly at: number }>(
  things: ReadonlyArray<A>,
  bucketMilliseconds: number
): ReadonlyArray<{ readonly start: number; readonly things: ReadonlyArray<A> }> => {
  const buckets = new Map<number, Array<A>>()
  for (const thing of things) {
    const start = Math.floor(thing.at / bucketMilliseconds) * bucketMilliseconds
    const bucket = buckets.get(start)
    if (bucket === undefined) buckets.set(start, [thing])
    else bucket.push(thing)
  }
  return [...buckets].sort(([left], [right]) => left - right).map(([start, each]) => ({ start, things: each }))
}

const defaultWindow = "7d"

const spanOf = (text: string): number | undefined => {
  const [, count, unit] = /^(\d+(?:\.\d+)?)\s*([smhdw])/.exec(text) ?? []
  return unit === undefined ? undefined : Number(count) * (unitMilliseconds[unit] ?? 0)
}

const unitMilliseconds: { readonly [name: string]: number } = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000
}
