/** Checks the API key of a request. */
import type { AcceptedKeys } from "../control/EmulatorOptions.ts"
import type { WireRequest } from "../wire/WireRequest.ts"

/** Whether the request has an accepted key in its `Authorization` header. */
export const isAuthorized = (request: WireRequest, keys: AcceptedKeys): boolean => {
  const key = bearerOf(request)
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

const bearerOf = (request: WireRequest): string | undefined =>
  /^Bearer +(\S+)$/i.exec(request.headers["authorization"]?.trim() ?? "")?.[1]
