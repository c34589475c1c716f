/** One entry of the log of requests. */
import type { Upload } from "../wire/Upload.ts"

/** A multipart body: text fields by name, and files in the order they were sent. */
export interface LoggedMultipart {
  readonly fields: { readonly [name: string]: string }
  readonly files: ReadonlyArray<LoggedFile>
}

/** A file of a multipart body. */
export interface LoggedFile {
  /** The name of the form field. */
  readonly name: string
  readonly filename: string
  readonly contentType: string
  /** In bytes. */
  readonly size: number
  /** The content, if it is UTF-8 text of at most 64 KiB. */
  readonly text?: string
}

/** One request, and how it ended. */
export interface LoggedRequest {
  readonly requestId: string
  /** The name of the route, or `unknown`. */
  readonly route: string
  readonly method: string
  /** The path as it was sent, still percent-encoded. */
  readonly path: string
  /** Without the leading `?`. */
  readonly query: string
  /** Names are in lower case. Keys and cookies are replaced: `Bearer pareta_sk_…` and `…`. */
  readonly headers: { readonly [name: string]: string }
  /**
   * The body as JSON if it is JSON that the platform reads, otherwise as text; `undefined` when there was none, when it is multipart, or when it
   * was dropped. It is parsed at each access.
   */
  readonly body: unknown
  /** The body is missing here: the log needed its space for newer ones, or it was never read. */
  readonly bodyDropped?: true
  /** The parts of a multipart body. */
  readonly multipart?: LoggedMultipart
  /** The document that was uploaded to storage. Its bytes are not kept. */
  readonly upload?: Upload
  /** Unix time on the emulator's clock, in milliseconds. */
  readonly receivedAt: number
  /** The status that was sent; `null` when no head was sent. */
  readonly status: number | null
  readonly bytesSent: number
  readonly eventsSent: number
  /**
   * `open` until the whole reply is sent (`complete`), the client disconnects (`client-closed`), or a fault breaks the
   * connection (`reset`).
   */
  readonly outcome: "open" | "complete" | "client-closed" | "reset"
  /** Unix time on the emulator's clock, in milliseconds; `null` while `open`. */
  readonly endedAt: number | null
}
