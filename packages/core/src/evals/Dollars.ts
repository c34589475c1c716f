/** Money for display. */

/**
 * Micro-USD as dollars with two decimals, rounded down to whole cents, without a currency sign or grouping.
 *
 * Uses integer arithmetic, so that even the largest totals are exact to the cent.
 */
export const dollars = (microUsd: number | null | undefined): string => {
  const amount = BigInt(Number.isFinite(microUsd) ? Math.floor(microUsd as number) : 0)
  const remainder = amount % microUsdPerCent
  const cents = amount / microUsdPerCent - (remainder < 0n ? 1n : 0n)
  const digits = String(cents < 0n ? -cents : cents).padStart(3, "0")
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

const microUsdPerCent = 10_000n
