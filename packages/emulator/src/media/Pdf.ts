/**
 * The pages of a PDF file and their text. There is no renderer here: a page is what its text says. Text in a font with an
 * encoding of its own is read by the font's table of characters, if it has one.
 */
import {
  isArray,
  isDictionary,
  type PdfDictionary,
  PdfName,
  type PdfObject,
  PdfReader,
  PdfReference,
  type PdfValue,
  PdfWord,
  UnreadablePdf
} from "./PdfObjects.ts"
import { PdfStreams } from "./PdfStream.ts"
import { textOfPage } from "./PdfText.ts"

/** What was read of a file, or why it could not be read. */
export type PdfPages =
  | { readonly _tag: "Read"; readonly count: number; readonly texts: ReadonlyArray<string> }
  | { readonly _tag: "Unreadable"; readonly reason: string }

/** Reads the text of the first pages of a file, and counts all pages. It does not throw, and takes linear time. */
export const readPdf = (file: Uint8Array, mostPages: number): PdfPages => {
  try {
    const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString("latin1")
    if (!bytes.slice(0, 1024).includes("%PDF")) throw new UnreadablePdf("it does not begin with %PDF")
    const document = readDocument(bytes)
    const pages = pagesOf(document)
    if (pages.length === 0) throw new UnreadablePdf("it has no pages")
    return { _tag: "Read", count: pages.length, texts: pages.slice(0, mostPages).map((page) => textOf(document, page)) }
  } catch (error) {
    if (error instanceof UnreadablePdf) return { _tag: "Unreadable", reason: error.message }
    throw error
  }
}

interface Document {
  readonly objects: ReadonlyMap<number, PdfObject>
  readonly trailer: ReadonlyMap<string, PdfValue>
  readonly streams: PdfStreams
}

const readDocument = (bytes: string): Document => {
  const objects = new Map<number, PdfObject>()
  const trailer = new Map<string, PdfValue>()
  const reader = new PdfReader(bytes)
  let [before, last]: ReadonlyArray<PdfValue | PdfWord | undefined> = []
  for (;;) {
    const token = reader.next()
    if (token === undefined) break
    const word = token instanceof PdfWord ? token.word : ""
    if (word === "obj" && typeof before === "number") readObject(reader, before, objects)
    if (word === "trailer") addTo(trailer, reader.next())
    ;[before, last] = [last, token]
  }
  const streams = new PdfStreams()
  // The newest ones first.
  for (const object of [...objects.values()].reverse()) {
    if (isOfType(object.value, "XRef")) addTo(trailer, object.value)
    if (trailer.has("Encrypt")) throw new UnreadablePdf("it is encrypted")
    if (isOfType(object.value, "ObjStm")) unpack(object, streams, objects)
  }
  if (trailer.has("Encrypt")) throw new UnreadablePdf("it is encrypted")
  return { objects, trailer, streams }
}

// A later object replaces an earlier one: that is how files are changed.
const readObject = (reader: PdfReader, number: number, objects: Map<number, PdfObject>): void => {
  const value = reader.next()
  if (value === undefined || value instanceof PdfWord) return
  const stream = isDictionary(value) && reader.skip("stream") ? reader.stream(value.get("Length")) : undefined
  objects.set(number, { value, stream })
}

// An object stream has the numbers of its objects, each with its place, and then the objects in the same order.
const unpack = (packed: PdfObject, streams: PdfStreams, objects: Map<number, PdfObject>): void => {
  const first = isDictionary(packed.value) ? packed.value.get("First") : undefined
  const count = isDictionary(packed.value) ? packed.value.get("N") : undefined
  if (typeof first !== "number" || typeof count !== "number") return
  const content = streams.decode(packed)
  const numbers = new PdfReader(content.slice(0, first))
  const values = new PdfReader(content, first)
  for (let at = 0; at < count; at++) {
    const [number] = [numbers.next(), numbers.next()]
    const value = values.next()
    if (typeof number !== "number" || value === undefined) return
    if (!(value instanceof PdfWord) && !objects.has(number)) objects.set(number, { value, stream: undefined })
  }
}

const addTo = (trailer: Map<string, PdfValue>, value: PdfValue | PdfWord | undefined): void => {
  if (!(value instanceof PdfWord) && isDictionary(value)) for (const [name, each] of value) trailer.set(name, each)
}

const isOfType = (value: PdfValue, type: string): value is PdfDictionary => {
  const own = isDictionary(value) ? value.get("Type") : undefined
  return own instanceof PdfName && own.name === type
}

const resolve = ({ objects }: Document, value: PdfValue | undefined): PdfValue | undefined =>
  value instanceof PdfReference ? objects.get(value.object)?.value : value

const dictionaryIn = (document: Document, parent: PdfDictionary, name: string): PdfDictionary | undefined => {
  const value = resolve(document, parent.get(name))
  return isDictionary(value) ? value : undefined
}

// In the order of the tree of pages. A file without one, or with a damaged one, has its pages in the order of the file.
const pagesOf = (document: Document): ReadonlyArray<Page> => {
  const root = resolve(document, document.trailer.get("Root"))
  const values = [...document.objects.values()].map(({ value }) => value)
  const catalog = isDictionary(root) ? root : values.find((value) => isOfType(value, "Catalog"))
  const tree = isDictionary(catalog) ? dictionaryIn(document, catalog, "Pages") : undefined
  const found = tree === undefined ? [] : leavesOf(document, tree)
  return found.length > 0 ? found : values.filter((value) => isOfType(value, "Page")).map(pageOf)
}

interface Page {
  readonly node: PdfDictionary
  /** Its own resources, or else those of the nodes above it. */
  readonly resources: PdfValue | undefined
}

const pageOf = (node: PdfDictionary): Page => ({ node, resources: node.get("Resources") })

const leavesOf = (document: Document, tree: PdfDictionary): ReadonlyArray<Page> => {
  const leaves: Array<Page> = []
  // Nodes and lists of nodes. In a damaged file, many nodes may share a list, and so have each other as children.
  const seen = new Set<PdfValue>([tree])
  const left = [pageOf(tree)]
  for (let page = left.pop(); page !== undefined; page = left.pop()) {
    const kids = resolve(document, page.node.get("Kids"))
    if (!isArray(kids)) leaves.push(page)
    if (!isArray(kids) || seen.has(kids)) continue
    seen.add(kids)
    for (let at = kids.length - 1; at >= 0; at--) {
      const node = resolve(document, kids[at])
      if (!isDictionary(node) || seen.has(node)) continue
      seen.add(node)
      left.push({ node, resources: node.get("Resources") ?? page.resources })
    }
  }
  return leaves
}

const textOf = (document: Document, page: Page): string => {
  const contents = page.node.get("Contents")
  const listed = resolve(document, contents)
  const parts = isArray(listed) ? listed : contents === undefined || contents === null ? [] : [contents]
  const content = parts.map((part) => streamOf(document, part)).join("\n")
  const resources = resolve(document, page.resources)
  const fonts = isDictionary(resources) ? dictionaryIn(document, resources, "Font") : undefined
  const tableOf = (name: string): string | undefined => {
    const font = fonts === undefined ? undefined : dictionaryIn(document, fonts, name)
    const table = font?.get("ToUnicode")
    return table instanceof PdfReference ? streamOf(document, table) : undefined
  }
  return textOfPage(content, tableOf)
}

const streamOf = ({ objects, streams }: Document, part: PdfValue): string => {
  const object = part instanceof PdfReference ? objects.get(part.object) : undefined
  if (object === undefined) throw new UnreadablePdf("the content of a page is missing")
  return streams.decode(object)
}
