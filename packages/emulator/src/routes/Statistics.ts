/** What metrics are computed with. */

/** The value at a share of the sorted values, by the nearest rank, so that it is one of them; `null` if there are none. */
export const percentile = (sorted: ReadonlyArray<number>, share: number): number | null =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null

/** The sum of a value of each item. */
export const sum = <A>(items: ReadonlyArray<A>, of: (item: A) => number): number =>
  items.reduce((total, item) => total + of(item), 0)
