/** Checks the API key of a request. */
import type { AcceptedKeys } from "../control/EmulatorOptions.ts"

/** Whether the headers of a request have an accepted key in `Authorization`. */
export const isAuthorized = (headers: { readonly [name: string]: string }, keys: AcceptedKeys): boolean => {
  const key = bearerOf(headers["authorization"] ?? "")
  if (key === undefined) return false
  switch (keys) {
    case "any":
      return /^pareta_sk_./.test(key)
    case "live":
      return /^pareta_sk_live_./.test(key)
    case "test":
      return /^pareta_sk_test_./.test(key)
    default:
      return keys.includes(key)
  }
}

const bearerOf = (authorization: string): string | undefined => /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1]
