/** A request as the platform sees it, the same for both doors. */
import { digestOf } from "./Digest.ts"
import * as Multipart from "./Multipart.ts"
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
  /** Equal for two requests with the same content. The multipart boundary makes no difference. */
  readonly fingerprint: string
}

/** Makes a request to the API. `target` is a path with a query, such as `/v1/models?x=1`. */
export const wireRequest = (
  method: string,
  target: string,
  headers: { readonly [name: string]: string },
  content: string | Uint8Array
): ReceivedRequest => new Received(method, target, headers, content, undefined)

/** Makes a request to the storage origin. Its body has already been read. */
export const storageRequest = (
  method: string,
  target: string,
  headers: { readonly [name: string]: string },
  upload: Upload
): ReceivedRequest => new Received(method, target, headers, "", upload)

// Text, parts and fingerprint are computed on demand: the text of a document of several megabytes is not needed.
class Received implements ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: { readonly [name: string]: string }
  readonly origin: "api" | "storage"
  readonly upload: Upload | undefined
  readonly #content: string | Uint8Array
  #parts: { readonly parsed: Multipart.ParsedMultipart | undefined } | undefined

  constructor(
    method: string,
    target: string,
    headers: { readonly [name: string]: string },
    content: string | Uint8Array,
    upload: Upload | undefined
  ) {
    const mark = target.indexOf("?")
    this.method = method.toUpperCase()
    this.path = mark === -1 ? target : target.slice(0, mark)
    this.query = mark === -1 ? "" : target.slice(mark + 1)
    this.headers = headers
    this.#content = content
    this.upload = upload
    this.origin = upload === undefined ? "api" : "storage"
  }

  get body(): string {
    return typeof this.#content === "string" ? this.#content : decoder.decode(this.#content)
  }

  get bytes(): Uint8Array {
    return typeof this.#content === "string" ? encoder.encode(this.#content) : this.#content
  }

  get multipart(): Multipart.ParsedMultipart | undefined {
    if (!Multipart.isMultipart(this.headers)) return undefined
    this.#parts ??= { parsed: Multipart.parse(this.headers, this.bytes) }
    return this.#parts.parsed
  }

  get fingerprint(): string {
    const { multipart } = this
    if (multipart === undefined) return this.body
    const files = multipart.files.map(({ bytes, ...file }) => ({ ...file, digest: digestOf(bytes) }))
    return JSON.stringify({ fields: Object.entries(multipart.fields).sort(), files })
  }
}

const decoder = new TextDecoder()
const encoder = new TextEncoder()
