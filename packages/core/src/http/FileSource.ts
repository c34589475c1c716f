import * as Effect from "effect/Effect"
import { InvalidArgumentError } from "../ParetaError.ts"

/**
 * A file to upload: a path (Node; read piece by piece as it is sent, never as a whole), a Blob, a File with its own name
 * and type, or bytes.
 */
export type FileInput = string | Blob | ArrayBuffer | ArrayBufferView

/** A file as it is sent: of known size, and readable again for another attempt. */
export interface FileSource {
  readonly blob: Blob
  readonly filename: string
  readonly mime: string
}

/** Finds out what a file is (contract §6.4): `mime` overrides what its name or type says. */
export const fileSource = (
  file: FileInput,
  mime: string | null | undefined
): Effect.Effect<FileSource, InvalidArgumentError> => {
  if (typeof file === "string") {
    return Effect.map(fileAt(file), (blob) => {
      const filename = file.split(/[/\\]/).at(-1) as string
      return { blob, filename, mime: mime || mimeOf(filename) }
    })
  }
  if (file instanceof Blob) {
    const filename = (file as { readonly name?: string }).name || "upload"
    return Effect.succeed({ blob: file, filename, mime: mime || file.type || mimeOf(filename) })
  }
  if (isArrayBuffer(file) || ArrayBuffer.isView(file)) {
    return Effect.try({
      try: () => ({ blob: new Blob([file as BlobPart]), filename: "upload", mime: mime || unknownMime }),
      catch: (cause) =>
        new InvalidArgumentError("file cannot be read: were its bytes transferred elsewhere?", { cause })
    })
  }
  return Effect.fail(new InvalidArgumentError("file must be a path, a Blob, a File, an ArrayBuffer or a typed array"))
}

// By its tag: test runners and frames have an ArrayBuffer class of their own.
const isArrayBuffer = (file: unknown): file is ArrayBuffer =>
  Object.prototype.toString.call(file) === "[object ArrayBuffer]"

interface FileSystem {
  readonly openAsBlob: (path: string) => Promise<Blob>
  readonly promises: { readonly stat: (path: string) => Promise<{ readonly isFile: () => boolean }> }
}

interface NodeProcess {
  readonly getBuiltinModule?: (name: "node:fs") => FileSystem | undefined
}

/** A Blob that reads the file as it is sent. */
const fileAt = (path: string): Effect.Effect<Blob, InvalidArgumentError> =>
  Effect.tryPromise({
    try: async () => {
      // Asked of the process: an import of a Node module is an error in a bundle for browsers.
      const { process } = globalThis as { readonly process?: NodeProcess }
      const fs = process?.getBuiltinModule?.("node:fs")
      if (fs === undefined) throw new InvalidArgumentError("a path needs Node; pass a Blob or a File")
      const found = await fs.promises.stat(path)
      if (!found.isFile()) throw new InvalidArgumentError(`${path} is not a file`)
      return fs.openAsBlob(path)
    },
    catch: (cause) =>
      cause instanceof InvalidArgumentError
        ? cause
        : new InvalidArgumentError(
            `the file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
            { cause }
          )
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
