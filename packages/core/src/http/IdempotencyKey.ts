import { InvalidArgumentError } from "../ParetaError.ts"
import { isHeaderValue } from "./RequestHeaders.ts"
import type { CurrentRequestOptions, IdempotencyKeyRequest } from "./RequestOptions.ts"

/**
 * The `Idempotency-Key` of a POST: the caller's, or a fresh one. The same on each attempt (contract §1.7).
 *
 * The steps of a composite call have keys derived from its own, so that the whole can be repeated under one key.
 *
 * A plain key of the caller's names one POST; under it a second one would be taken for a repetition of the first, so
 * it is refused.
 */
export const idempotencyKey = (
  request: IdempotencyKeyRequest,
  step: string | undefined,
  current: CurrentRequestOptions | undefined
): string => {
  const option = current?.options.idempotencyKey
  if (current === undefined || option === undefined) return mint()
  if (typeof option === "function") return checked(named(option, request))
  const key = step === undefined ? checked(option) : `${checked(option)}:${step}`
  if (current.keys.has(key)) {
    throw new InvalidArgumentError(
      `idempotencyKey: ${request.operation} is a second POST under the same key; give each call its own, or a function that names them`
    )
  }
  current.keys.add(key)
  return key
}

const named = (name: (request: IdempotencyKeyRequest) => string, request: IdempotencyKeyRequest): string => {
  try {
    return name(request)
  } catch (cause) {
    throw new InvalidArgumentError("idempotencyKey: the function threw", { cause })
  }
}

const checked = (key: unknown): string => {
  if (!isHeaderValue(key) || key.trim() === "") {
    throw new InvalidArgumentError("idempotencyKey must be a non-empty string that fits in a header")
  }
  return key
}

/** `pareta-js-` and 32 hexadecimal digits (contract §1.7). */
const mint = (): string => `pareta-js-${uuid().replaceAll("-", "")}`

// Browsers offer randomUUID to secure origins only; getRandomValues they always do.
const uuid = (): string =>
  typeof crypto.randomUUID === "function"
    ? crypto.randomUUID()
    : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("")
