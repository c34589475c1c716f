/** The query of a metrics route: a window of time, and the buckets it is divided into. */

/** A query with its defaults filled in. */
export interface MetricsQuery {
  /** The requested window, or the one that `since` or `since_hours` asks for. Default: `7d`. */
  readonly window: string
  /** The start of the window, as Unix time in milliseconds. */
  readonly from: number
  readonly groupBy: string | null
  /** The length of a bucket in milliseconds. */
  readonly bucketMilliseconds: number
}

/**
 * Reads `window`, `since` (a span or a date), `since_hours` and `group_by`. A value that cannot be parsed counts as
 * absent.
 */
export const readMetricsQuery = (query: string, now: number): MetricsQuery => {
  const parameters = new URLSearchParams(query)
  const hours = Number(parameters.get("since_hours") ?? Number.NaN)
  const since = parameters.get("since")
  const window = parameters.get("window") ?? (Number.isFinite(hours) ? `${hours}h` : (since ?? defaultWindow))
  const date = Date.parse(window)
  const groupBy = parameters.get("group_by")
  return {
    window,
    from:
      spanOf(window) === undefined && !Number.isNaN(date) ? date : now - (spanOf(window) ?? defaultWindowMilliseconds),
    groupBy,
    bucketMilliseconds: groupBy === "hour" ? 3_600_000 : 86_400_000
  }
}

/** Groups items by bucket, oldest first. `start` is the first instant of a bucket. */
export const bucketsOf = <A extends { readonly at: number }>(
  items: ReadonlyArray<A>,
  bucketMilliseconds: number
): ReadonlyArray<{ readonly start: number; readonly items: ReadonlyArray<A> }> => {
  const buckets = new Map<number, Array<A>>()
  for (const item of items) {
    const start = Math.floor(item.at / bucketMilliseconds) * bucketMilliseconds
    const bucket = buckets.get(start)
    if (bucket === undefined) buckets.set(start, [item])
    else bucket.push(item)
  }
  return [...buckets].sort(([left], [right]) => left - right).map(([start, each]) => ({ start, items: each }))
}

const defaultWindow = "7d"
const defaultWindowMilliseconds = 7 * 86_400_000

const spanOf = (text: string): number | undefined => {
  const [, count, unit] = /^(\d+(?:\.\d+)?)\s*([smhdw])/.exec(text) ?? []
  return unit === undefined ? undefined : Number(count) * (unitMilliseconds[unit] ?? 0)
}

const unitMilliseconds: { readonly [unit: string]: number } = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000
}
