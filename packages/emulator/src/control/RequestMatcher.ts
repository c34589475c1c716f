/** Which requests a fault or a rate limit applies to. */
import type { WireRequest } from "../wire/WireRequest.ts"

/**
 * Which requests are meant: a route name (or the part before a dot), a path, a pattern for the path, or a predicate.
 *
 * Route names: `chat`, `models`, `endpoints.deploy`, `tasks.match`, `evals.runs.create`, …
 */
export type RequestMatcher = string | RegExp | ((request: WireRequest) => boolean)

/** Throws a `RangeError` for a route name that does not exist. */
export const checkMatcher = (matcher: RequestMatcher | undefined, routeNames: ReadonlyArray<string>): void => {
  if (matcher === undefined || typeof matcher === "function" || matcher instanceof RegExp) return
  if (typeof matcher !== "string") throw new RangeError("on must be a route name, a path, a pattern or a function")
  if (matcher.startsWith("/")) return
  if (routeNames.some((route) => isNamedBy(matcher, route))) return
  throw new RangeError(`no route is called "${matcher}"; expected one of ${routeNames.join(", ")}`)
}

/** Whether a request to this route is meant. Without a matcher, every request is. */
export const matches = (matcher: RequestMatcher | undefined, route: string, request: WireRequest): boolean => {
  // A CORS preflight is not what a test means by "the next request", unless it names that route.
  if (matcher === undefined) return route !== "preflight"
  if (typeof matcher === "function") return matcher(request)
  // Not `test`, which remembers where the last match of a pattern with the flag `g` ended.
  if (typeof matcher !== "string") return request.path.search(matcher) !== -1
  return matcher.startsWith("/") ? request.path === matcher : isNamedBy(matcher, route)
}

const isNamedBy = (matcher: string, route: string): boolean => route === matcher || route.startsWith(`${matcher}.`)
