/** Decodes the streams of a PDF file. */
import { inflateSync } from "node:zlib"
import {
  fromHexadecimal,
  isArray,
  isDictionary,
  PdfName,
  type PdfObject,
  type PdfValue,
  UnreadablePdf
} from "./PdfObjects.ts"

/** Decodes streams, each once, and no more than a limit of all together: a small file can hold gigabytes. */
export class PdfStreams {
  readonly #decoded = new Map<PdfObject, string>()
  #left = mostBytes

  /** The content of a stream, one character per byte. Throws if it has none, and if it cannot be decoded. */
  decode(object: PdfObject): string {
    const known = this.#decoded.get(object)
    const content = known ?? this.#decode(object)
    if (known === undefined) this.#decoded.set(object, content)
    // A page may name one stream many times.
    this.#left -= content.length + 1
    if (this.#left < 0) throw new UnreadablePdf(tooLarge)
    return content
  }

  #decode({ value, stream }: PdfObject): string {
    if (stream === undefined || !isDictionary(value)) throw new UnreadablePdf("one of its streams is missing")
    return filtersOf(value.get("Filter")).reduce((bytes, filter) => this.#filter(bytes, filter), stream)
  }

  #filter(bytes: string, filter: string): string {
    switch (filter) {
      case "FlateDecode":
      case "Fl":
        return this.#inflate(bytes)
      case "ASCIIHexDecode":
      case "AHx":
        return fromHexadecimal(bytes.split(">", 1)[0]?.replace(/[^\da-f]+/gi, "") ?? "")
      case "ASCII85Decode":
      case "A85":
        return fromBase85(bytes)
      default:
        throw new UnreadablePdf(`one of its streams is encoded with ${filter.slice(0, 40)}`)
    }
  }

  #inflate(bytes: string): string {
    try {
      return inflateSync(Buffer.from(bytes, "latin1"), { maxOutputLength: Math.max(1, this.#left) }).toString("latin1")
    } catch (error) {
      const isTooLarge = error instanceof RangeError
      throw new UnreadablePdf(isTooLarge ? tooLarge : "one of its streams is damaged")
    }
  }
}

const tooLarge = "its content is too large"

const mostBytes = 64 * 1024 * 1024

// A stream may be encoded several times, but nobody does it more often than this.
const mostFilters = 4

const filtersOf = (filter: PdfValue | undefined): ReadonlyArray<string> => {
  const filters = isArray(filter) ? filter : filter === undefined || filter === null ? [] : [filter]
  if (filters.length > mostFilters) throw new UnreadablePdf("one of its streams is encoded too often")
  return filters.map((each) => (each instanceof PdfName ? each.name : "an unknown encoding"))
}

/** Five characters stand for four bytes, and `z` for four zeros. */
const fromBase85 = (encoded: string): string => {
  const [text = ""] = encoded
    .replace(/^\s*<~/, "")
    .replace(/\s+/g, "")
    .split("~", 1)
  // Each `z` is five characters.
  if (text.length > mostBytes / 5) throw new UnreadablePdf(tooLarge)
  const expanded = text.replaceAll("z", "!!!!!")
  const bytes = new Uint8Array(Math.ceil(expanded.length / 5) * 4)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < expanded.length; at += 5) {
    const group = expanded.slice(at, at + 5).padEnd(5, "u")
    let number = 0
    for (let digit = 0; digit < 5; digit++) number = number * 85 + (group.charCodeAt(digit) - 33)
    view.setUint32((at / 5) * 4, number >>> 0)
  }
  const padding = (5 - (expanded.length % 5)) % 5
  return Buffer.from(bytes.subarray(0, bytes.length - padding)).toString("latin1")
}
