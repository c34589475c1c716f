/** Milliseconds for each contestant, with as little noise as possible. */
export type Times<Name extends string> = { readonly [name in Name]: number }

/**
 * Times contestants in turns, in many short rounds. Each round runs all of them, every other round in reverse order, so
 * that changes in the speed of the machine affect all of them equally. The warm-up rounds are for the compiler.
 *
 * The result is the lower quartile of the rounds. Other work on the machine can only add time, and some rounds of a few
 * milliseconds are not disturbed at all. The median would measure the other work as well.
 *
 * There is no forced garbage collection between the rounds. A full collection also drops compiled code whose object
 * shapes have no live instance at that moment (`--trace-deopt` reports "weak objects" thousands of times), and
 * contestants then run at a half or a quarter of their speed.
 */
export const timeInTurns = async <Name extends string>(
  contestants: { readonly [name in Name]: () => Promise<void> },
  { warmUp, rounds }: { readonly warmUp: number; readonly rounds: number }
): Promise<Times<Name>> => {
  const names = Object.keys(contestants) as Array<Name>
  const times = new Map<Name, Array<number>>(names.map((name) => [name, []]))
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const began = performance.now()
      await contestants[name]()
      const took = performance.now() - began
      if (round >= 0) times.get(name)?.push(took)
    }
  }
  const quiet = names.map((name) => [name, quantile(times.get(name) ?? [], 0.25)] as const)
  return Object.fromEntries(quiet) as Times<Name>
}

/** A quantile: `part` of the values are below it. */
export const quantile = (values: ReadonlyArray<number>, part: number): number => {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN
}
