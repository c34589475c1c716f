/** The log of requests, for tests to inspect. It is bounded, and never contains a key or a cookie. */
import type { ResolvedOptions } from "../control/EmulatorOptions.ts"
import type { LoggedMultipart, LoggedRequest } from "../control/LoggedRequest.ts"
import { Newest } from "../control/Newest.ts"
import { hasMoreValues, maxDepth, maxValues } from "../wire/JsonSize.ts"
import { isDeeperThan } from "../wire/JsonValue.ts"
import type { ParsedMultipart } from "../wire/Multipart.ts"
import type { ReceivedRequest } from "../wire/WireRequest.ts"

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

  readonly #onRequest: (request: LoggedRequest) => void

  constructor({ limits: { logEntries, logBytes }, onRequest }: Pick<ResolvedOptions, "limits" | "onRequest">) {
    this.#onRequest = onRequest
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

  /** Removes all entries. They do not count as dropped. */
  clear(): void {
    this.#entries.clear()
    this.#bodies.clear()
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
    onEnd(entry, this.#onRequest)
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
  for (const listener of listeners.get(entry) ?? []) listener(entry)
}

/** Calls the listener when the entry has ended. */
export const onEnd = (entry: OpenEntry, listener: (request: LoggedRequest) => void): void => {
  listeners.set(entry, [...(listeners.get(entry) ?? []), listener])
}

const listeners = new WeakMap<OpenEntry, ReadonlyArray<(request: LoggedRequest) => void>>()

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
  // Such a body was refused. Whoever reads the log should not have to take it apart.
  if (hasMoreValues(text, maxValues)) return text
  try {
    const value = JSON.parse(text)
    return isDeeperThan(value, maxDepth) ? text : value
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
