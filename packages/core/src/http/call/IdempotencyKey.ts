/** The `Idempotency-Key` of a POST: see `docs/wire.md#idempotency`. */
import { InvalidArgumentError } from "../../ParetaError.ts"
import { isHeaderValue } from "./RequestHead.ts"
import type { CurrentRequestOptions, IdempotencyKeyRequest } from "./RequestOptions.ts"

/**
 * Returns the key of a POST, for all of its attempts: the caller's, or a new one. Throws {@link InvalidArgumentError}.
 *
 * The keys of the steps of a composite call are derived from the caller's, so that the whole call can be repeated under
 * one key.
 *
 * A plain key is for one POST. A second POST under it is refused, because the server would take it for a repeat of the
 * first.
 */
export const idempotencyKey = (
  request: IdempotencyKeyRequest,
  step: string | undefined,
  current: CurrentRequestOptions | undefined
): string => {
  const option = current?.options.idempotencyKey
  if (current === undefined || option === undefined) return freshKey()
  if (typeof option === "function") return checkKey(keyFrom(option, request))
  const key = step === undefined ? checkKey(option) : `${checkKey(option)}:${step}`
  if (current.keys.has(key)) {
    throw new InvalidArgumentError(
      `idempotencyKey: ${request.operation} is a second POST under the same key; give each call its own key, or a function that returns one`
    )
  }
  current.keys.add(key)
  return key
}

const keyFrom = (name: (request: IdempotencyKeyRequest) => string, request: IdempotencyKeyRequest): string => {
  try {
    return name(request)
  } catch (cause) {
    throw new InvalidArgumentError("idempotencyKey: the function threw", { cause })
  }
}

/** Checks a key. Throws {@link InvalidArgumentError}. */
export const checkKey = (key: unknown): string => {
  if (!isHeaderValue(key) || key.trim() === "") {
    throw new InvalidArgumentError("idempotencyKey must be a non-empty string that fits in a header")
  }
  return key
}

/**
 * `pareta-js-` and 32 hexadecimal digits. Browsers have `randomUUID` only on secure origins, and `getRandomValues`
 * everywhere.
 */
const freshKey = (): string => {
  const digits =
    typeof crypto.randomUUID === "function"
      ? crypto.randomUUID().replaceAll("-", "")
      : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("")
  return `pareta-js-${digits}`
}
