/**
 * Decides who may reach the server: requests by a loopback name, and pages of a loopback origin. Otherwise a page on
 * the Internet could read and change the emulator from the browser of the person who runs it, from its own origin
 * (CORS) or by making its name point to this machine (DNS rebinding).
 */
import { Problem } from "../wire/Problem.ts"

/** What is allowed besides loopback. */
export interface AllowList {
  /** Host names, without a port. `.example.com` stands for all names below it, and `*` for every name. */
  readonly hosts: ReadonlyArray<string>
  /** Origins, such as `https://app.example.com`. `*` stands for every origin. */
  readonly origins: ReadonlyArray<string>
}

/** Why a request is refused; `undefined` if it may be served. `headers` have names in lower case. */
export const refusalOf = (
  headers: { readonly [name: string]: string | undefined },
  allowed: AllowList
): Problem | undefined => {
  const host = hostNameOf(headers["host"] ?? "")
  if (host === undefined || !isAllowedHost(host, allowed.hosts)) {
    return new Problem({
      status: 403,
      detail: `host '${shown(headers["host"] ?? "")}' is not allowed: add it to allowedHosts, or start with --allow-host`
    })
  }
  const origin = headers["origin"]
  if (origin !== undefined && !isAllowedOrigin(origin, allowed.origins)) {
    return new Problem({
      status: 403,
      detail: `origin '${shown(origin)}' is not allowed: add it to allowedOrigins, or start with --allow-origin`
    })
  }
  return undefined
}

/**
 * Why a control request is refused. Whoever else may reach the server, these come from a program on this machine, or
 * from a page that it serves.
 */
export const controlRefusalOf = (
  headers: { readonly [name: string]: string | undefined },
  remoteAddress: string | undefined
): Problem | undefined => {
  const isLocal =
    remoteAddress !== undefined &&
    (remoteAddress === "::1" || isLoopback(remoteAddress.replace(/^::ffff:/, ""))) &&
    refusalOf(headers, { hosts: [], origins: [] }) === undefined
  return isLocal
    ? undefined
    : new Problem({ status: 403, detail: "control routes are served to this machine only, by a loopback host name" })
}

/** The name in a `Host` header, in lower case and without port and final dot; `undefined` if the header is malformed. */
export const hostNameOf = (host: string): string | undefined => hostPattern.exec(host)?.[1]?.toLowerCase()

// Not the URL parser: it reads `localhost@evil.test` and `evil.test#localhost` as URLs, and `127.1` as an address.
const hostPattern = /^(\[[\da-f:.]{2,45}\]|[\w-]+(?:\.[\w-]+)*)\.?(?::\d{1,5})?$/i

const isAllowedHost = (name: string, hosts: ReadonlyArray<string>): boolean =>
  isLoopback(name) ||
  hosts.some((each) => {
    const allowed = each.toLowerCase()
    return allowed === "*" || allowed === name || (allowed.startsWith(".") && name.endsWith(allowed))
  })

const isLoopback = (name: string): boolean =>
  name === "localhost" ||
  name.endsWith(".localhost") ||
  /^127(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(name) ||
  name === "[::1]"

const isAllowedOrigin = (origin: string, origins: ReadonlyArray<string>): boolean => {
  if (origins.some((each) => each === "*" || each.replace(/\/$/, "").toLowerCase() === origin.toLowerCase()))
    return true
  const [, authority = ""] = /^https?:\/\/(.*)$/i.exec(origin) ?? []
  const name = hostNameOf(authority)
  return name !== undefined && isLoopback(name)
}

// No header that a browser sends is longer.
const shown = (value: string): string => value.slice(0, 300)
