/** Listening on a port: where, and why not. No server code: that is loaded when something listens. */
import * as Data from "effect/Data"

/** The server cannot listen, for example because the port is in use. */
export class ListenError extends Data.TaggedError("ListenError")<{
  readonly message: string
  readonly cause: unknown
}> {}

/** Where to listen. */
export interface ListenOptions {
  /** Default 0: any free port. */
  readonly port?: number
  /** Default `127.0.0.1`. */
  readonly host?: string
  /** Where the storage of signed uploads listens, once it is needed. Default 0: any free port. */
  readonly storagePort?: number
}

/** Where the server listens. */
export interface Listening {
  /** For example `http://127.0.0.1:4010`, without a trailing slash. */
  readonly url: string
  readonly port: number
}
