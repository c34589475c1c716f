import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { runInNewContext } from "node:vm"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { type FileInput, fileSource } from "../../src/files/FileSource.ts"

const directory = mkdtempSync(join(tmpdir(), "pareta-files-"))
const pathOf = (name: string) => join(directory, name)

beforeAll(() => writeFileSync(pathOf("a b.PDF"), "%PDF"))
afterAll(() => rmSync(directory, { recursive: true }))

const found = (file: FileInput, mime?: string | null) =>
  Effect.flatMap(fileSource("test", file, mime), (source) =>
    Effect.map(
      Effect.promise(() => source.blob.arrayBuffer()),
      (bytes) => ({ filename: source.filename, mime: source.mime, bytes: [...new Uint8Array(bytes)] })
    )
  )

const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
const unknown = "application/octet-stream"

describe("bytes", () => {
  it.effect.each([
    ["an ArrayBuffer", bytes.slice().buffer, [1, 2, 3, 4, 5, 6, 7, 8]],
    ["a Uint8Array", Uint8Array.of(1, 2), [1, 2]],
    ["a Uint8Array that is a view into more", bytes.subarray(2, 4), [3, 4]],
    ["a DataView that is a view into more", new DataView(bytes.buffer, 1, 3), [2, 3, 4]],
    ["a Uint16Array", new Uint16Array(bytes.buffer, 2, 2), [3, 4, 5, 6]],
    ["a Float64Array", new Float64Array(1), [0, 0, 0, 0, 0, 0, 0, 0]],
    ["a Buffer out of Node's pool", Buffer.from("hi"), [104, 105]],
    ["an empty Uint8Array", new Uint8Array(0), []],
    ["an ArrayBuffer of another realm", runInNewContext("Uint8Array.of(7).buffer") as ArrayBuffer, [7]]
  ] as ReadonlyArray<readonly [string, FileInput, ReadonlyArray<number>]>)("are read from %s", ([_, file, expected]) =>
    Effect.map(found(file), (source) => expect(source).toEqual({ filename: "upload", mime: unknown, bytes: expected }))
  )

  it.effect("are copied when the call is made", () =>
    Effect.gen(function* () {
      const mine = Uint8Array.of(1, 2)
      const { blob } = yield* fileSource("test", mine, null)
      mine.fill(9)
      expect([...new Uint8Array(yield* Effect.promise(() => blob.arrayBuffer()))]).toEqual([1, 2])
    })
  )

  it.effect("are refused if their buffer was transferred", () =>
    Effect.gen(function* () {
      const gone = new ArrayBuffer(4)
      structuredClone(gone, { transfer: [gone] })
      const failure = yield* Effect.flip(fileSource("test", gone, null))
      expect(failure).toMatchObject({ _tag: "InvalidArgumentError", cause: expect.any(TypeError) })
    })
  )
})

describe("a Blob", () => {
  it.effect.each([
    [new Blob(["a"]), undefined, "upload", unknown],
    [new Blob(["a"], { type: "image/png" }), undefined, "upload", "image/png"],
    [new Blob(["a"], { type: "image/png" }), "image/webp", "upload", "image/webp"],
    [new File(["a"], "scan.tif"), undefined, "scan.tif", "image/tiff"],
    [new File(["a"], "scan.tif", { type: "image/x-tiff" }), undefined, "scan.tif", "image/x-tiff"],
    [new File(["a"], "scan.tif"), "text/plain", "scan.tif", "text/plain"],
    [new File(["a"], ""), undefined, "upload", unknown]
  ] as const)("(%o) with the mime %j has the name %j and the type %j", ([file, mime, filename, expected]) =>
    Effect.map(found(file, mime), (source) => expect(source).toEqual({ filename, mime: expected, bytes: [97] }))
  )
})

describe("the media type", () => {
  it.effect.each([
    ["a.pdf", "application/pdf"],
    ["a.PNG", "image/png"],
    ["a.jpg", "image/jpeg"],
    ["a.JPeG", "image/jpeg"],
    ["a.gif", "image/gif"],
    ["a.webp", "image/webp"],
    ["a.tiff", "image/tiff"],
    ["a.tif", "image/tiff"],
    ["a.bmp", "image/bmp"],
    ["a.txt", "text/plain"],
    ["a.json", "application/json"],
    ["a.jsonl", "application/jsonl"],
    ["a.csv", "text/csv"],
    ["a.tar.pdf", "application/pdf"],
    ["a.pdf.gz", unknown],
    ["pdf", unknown],
    ["a.", unknown],
    ["a.constructor", unknown]
  ] as const)("of %s is %s", ([name, mime]) =>
    Effect.map(fileSource("test", new File([], name), null), (source) => expect(source.mime).toBe(mime))
  )
})

describe("a path", () => {
  it.effect("has its last part as the name, and the type of its extension", () =>
    Effect.map(found(pathOf("a b.PDF")), (source) =>
      expect(source).toEqual({ filename: "a b.PDF", mime: "application/pdf", bytes: [37, 80, 68, 70] })
    )
  )

  it.effect.each(["", null, undefined])("has that type too if mime is %j", (mime) =>
    Effect.map(found(pathOf("a b.PDF"), mime), (source) => expect(source.mime).toBe("application/pdf"))
  )

  it.effect("has the type given as mime", () =>
    Effect.map(found(pathOf("a b.PDF"), "image/png"), (source) => expect(source.mime).toBe("image/png"))
  )

  it.effect("is not read before the file is sent", () =>
    Effect.gen(function* () {
      writeFileSync(pathOf("sparse.bin"), "")
      truncateSync(pathOf("sparse.bin"), 2 ** 31)
      const before = process.memoryUsage.rss()
      const { blob } = yield* fileSource("test", pathOf("sparse.bin"), null)
      expect(blob.size).toBe(2 ** 31)
      expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 28)
    })
  )

  it.effect.each([
    ["that does not exist", "missing.pdf", "ENOENT"],
    ["of a directory", ".", "is not a file"],
    ["below a file", "a b.PDF/b", "ENOTDIR"]
  ] as const)("%s is refused, and the error names it", ([_, name, reason]) =>
    Effect.map(Effect.flip(fileSource("test", pathOf(name), null)), (failure) => {
      expect(failure._tag).toBe("InvalidArgumentError")
      expect(failure.message).toContain(pathOf(name))
      expect(failure.message).toContain(reason)
    })
  )

  it.effect("is refused where there is no file system", () =>
    Effect.gen(function* () {
      const { getBuiltinModule } = process
      Object.assign(process, { getBuiltinModule: undefined })
      const failure = yield* Effect.ensuring(
        Effect.flip(fileSource("test", pathOf("a b.PDF"), null)),
        Effect.sync(() => Object.assign(process, { getBuiltinModule }))
      )
      expect(failure.message).toBe("a file path works only in Node; pass a Blob or a File")
    })
  )
})

it.effect.each([[3], [0], [null], [undefined], [true], [{}], [{ name: "a", size: 1 }], [[]], [[1, 2]], [() => "a"]])(
  "%o is refused as a file",
  ([file]) =>
    Effect.map(Effect.flip(fileSource("test", file as FileInput, null)), (failure) => {
      expect(failure._tag).toBe("InvalidArgumentError")
      expect(failure.message).toContain("file must be")
    })
)
