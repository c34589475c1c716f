/** Argument checks. A check throws `InvalidArgumentError`; `checked` turns the exception into a failure of the call. */
import * as Effect from "effect/Effect"
import { holdsFor, InvalidArgumentError } from "./ParetaError.ts"
import { tagOf } from "./wire/Tag.ts"

/** Runs a check as a step of a call. */
export const checked = <A>(operation: string, check: () => A): Effect.Effect<A, InvalidArgumentError> =>
  Effect.try({ try: check, catch: (cause) => argumentError(operation, cause) })

/** Whether a thrown value is the error of a check. Safe for every value, even a revoked proxy. */
export const isArgumentError = (cause: unknown): cause is InvalidArgumentError =>
  holdsFor(() => cause instanceof InvalidArgumentError)

/** Adds the name of the call to the error of a check. Any other thrown value becomes the cause of a new error. */
export const argumentError = (
  operation: string | undefined,
  cause: unknown,
  facts?: { readonly [name: string]: unknown }
): InvalidArgumentError => {
  const options = {
    ...(operation === undefined ? undefined : { operation }),
    ...(facts === undefined ? undefined : { facts })
  }
  if (!isArgumentError(cause)) {
    return new InvalidArgumentError("the arguments cannot be read", { ...options, cause })
  }
  return new InvalidArgumentError(
    cause.message,
    cause.cause === undefined ? options : { ...options, cause: cause.cause }
  )
}

/** The names of all fields of an object of arguments. */
export type FieldNames<Fields> = { readonly [Name in keyof Fields & string]-?: true }

/**
 * Copies an object of arguments and reads each field once. Throws for an unknown field, and suggests the right name if
 * it can be guessed. Fields that are `undefined` are left out. `what` is the word for a field in messages, e.g.
 * `option`.
 */
export const fieldsOf = <Fields extends object>(
  given: Fields | null | undefined,
  names: FieldNames<Fields>,
  what: string
): Partial<Fields> => {
  const fields: Partial<Fields> = {}
  if (given === undefined || given === null) return fields
  checkRecord(given, `the ${what}s`)
  const isKnown = (name: string): name is keyof Fields & string => Object.hasOwn(names, name)
  const known = Object.keys(names).filter(isKnown)
  // Not only own fields: options may be instances of a class with getters.
  for (const name of known) {
    const value = given[name]
    if (value !== undefined) fields[name] = value
  }
  for (const name of Object.keys(given)) {
    if (!isKnown(name) && Reflect.get(given, name) !== undefined) throw unknownField(name, known, what)
  }
  return fields
}

/**
 * Throws unless the value is a plain object or an instance of a user's class: the fields of other objects would be
 * ignored.
 */
export const checkRecord = (value: unknown, name: string): void => {
  const tag = tagOf(value)
  if (tag !== "Object") {
    throw new InvalidArgumentError(`${name} must be a plain object, not ${tag}`)
  }
}

/**
 * The options of a call, which are not parameters. Unknown parameters are sent unchanged, so these names have to be
 * refused: a `maxRetries` among the parameters would be sent and have no effect.
 */
export interface NoSettings {
  /** @deprecated This is not a parameter. Pass it in the `RequestOptions`. */
  readonly signal?: undefined
  /** @deprecated This is not a parameter. Pass it in the `RequestOptions`. */
  readonly timeout?: undefined
  /** @deprecated This is not a parameter. Pass it in the `RequestOptions`. */
  readonly maxRetries?: undefined
  /** @deprecated This is not a parameter. Pass it in the `RequestOptions`. */
  readonly headers?: undefined
  /** @deprecated This is not a parameter. Pass it in the `RequestOptions`. */
  readonly idempotencyKey?: undefined
  /** @deprecated This is not a parameter. Pass it in the `RequestOptions`. */
  readonly onResponse?: undefined
  /** @deprecated This is not a parameter. Pass it in the `RequestOptions`. */
  readonly onProgress?: undefined
  /** @deprecated This is not a parameter. Pass it in the `RequestOptions`. */
  readonly session?: undefined
}

const settings: FieldNames<NoSettings> = {
  signal: true,
  timeout: true,
  maxRetries: true,
  headers: true,
  idempotencyKey: true,
  onResponse: true,
  onProgress: true,
  session: true
}

/** Throws if the parameters, which are otherwise sent unchanged, contain an option of a call. */
export const refuseSettings = (params: NoSettings | null | undefined): void => {
  for (const name in settings) {
    if (params?.[name as keyof NoSettings] !== undefined) throw misplaced(name)
  }
}

/**
 * Returns the value if it is a non-empty string, and throws otherwise. `hint` is appended to the message if the value
 * is absent.
 */
export const requiredText = (value: unknown, name: string, hint = ""): string => {
  if (value === undefined || value === null || value === "") {
    throw new InvalidArgumentError(`${name} is required${hint}`)
  }
  if (typeof value !== "string") throw new InvalidArgumentError(`${name} must be a string`)
  return value
}

/** Returns the value if it is a string that is not blank, and throws otherwise. */
export const requiredProse = (value: unknown, name: string): string => {
  if (requiredText(value, name).trim() === "") throw new InvalidArgumentError(`${name} is required`)
  return value as string
}

/** Returns a string or `undefined`, and throws for any other value. An empty string counts as absent. */
export const optionalText = (value: unknown, name: string): string | undefined => {
  if (value === undefined || value === null || value === "") return undefined
  if (typeof value !== "string") throw new InvalidArgumentError(`${name} must be a string`)
  return value
}

/** Throws if the value is present and not of the given type. */
export const checkType = (value: unknown, type: "boolean" | "function" | "string", name: string): void => {
  if (value !== undefined && value !== null && typeof value !== type) {
    throw new InvalidArgumentError(`${name} must be a ${type}`)
  }
}

const misplaced = (name: string): InvalidArgumentError =>
  new InvalidArgumentError(
    `${name} is an option of the call, not a parameter: pass it in the RequestOptions, the last argument (Effect: withRequestOptions)`
  )

const unknownField = (name: string, known: ReadonlyArray<string>, what: string): InvalidArgumentError => {
  const meant =
    known.find((each) => plain(each) === plain(name)) ?? known.find((each) => each === elsewhere[plain(name)])
  if (meant === undefined && what !== "request option" && Object.hasOwn(settings, name)) return misplaced(name)
  const cure = meant === undefined ? `the ${what}s are ${known.join(", ")}` : `did you mean ${meant}?`
  return new InvalidArgumentError(`unknown ${what} "${name}"; ${cure}`)
}

/** A name in lower case without underscores and hyphens, so that `base_url` and `baseUrl` both match `baseURL`. */
const plain = (name: string): string => name.replace(/[_-]/g, "").toLowerCase()

/** The names of the same options in other clients. */
const elsewhere: { readonly [name: string]: string } = {
  defaultheaders: "headers",
  httpagent: "fetch",
  fetchoptions: "fetch",
  token: "apiKey",
  url: "baseURL",
  retries: "maxRetries",
  abortsignal: "signal",
  params: "query",
  data: "body",
  json: "body",
  input: "items",
  intent: "prompt"
}
