/** A request as the platform sees it, the same for both doors. */
import { digestOf } from "./Digest.ts"
import * as Multipart from "./Multipart.ts"
import type { Problem } from "./Problem.ts"
import type { Upload } from "./Upload.ts"

/** An HTTP request. */
export interface WireRequest {
  readonly method: string
  /** As sent: still percent-encoded, without the query. */
  readonly path: string
  /** Without the leading `?`. Empty if there is none. */
  readonly query: string
  readonly headers: { readonly [name: string]: string }
  /** The body as UTF-8 text. Empty if there is none. */
  readonly body: string
  /** The body as it was sent. */
  readonly bytes: Uint8Array
}

/** A request with the additional properties that the platform needs. */
export interface ReceivedRequest extends WireRequest {
  /** Whether it was sent to the API or to the storage for signed uploads. */
  readonly origin: "api" | "storage"
  /** The document that was uploaded to storage. Its bytes are not kept. */
  readonly upload: Upload | undefined
  /** The parts of a multipart body; `undefined` if the body is not multipart, or malformed. */
  readonly multipart: Multipart.ParsedMultipart | undefined
  /** The size of the body that was read, in bytes. A body given as a string counts its characters. */
  readonly size: number
  /** Whether the body is valid UTF-8. */
  readonly isUtf8: boolean
  /** The client sent a body, or more of it, that was not read. */
  readonly unread: boolean
  /** Why the body was not read, if that is the reason to refuse the request. */
  readonly refusal: Problem | undefined
  /** Equal for two requests with the same content. The multipart boundary makes no difference. */
  readonly fingerprint: string
}

/** The part of a request that arrives before its body. */
export type RequestHead = Pick<WireRequest, "method" | "path" | "query" | "headers">

/** The head of a request. `target` is a path with a query, such as `/v1/models?x=1`. */
export const requestHead = (
  method: string,
  target: string,
  headers: { readonly [name: string]: string }
): RequestHead => {
  const mark = target.indexOf("?")
  return {
    method: method.toUpperCase(),
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? "" : target.slice(mark + 1),
    headers
  }
}

/** Creates a request to the API. */
export const wireRequest = (head: RequestHead, content: string | Uint8Array): ReceivedRequest =>
  new Received(head, { content })

/** Creates a request to the API whose body was not read. `refusal` is the reason, unless the head shows it. */
export const unreadRequest = (head: RequestHead, unread: boolean, refusal?: Problem): ReceivedRequest =>
  new Received(head, { content: "", unread, refusal })

/** Creates a request to the storage origin. Its body has already been read, or as much of it as may be. */
export const storageRequest = (head: RequestHead, upload: Upload, unread = false): ReceivedRequest =>
  new Received(head, { content: "", upload, unread })

interface Content {
  readonly content: string | Uint8Array
  readonly upload?: Upload
  readonly unread?: boolean
  readonly refusal?: Problem | undefined
}

// Text, parts and fingerprint are computed on demand: the text of a document of several megabytes is not needed. The
// text is kept, so that the log and the route share one copy.
class Received implements ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: { readonly [name: string]: string }
  readonly origin: "api" | "storage"
  readonly upload: Upload | undefined
  readonly unread: boolean
  readonly refusal: Problem | undefined
  readonly #content: string | Uint8Array
  #text: { readonly decoded: string; readonly isUtf8: boolean } | undefined
  #parts: { readonly parsed: Multipart.ParsedMultipart | undefined } | undefined

  constructor(head: RequestHead, { content, upload, unread = false, refusal }: Content) {
    this.method = head.method
    this.path = head.path
    this.query = head.query
    this.headers = head.headers
    this.#content = content
    this.upload = upload
    this.unread = unread
    this.refusal = refusal
    this.origin = upload === undefined ? "api" : "storage"
  }

  get body(): string {
    return this.#decoded.decoded
  }

  get isUtf8(): boolean {
    return this.#decoded.isUtf8
  }

  get bytes(): Uint8Array {
    return typeof this.#content === "string" ? encoder.encode(this.#content) : this.#content
  }

  get size(): number {
    return this.#content.length
  }

  get multipart(): Multipart.ParsedMultipart | undefined {
    if (!Multipart.isMultipart(this.headers)) return undefined
    this.#parts ??= { parsed: Multipart.parse(this.headers, this.bytes) }
    return this.#parts.parsed
  }

  get fingerprint(): string {
    const { multipart } = this
    if (multipart === undefined) return digestOf(this.bytes)
    const files = multipart.files.map(({ bytes, ...file }) => ({ ...file, digest: digestOf(bytes) }))
    return digestOf(encoder.encode(JSON.stringify({ fields: Object.entries(multipart.fields).sort(), files })))
  }

  get #decoded(): { readonly decoded: string; readonly isUtf8: boolean } {
    this.#text ??= typeof this.#content === "string" ? { decoded: this.#content, isUtf8: true } : decode(this.#content)
    return this.#text
  }
}

const decode = (bytes: Uint8Array): { readonly decoded: string; readonly isUtf8: boolean } => {
  try {
    return { decoded: strictDecoder.decode(bytes), isUtf8: true }
  } catch {
    return { decoded: decoder.decode(bytes), isUtf8: false }
  }
}

const strictDecoder = new TextDecoder("utf-8", { fatal: true })
const decoder = new TextDecoder()
const encoder = new TextEncoder()
