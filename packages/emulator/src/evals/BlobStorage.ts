/** The object storage that signed upload URLs lead to: another origin, which knows no API keys. */
import type { Upload } from "../wire/Upload.ts"

/** Where uploads go when the emulator is a fetch function. (A server starts a second one on another port.) */
export const fetchStorageOrigin = "https://storage.pareta-emulator.test"

/** How long an upload URL is good for, milliseconds. */
export const urlLifetimeMilliseconds = 3_600_000

/** An upload that was announced: what will come, and for which row it is. */
export interface Mint {
  readonly evalSetId: string
  readonly index: number
  readonly fieldName: string
  readonly mime: string
  readonly size: number
  readonly object: string
  readonly signature: string
  /** Unix time, milliseconds. */
  readonly expiresAt: number
}

/** The `gs://…` name of a mint's object. */
export const uriOf = (mint: Mint): string => `gs://${bucket}/${mint.object}`

/** The signed URL that a mint's object is to be put to. */
export const uploadUrlOf = (mint: Mint, origin: string): string => {
  const query = new URLSearchParams({
    "X-Goog-Algorithm": "GOOG4-RSA-SHA256",
    "X-Goog-Expires": String(urlLifetimeMilliseconds / 1000),
    "X-Goog-SignedHeaders": "content-type;host",
    "X-Goog-Signature": mint.signature
  })
  return `${origin}/${bucket}/${mint.object}?${query}`
}

/** What was announced, and what came. */
export class BlobStorage {
  readonly #mints = new Map<string, Mint>()
  readonly #stored = new Map<Mint, Upload>()

  /** Announces an upload. */
  mint(mint: Mint): void {
    this.#mints.set(uriOf(mint), mint)
  }

  /** What was announced under a `gs://…` name. */
  find(uri: string): Mint | undefined {
    return this.#mints.get(uri)
  }

  /** What was announced under a path of the storage origin. */
  findByPath(path: string): Mint | undefined {
    return this.#mints.get(`gs:/${path}`)
  }

  /** Notes that the object came; another upload replaces it. */
  store(mint: Mint, upload: Upload): void {
    this.#stored.set(mint, upload)
  }

  /** What came. */
  uploadOf(mint: Mint): Upload | undefined {
    return this.#stored.get(mint)
  }
}

const bucket = "pareta-eval-blobs"
