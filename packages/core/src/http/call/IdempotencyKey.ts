/** The `Idempotency-Key` of a POST: see `docs/wire.md#idempotency`. */
import { InvalidArgumentError } from "../../ParetaError.ts"
import { isHeaderValue } from "./RequestHead.ts"
import type { CurrentRequestOptions, IdempotencyKeyRequest, KeyedRequest } from "./RequestOptions.ts"

/**
 * Returns the key of a POST, for all of its attempts: the caller's, or a new one. Throws {@link InvalidArgumentError}.
 *
 * The keys of the steps of a composite call are derived from the caller's, so that the whole call can be repeated under
 * one key.
 *
 * A string key is for one POST. The same POST may be repeated with it, for example by `Effect.retry`. Another operation
 * or another body is refused, because the server would treat it as a repeat of the first.
 */
export const idempotencyKey = (
  request: KeyedRequest,
  step: string | undefined,
  current: CurrentRequestOptions | undefined
): string => {
  const option = current?.options.idempotencyKey
  if (current === undefined || option === undefined) return freshKey()
  const { operation, method, path } = request
  if (typeof option === "function") return checkKey(keyFrom(option, { operation, method, path }))
  const key = step === undefined ? checkKey(option) : `${checkKey(option)}:${step}`
  const first = current.keys.get(key)
  if (first !== undefined && !isSame(first, request)) {
    throw new InvalidArgumentError(
      `idempotencyKey: ${operation} would reuse the key of another POST; give each call its own key, or pass a function that returns one`
    )
  }
  current.keys.set(key, request)
  return key
}

const isSame = (one: KeyedRequest, other: KeyedRequest): boolean =>
  one.operation === other.operation &&
  one.path === other.path &&
  one.fileText === other.fileText &&
  isSameBody(one.body, other.body)

/** Whether two bodies are the same. The content of a Blob cannot be read here; its size and type can. */
const isSameBody = (one: unknown, other: unknown): boolean => {
  if (one === other) return true
  if (one instanceof FormData && other instanceof FormData) {
    const [fields, others] = [[...one], [...other]]
    return (
      fields.length === others.length &&
      fields.every(([name, value], at) => name === others[at]?.[0] && isSameBody(value, others[at]?.[1]))
    )
  }
  return (
    one instanceof Blob &&
    other instanceof Blob &&
    one.size === other.size &&
    one.type === other.type &&
    nameOf(one) === nameOf(other)
  )
}

const nameOf = (blob: Blob): unknown => (blob as { readonly name?: unknown }).name

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
  if (typeof crypto !== "object") throw new InvalidArgumentError("this runtime has no crypto: pass an idempotencyKey")
  const digits =
    typeof crypto.randomUUID === "function"
      ? crypto.randomUUID().replaceAll("-", "")
      : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("")
  return `pareta-js-${digits}`
}
