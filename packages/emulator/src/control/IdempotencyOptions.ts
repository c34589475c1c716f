/** How an emulator treats repeated idempotency keys. */
import type * as Duration from "effect/Duration"
import { millisecondsOf } from "./Durations.ts"
import { checkNames, type Names } from "./KnownNames.ts"

/** How repeated idempotency keys are treated. All are optional. */
export interface IdempotencyOptions {
  /** How many keys are remembered. The oldest are forgotten first. Default: 10 000. */
  readonly maxKeys?: number
  /** How long a key is remembered, from its first successful request. Default: as long as there is space. */
  readonly lifetime?: Duration.Input
  /**
   * What a request gets while the first one with its key is still being answered: the same reply (`"replay"`), or 409
   * (`"conflict"`). Default: `"replay"`.
   */
  readonly whileInProgress?: "replay" | "conflict"
}

/** The options with all defaults filled in. */
export interface ResolvedIdempotency {
  readonly maxKeys: number
  readonly lifetimeMilliseconds: number
  readonly whileInProgress: "replay" | "conflict"
}

/** Fills in the defaults. Throws a `RangeError` for an option that does not exist, and for an invalid value. */
export const resolveIdempotency = (options: IdempotencyOptions): ResolvedIdempotency => {
  checkNames(options, names, "idempotency")
  const { maxKeys = 10_000, lifetime = Number.POSITIVE_INFINITY, whileInProgress = "replay" } = options
  const lifetimeMilliseconds = millisecondsOf(lifetime)
  if (typeof maxKeys !== "number" || !(maxKeys >= 0)) {
    throw new RangeError("idempotency: maxKeys must be a number of at least 0")
  }
  if (lifetimeMilliseconds === undefined) throw new RangeError("idempotency: lifetime must be a duration")
  if (whileInProgress !== "replay" && whileInProgress !== "conflict") {
    throw new RangeError('idempotency: whileInProgress must be "replay" or "conflict"')
  }
  return { maxKeys, lifetimeMilliseconds, whileInProgress }
}

const names: Names<IdempotencyOptions> = { maxKeys: true, lifetime: true, whileInProgress: true }
