import type { ResponseMeta } from "pareta"

/** Micro-USD as dollars, exactly: `$0.0031`, `$25.00`. The platform counts in whole millionths, and so does this. */
export const dollars = (microUsd: number): string => {
  const digits = String(Math.abs(Math.trunc(microUsd))).padStart(7, "0")
  const cents = digits.slice(-6, -4)
  const rest = digits.slice(-4).replace(/0+$/, "")
  return `${microUsd < 0 ? "-" : ""}$${digits.slice(0, -6)}.${cents}${rest}`
}

/** What a call cost, and what one call of a frontier model would have, as the platform's receipt tells. */
export const receipt = (meta: ResponseMeta | undefined): string => {
  const billed = meta?.billedMicroUsd ?? null
  if (billed === null) return "no receipt came"
  const frontier = meta?.frontierWouldHaveCostMicroUsd ?? null
  if (frontier === null || billed <= 0) return dollars(billed)
  return `${dollars(billed)} (a frontier model: ${dollars(frontier)}, ${(frontier / billed).toFixed(1)} times as much)`
}
