/** Files to upload: their size is known, and they can be read again for a retry. */
import * as Effect from "effect/Effect"
import { argumentError, checked } from "../Arguments.ts"
import { isHeaderValue } from "../http/call/RequestHead.ts"
import { isBlob } from "../http/transport/HttpTransport.ts"
import { isArrayBuffer } from "../http/transport/ResponseBody.ts"
import { InvalidArgumentError } from "../ParetaError.ts"

/**
 * A file to upload: a path (Node only; read in chunks as it is sent), a Blob, a File with its own name and type, or
 * bytes.
 */
export type FileInput = string | Blob | ArrayBuffer | ArrayBufferView

/** A file that is ready to upload. */
export interface FileSource {
  readonly blob: Blob
  readonly filename: string
  readonly mime: string
}

/**
 * Opens a file. `mime` overrides the type of the file and the type that its name suggests. `name` is that of the
 * argument.
 */
export const fileSource = (
  operation: string,
  file: FileInput,
  mime: string | null | undefined,
  name = "file"
): Effect.Effect<FileSource, InvalidArgumentError> =>
  Effect.flatMap(opened(operation, file, mime, name), (source) =>
    checked(operation, () => {
      if (!isHeaderValue(source.mime)) throw new InvalidArgumentError("mime is not a valid header value")
      return source
    })
  )

const opened = (
  operation: string,
  file: FileInput,
  mime: string | null | undefined,
  name: string
): Effect.Effect<FileSource, InvalidArgumentError> =>
  typeof file === "string"
    ? Effect.map(fileAt(operation, file), (blob) => {
        const filename = file.split(/[/\\]/).at(-1) as string
        return { blob, filename, mime: mime || mimeOf(filename) }
      })
    : checked(operation, () => inMemory(file, mime, name))

const inMemory = (file: Exclude<FileInput, string>, mime: string | null | undefined, name: string): FileSource => {
  if (isBlob(file)) {
    const filename = (file as { readonly name?: string }).name || "upload"
    return { blob: file, filename, mime: mime || file.type || mimeOf(filename) }
  }
  if (!isArrayBuffer(file) && !ArrayBuffer.isView(file)) {
    throw new InvalidArgumentError(`${name} must be a path, a Blob, a File, an ArrayBuffer or a typed array`)
  }
  try {
    return { blob: new Blob([file as BlobPart]), filename: "upload", mime: mime || unknownMime }
  } catch (cause) {
    throw new InvalidArgumentError("file cannot be read: were its bytes transferred elsewhere?", { cause })
  }
}

/** Writes bytes to a path. Rejects with an `InvalidArgumentError` if that is not possible. */
export const saveFile = async (path: string, bytes: Uint8Array): Promise<void> => {
  const fs = fileSystem()
  if (fs === undefined) throw new InvalidArgumentError("save works only in Node; use the bytes")
  try {
    await fs.promises.writeFile(path, bytes)
  } catch (cause) {
    throw new InvalidArgumentError(`the file cannot be written: ${reasonOf(cause)}`, { cause })
  }
}

interface FileSystem {
  readonly openAsBlob: (path: string) => Promise<Blob>
  readonly promises: {
    readonly stat: (path: string) => Promise<{ readonly isFile: () => boolean }>
    readonly writeFile: (path: string, bytes: Uint8Array) => Promise<void>
  }
}

interface NodeProcess {
  readonly getBuiltinModule?: (name: "node:fs") => FileSystem | undefined
}

// Taken from `process`: an import of a Node module would be an error in a bundle for browsers.
const fileSystem = (): FileSystem | undefined =>
  (globalThis as { readonly process?: NodeProcess }).process?.getBuiltinModule?.("node:fs")

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** A Blob that reads the file as it is sent. */
const fileAt = (operation: string, path: string): Effect.Effect<Blob, InvalidArgumentError> =>
  Effect.tryPromise({
    try: async () => {
      const fs = fileSystem()
      if (fs === undefined) throw new InvalidArgumentError("a file path works only in Node; pass a Blob or a File")
      const found = await fs.promises.stat(path)
      if (!found.isFile()) throw new InvalidArgumentError(`${path} is not a file`)
      return fs.openAsBlob(path)
    },
    catch: (cause) =>
      cause instanceof InvalidArgumentError
        ? argumentError(operation, cause)
        : new InvalidArgumentError(`the file cannot be read: ${reasonOf(cause)}`, { operation, cause })
  })

const unknownMime = "application/octet-stream"

const mimes: { readonly [extension: string]: string } = {
  pdf: "application/pdf",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  tiff: "image/tiff",
  tif: "image/tiff",
  bmp: "image/bmp",
  txt: "text/plain",
  json: "application/json",
  jsonl: "application/jsonl",
  csv: "text/csv"
}

const mimeOf = (filename: string): string => {
  const dot = filename.lastIndexOf(".")
  const extension = dot < 0 ? "" : filename.slice(dot + 1).toLowerCase()
  return Object.hasOwn(mimes, extension) ? (mimes[extension] as string) : unknownMime
}
