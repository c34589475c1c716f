/** The object storage behind signed upload URLs. It has its own origin and uses no API keys. */
import { Newest } from "../control/Newest.ts"
import type { Upload } from "../wire/Upload.ts"

/** How long an upload URL is valid, in milliseconds. */
export const urlLifetimeMilliseconds = 3_600_000

/** An announced upload: the expected document, and its row. */
export interface Mint {
  readonly evalSetId: string
  readonly index: number
  readonly fieldName: string
  readonly mime: string
  readonly size: number
  readonly object: string
  readonly signature: string
  /** Unix time in milliseconds. */
  readonly expiresAt: number
}

/** The `gs://…` URI of an announced upload. */
export const uriOf = (mint: Mint): string => `gs://${bucket}/${mint.object}`

/** The signed URL of an announced upload. */
export const uploadUrlOf = (mint: Mint, origin: string): string => {
  const query = new URLSearchParams({
    "X-Goog-Algorithm": "GOOG4-RSA-SHA256",
    "X-Goog-Expires": String(urlLifetimeMilliseconds / 1000),
    "X-Goog-SignedHeaders": "content-type;host",
    "X-Goog-Signature": mint.signature
  })
  return `${origin}/${bucket}/${mint.object}?${query}`
}

/** Announced and received uploads. */
export class BlobStorage {
  readonly #mints = new Map<string, Mint>()
  readonly #stored = new WeakMap<Mint, Upload>()
  readonly #uris: Newest<string>

  /** Remembers the newest `maxUrls` uploads. */
  constructor(maxUrls: number) {
    this.#uris = new Newest(maxUrls, Number.POSITIVE_INFINITY, (uri) => this.#mints.delete(uri))
  }

  /** How many uploads were forgotten, because there was no space for them. */
  get dropped(): number {
    return this.#uris.dropped
  }

  /** Announces an upload. */
  mint(mint: Mint): void {
    const uri = uriOf(mint)
    this.#mints.set(uri, mint)
    this.#uris.push(uri)
  }

  /** Finds an announced upload by its `gs://…` URI. */
  find(uri: string): Mint | undefined {
    return this.#mints.get(uri)
  }

  /** Finds an announced upload by its path on the storage origin. */
  findByPath(path: string): Mint | undefined {
    return this.#mints.get(`gs:/${path}`)
  }

  /** Records that the document was received. A later upload replaces it. */
  store(mint: Mint, upload: Upload): void {
    this.#stored.set(mint, upload)
  }

  /** The received document, if there is one. */
  uploadOf(mint: Mint): Upload | undefined {
    return this.#stored.get(mint)
  }
}

const bucket = "pareta-eval-blobs"
