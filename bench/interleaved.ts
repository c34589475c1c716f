/** Milliseconds of each contestant, in a quiet moment. */
export type Times<Name extends string> = { readonly [name in Name]: number }

/**
 * Times contestants in turns, in many short rounds: each round runs every one of them, every other round in reverse
 * order, so that warmth and drift of the machine fall on all alike. The warm-up rounds are for the compiler.
 *
 * Of each, the time counts that a quarter of its rounds stay below. Whatever else runs on the machine only ever adds,
 * and a round of a few milliseconds has a chance to be left alone; the median would measure the neighbours.
 *
 * No garbage is collected by force between the rounds: a full collection also drops compiled code whose object shapes
 * happen to have no living instance just then (`--trace-deopt` says "weak objects", thousands of times), which slows
 * contestants down to a half or a quarter.
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

/** The value that this part of the values stays below. */
export const quantile = (values: ReadonlyArray<number>, part: number): number => {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN
}
