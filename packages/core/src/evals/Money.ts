const microUsdPerCent = 10_000n

/**
 * Micro-USD as dollars with two decimals, floored to whole cents, without sign of currency or grouping (contract §4.5).
 *
 * In integers throughout, so that no total is too large to be told to the cent.
 */
export const dollars = (microUsd: number | null | undefined): string => {
  const amount = BigInt(Number.isFinite(microUsd) ? Math.floor(microUsd as number) : 0)
  const remainder = amount % microUsdPerCent
  const cents = amount / microUsdPerCent - (remainder < 0n ? 1n : 0n)
  const digits = String(cents < 0n ? -cents : cents).padStart(3, "0")
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
