/** Amounts of money, formatted for display. */
import type { ResponseMeta } from "pareta"

/** Micro-USD as dollars, without rounding: `$0.0031`, `$25.00`. The platform counts in whole millionths. */
export const dollars = (microUsd: number): string => {
  const digits = String(Math.abs(Math.trunc(microUsd))).padStart(7, "0")
  const cents = digits.slice(-6, -4)
  const rest = digits.slice(-4).replace(/0+$/, "")
  return `${microUsd < 0 ? "-" : ""}$${digits.slice(0, -6)}.${cents}${rest}`
}

/** The cost of a call, and of the same call to a frontier model, from the platform's receipt. */
export const receipt = (meta: ResponseMeta | undefined): string => {
  const billed = meta?.billedMicroUsd ?? null
  if (billed === null) return "no receipt"
  const frontier = meta?.frontierWouldHaveCostMicroUsd ?? null
  if (frontier === null || billed <= 0) return dollars(billed)
  return `${dollars(billed)} (a frontier model: ${dollars(frontier)}, ${(frontier / billed).toFixed(1)} times as much)`
}
