/** The log of requests, for tests to inspect. It is bounded, and never contains a key or a cookie. */
import type { Limits } from "../control/Limits.ts"
import { Newest } from "../control/Newest.ts"
import type { ParsedMultipart } from "../wire/Multipart.ts"
import type { Upload } from "../wire/Upload.ts"
import type { ReceivedRequest } from "../wire/WireRequest.ts"

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
   * The body as JSON if it is JSON, otherwise as text; `undefined` when there was none, when it is multipart, or when
   * it was dropped. It is parsed at each access.
   */
  readonly body: unknown
  /** The body is missing: it was dropped to make room for newer ones, or it was never read. */
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
   * `open` until the entire reply is sent (`complete`), the client disconnects (`client-closed`), or a fault breaks the
   * connection (`reset`).
   */
  readonly outcome: "open" | "complete" | "client-closed" | "reset"
  /** Unix time on the emulator's clock, in milliseconds; `null` while `open`. */
  readonly endedAt: number | null
}

/** A log entry that the doors can still write to. */
export type OpenEntry = { -readonly [Key in keyof Omit<LoggedRequest, "body">]: LoggedRequest[Key] } & Pick<
  LoggedRequest,
  "body"
>

/** The entries, oldest first. Within the limits, the oldest bodies are dropped before the oldest entries. */
export class RequestLog {
  readonly #entries: Newest<OpenEntry>
  readonly #bodies: Newest<KeptBody>
  readonly #ofEntry = new WeakMap<OpenEntry, KeptBody>()

  constructor({ logEntries, logBytes }: Limits) {
    // Half of the space is for bodies, and half for the rest, which is mostly headers.
    this.#bodies = new Newest(logEntries, logBytes / 2, (body) => body.drop())
    this.#entries = new Newest(logEntries, logBytes / 2, (entry) => {
      const body = this.#ofEntry.get(entry)
      if (body !== undefined) this.#bodies.remove(body)
    })
  }

  get entries(): ReadonlyArray<OpenEntry> {
    return this.#entries.values
  }

  /** How many bodies and how many entries were dropped, because there was no space for them. */
  get dropped(): { readonly bodies: number; readonly entries: number } {
    return { bodies: this.#bodies.dropped, entries: this.#entries.dropped }
  }

  /** Starts an entry. */
  begin(request: ReceivedRequest, requestId: string, receivedAt: number): OpenEntry {
    let text: string | undefined
    const entry: OpenEntry = {
      requestId,
      route: "unknown",
      method: request.method,
      path: withoutKeys(request.path),
      query: withoutKeys(request.query),
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, redactHeader(name, value)])
      ),
      get body() {
        return text === undefined ? undefined : parseBody(text)
      },
      ...(request.unread ? { bodyDropped: true as const } : {}),
      ...(request.multipart === undefined ? {} : { multipart: toMultipart(request.multipart) }),
      ...(request.upload === undefined ? {} : { upload: request.upload }),
      receivedAt,
      status: null,
      bytesSent: 0,
      eventsSent: 0,
      outcome: "open",
      endedAt: null
    }
    this.#entries.push(entry, headSize(entry))
    if (request.size === 0) return entry
    if (request.multipart === undefined) text = request.body
    const body: KeptBody = {
      drop: () => {
        text = undefined
        delete entry.multipart
        entry.bodyDropped = true
      }
    }
    this.#ofEntry.set(entry, body)
    this.#bodies.push(body, request.size + (entry.multipart?.files.length ?? 0) * bytesPerFile)
    return entry
  }
}

/** Ends an entry. Only the first outcome counts. */
export const end = (entry: OpenEntry, outcome: Exclude<OpenEntry["outcome"], "open">, at: number): void => {
  if (entry.outcome !== "open") return
  entry.outcome = outcome
  entry.endedAt = at
}

// Replaces everything that looks like a key.
const withoutKeys = (text: string): string => text.replace(/pareta_sk_[\w.~+/=-]+/g, "pareta_sk_…")

const redactHeader = (name: string, value: string): string => {
  if (name === "cookie" || name === "set-cookie") return "…"
  if (!/authorization|api-key|token/.test(name)) return withoutKeys(value)
  const scheme = /^\w+(?= )/.exec(value)?.[0]
  return `${scheme === undefined ? "" : `${scheme} `}${value.includes("pareta_sk_") ? "pareta_sk_" : ""}…`
}

const parseBody = (body: string): unknown => {
  const text = withoutKeys(body)
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const toMultipart = ({ fields, files }: ParsedMultipart): LoggedMultipart => ({
  fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, withoutKeys(value)])),
  files: files.map(({ name, filename, contentType, bytes }) => ({
    name,
    filename: withoutKeys(filename),
    contentType,
    size: bytes.length,
    ...textOf(bytes)
  }))
})

const textOf = (bytes: Uint8Array): { readonly text?: string } => {
  if (bytes.length > keptTextBytes) return {}
  try {
    return { text: withoutKeys(strictDecoder.decode(bytes)) }
  } catch {
    return {}
  }
}

const keptTextBytes = 65_536

const strictDecoder = new TextDecoder("utf-8", { fatal: true })

interface KeptBody {
  readonly drop: () => void
}

const headSize = ({ path, query, headers }: OpenEntry): number =>
  Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length, path.length + query.length) +
  bytesPerEntry

// An entry, and a file of a multipart body, take about this much in V8, besides their texts.
const bytesPerEntry = 1_000
const bytesPerFile = 400
