/** A request as the platform sees it, whatever door it came through. */
import { digestOf } from "./Digest.ts"
import * as Multipart from "./Multipart.ts"
import type { Upload } from "./Upload.ts"

/** Method, raw path and query, headers with lower-case names, body. */
export interface WireRequest {
  readonly method: string
  /** As sent: still percent-encoded, without the query. */
  readonly path: string
  /** Without the leading `?`; empty when there is none. */
  readonly query: string
  readonly headers: { readonly [name: string]: string }
  /** The body as UTF-8 text; empty when there is none. */
  readonly body: string
  /** The body as it was sent. */
  readonly bytes: Uint8Array
}

/** The same with what the routes need of it. */
export interface ReceivedRequest extends WireRequest {
  /** Whether it went to the API or to the storage that signed uploads go to. */
  readonly origin: "api" | "storage"
  /** What was uploaded to storage; its bytes are not kept. */
  readonly upload: Upload | undefined
  /** The parts of a multipart body; `undefined` for every other body, and for a broken one. */
  readonly multipart: Multipart.ParsedMultipart | undefined
  /** The same for two requests whose bodies say the same: a multipart boundary does not count. */
  readonly fingerprint: string
}

/** A request to a target such as `/v1/models?x=1`. */
export const wireRequest = (
  method: string,
  target: string,
  headers: { readonly [name: string]: string },
  content: string | Uint8Array
): ReceivedRequest => new Received(method, target, headers, content, undefined)

/** A request to the storage origin, whose body was read already. */
export const storageRequest = (
  method: string,
  target: string,
  headers: { readonly [name: string]: string },
  upload: Upload
): ReceivedRequest => new Received(method, target, headers, "", upload)

// Text, parts and fingerprint are worked out when somebody looks: of a document of megabytes, nobody wants the text.
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
