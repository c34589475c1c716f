/**
 * The options and the result of listening on a port. The server code is elsewhere, because it is loaded on demand.
 */
import * as Data from "effect/Data"

/** The server cannot listen, for example because the port is in use. */
export class ListenError extends Data.TaggedError("ListenError")<{
  readonly message: string
  readonly cause: unknown
}> {}

/** The address to listen on. */
export interface ListenOptions {
  /** The port of the API. Default: 0, which takes any free port. */
  readonly port?: number
  /** The host name or address to bind. Default: `127.0.0.1`. */
  readonly host?: string
  /**
   * The port for signed uploads. It is opened when the first upload URL is issued. Default: 0, which takes any free
   * port.
   */
  readonly storagePort?: number
  /**
   * Host names by which the server may be reached, besides `host`, `localhost`, names below it, and loopback addresses.
   * `.example.com` stands for all names below it, and `*` for every name. Other requests get 403.
   */
  readonly allowedHosts?: ReadonlyArray<string>
  /**
   * Origins of pages that may call the server from a browser, besides those on a loopback host, such as
   * `https://app.example.com`. `*` stands for every origin. Other requests with an `Origin` get 403.
   */
  readonly allowedOrigins?: ReadonlyArray<string>
}

/** The address of a running server. */
export interface Listening {
  /** For example `http://127.0.0.1:4010`, without a trailing slash. */
  readonly url: string
  readonly port: number
}
