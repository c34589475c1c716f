import { describe, expect, it } from "vitest"
import { readPdf } from "../../src/media/Pdf.ts"
import { Chance, fuzzSeed } from "../fuzz/Chance.ts"
import { contentOf, type Encoding, fileOf, pdfOf, streamOf } from "./PdfFile.ts"

const read = (file: string, mostPages = 8) => readPdf(Buffer.from(file, "latin1"), mostPages)

const textsOf = (file: string) => {
  const pages = read(file)
  return pages._tag === "Read" ? pages.texts : pages.reason
}

const pageWith = (content: string, resources = "", more: ReadonlyArray<string> = []): string =>
  fileOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Count 1 /Kids [3 0 R] /Resources << ${resources} >> >>`,
    "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
    content,
    ...more
  ])

describe("the text of a page", () => {
  it.each<Encoding>(["plain", "flate", "hex", "base85"])("is read from a %s stream, line by line", (encoding) => {
    expect(textsOf(pdfOf(["Invoice: INV-1\nTotal: (net) 5"], encoding))).toEqual(["Invoice: INV-1\nTotal: (net) 5"])
  })

  it.each([
    ["pieces with gaps", "BT [(Inv) -20 (oice) -300 (42)] TJ ET", "Invoice 42"],
    ["escapes", "BT (a\\(b\\)\\\\ \\101\\\n!) Tj ET", "a(b)\\ A!"],
    ["nested parentheses", "BT (f(x) = (y)) Tj ET", "f(x) = (y)"],
    ["hexadecimal digits", "BT <48 69 2> Tj ET", "Hi "],
    ["Windows characters", "BT (\x80 5 caf\xe9) Tj ET", "€ 5 café"],
    ["UTF-16", "BT <FEFF20AC0035> Tj ET", "€5"],
    ["another column at the same height", "BT 10 700 Td (Total) Tj 200 0 Td (5) Tj ET", "Total 5"],
    [
      "a column in a text object of its own",
      "BT 1 0 0 1 10 700 Tm (Total) Tj ET BT 1 0 0 1 90 700 Tm (5) Tj ET",
      "Total 5"
    ],
    ["a lower line", "BT 1 0 0 1 10 700 Tm (a) Tj 1 0 0 1 10 680 Tm (b) Tj ET", "a\nb"],
    ["lines by quote", "BT 14 TL (a) Tj (b) ' 0 0 (c) \" ET", "a\nb\nc"],
    ["text behind an inline image", "BI /W 1 ID (\x01( EI BT (a) Tj ET", "a"],
    ["no text", "0 0 10 10 re f", ""]
  ])("has %s", (_what, content, text) => {
    expect(textsOf(pageWith(streamOf(content)))).toEqual([text])
  })

  it("is read by the font's table of characters", () => {
    const table =
      "1 beginbfchar <0001> <0041> endbfchar 2 beginbfrange <0002> <0003> <0062> <0005> <0006> [<20AC> <00660069>] endbfrange"
    const file = pageWith(streamOf("BT /F1 9 Tf <00010002000300050006> Tj ET"), "/Font << /F1 5 0 R >>", [
      "<< /Type /Font /ToUnicode 6 0 R >>",
      streamOf(table, "flate")
    ])
    expect(textsOf(file)).toEqual(["Abc€fi"])
  })

  it("may be in several streams", () => {
    const file = fileOf([
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [3 0 R] >>",
      "<< /Type /Page /Contents [4 0 R 5 0 R] >>",
      streamOf("BT (a) Tj"),
      streamOf("(b) Tj ET")
    ])
    expect(textsOf(file)).toEqual(["ab"])
  })

  it("is found in object streams, as new files have them", () => {
    const objects = [
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [3 0 R] >>",
      "<< /Type /Page /Contents 5 0 R >>"
    ]
    const offsets = objects.map((_, index) => objects.slice(0, index).join(" ").length + (index === 0 ? 0 : 1))
    const head = objects.map((_, index) => `${index + 1} ${offsets[index]}`).join(" ")
    const packed = streamOf(`${head} ${objects.join(" ")}`, "flate", `/Type /ObjStm /N 3 /First ${head.length + 1} `)
    const file = `%PDF-1.5\n4 0 obj ${packed} endobj 5 0 obj ${streamOf(contentOf("new"), "flate")} endobj 6 0 obj ${streamOf("", "plain", "/Type /XRef /Root 1 0 R ")} endobj`
    expect(textsOf(file)).toEqual(["new"])
  })

  it("is that of the newest object with its number", () => {
    expect(textsOf(`${pdfOf(["old"])}5 0 obj ${streamOf(contentOf("new"))} endobj`)).toEqual(["new"])
  })

  it("does not need the stated length of its stream to be right, or direct", () => {
    expect(textsOf(pdfOf(["text"]).replace(/\/Length \d+/g, "/Length 9 0 R"))).toEqual(["text"])
    expect(textsOf(pdfOf(["text"]).replace(/\/Length \d+/g, "/Length 1"))).toEqual(["text"])
  })
})

describe("the pages", () => {
  const many = Array.from({ length: 12 }, (_, page) => `page ${page + 1}`)

  it("are all counted, and the first ones read", () => {
    expect(read(pdfOf(many))).toEqual({ _tag: "Read", count: 12, texts: many.slice(0, 8) })
  })

  it("have the order of the tree, which may have levels", () => {
    const file = fileOf([
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [7 0 R 3 0 R] >>",
      "<< /Type /Page /Contents 4 0 R >>",
      streamOf(contentOf("second")),
      "<< /Type /Page /Contents 6 0 R >>",
      streamOf(contentOf("first")),
      "<< /Type /Pages /Kids [5 0 R] >>"
    ])
    expect(textsOf(file)).toEqual(["first", "second"])
  })

  it("are found without a tree", () => {
    expect(textsOf(pdfOf(["a", "b"]).replace("/Pages 2 0 R", ""))).toEqual(["a", "b"])
  })

  it("are each counted once in a tree with a cycle", () => {
    expect(read(pdfOf(["a"]).replace("[4 0 R]", "[4 0 R 2 0 R 4 0 R]"))).toMatchObject({ count: 1 })
  })
})

describe("a file that cannot be rendered says why", () => {
  it.each([
    ["is none", "hello", "it does not begin with %PDF"],
    ["is empty", "", "it does not begin with %PDF"],
    ["has only a head", "%PDF-1.7\n", "it has no pages"],
    [
      "has a page without its content",
      pdfOf(["a"]).replace("/Contents 5 0 R", "/Contents 9 0 R"),
      "the content of a page is missing"
    ],
    ["is cut off in a stream", pdfOf(["a"]).slice(0, -90), "one of its streams has no end"],
    [
      "has a damaged stream",
      pdfOf(["a".repeat(99)], "flate").replace("\nstream\n", "\nstream\n!!!!"),
      "one of its streams is damaged"
    ],
    [
      "has a stream in an unknown encoding",
      pdfOf(["a"], "flate").replace("/FlateDecode", "/JBIG2Decode"),
      "one of its streams is encoded with JBIG2Decode"
    ],
    ["is encrypted", pdfOf(["a"]).replace("/Size", "/Encrypt 9 0 R /Size"), "it is encrypted"],
    ["is nested without end", `%PDF-1.7\n1 0 obj ${"[".repeat(100_000)}`, "its objects are nested too deeply"]
  ])("if it %s", (_what, file, reason) => {
    expect(read(file)).toEqual({ _tag: "Unreadable", reason })
  })

  it("if a small file holds gigabytes", () => {
    const once = streamOf("BT ET".padEnd(60_000_000), "flate")
    const file = pageWith(once).replace("/Contents 4 0 R", `/Contents [${"4 0 R ".repeat(1_000)}]`)
    expect(read(file)).toEqual({ _tag: "Unreadable", reason: "its content is too large" })
  })
})

describe("any file is read or refused", () => {
  const samples = [
    pdfOf(["Invoice: INV-1\nTotal: 5", "second"]),
    pdfOf(["Invoice: INV-1\nTotal: 5"], "flate"),
    pdfOf(["Invoice"], "base85")
  ]
  const pieces = [
    "obj",
    "endobj",
    "stream",
    "endstream",
    "<<",
    ">>",
    "[",
    "]",
    "(",
    ")",
    "1 0 R",
    "/Kids",
    "/Length",
    "\\",
    "%",
    "<",
    "\0"
  ]

  it("with bytes changed, removed and inserted", () => {
    const chance = new Chance(fuzzSeed)
    for (let round = 0; round < 2_000; round++) {
      let file = chance.pick(samples)
      for (let change = chance.below(6); change >= 0; change--) {
        const [from, length] = [chance.below(file.length), chance.below(chance.happens(0.1) ? 400 : 4)]
        const inserted = chance.happens(0.5) ? chance.pick(pieces) : String.fromCharCode(chance.below(256))
        file = file.slice(0, from) + (chance.happens(0.7) ? inserted : "") + file.slice(from + length)
      }
      const pages = read(file)
      expect(["Read", "Unreadable"], `seed ${fuzzSeed}, round ${round}`).toContain(pages._tag)
    }
  })

  it.each([
    "1 0 obj ",
    "1 0 obj [",
    "1 0 obj <<",
    "(",
    "<",
    "<<",
    "[",
    "1 0 obj stream ",
    "1 0 obj << >> stream ",
    "/",
    "%",
    "1 ",
    "trailer <<",
    "endstream ",
    "BI ID "
  ])("in linear time when it repeats %j", (piece) => {
    const seconds = (repeats: number): number => {
      const start = performance.now()
      read(`${samples[0]}${piece.repeat(repeats)}`)
      return performance.now() - start
    }
    seconds(20_000)
    // Ten times the file takes ten times as long; the square of it would be a hundred times.
    expect(seconds(200_000)).toBeLessThan(40 * Math.max(10, seconds(20_000)))
  })

  it("in linear time when every node of its tree has all nodes as children", () => {
    const count = 3_000
    const nodes = Array.from({ length: count }, () => `<< /Kids ${count + 2} 0 R >>`)
    const all = Array.from({ length: count }, (_, index) => `${index + 2} 0 R`).join(" ")
    const file = fileOf(["<< /Type /Catalog /Pages 2 0 R >>", ...nodes, `[${all}]`])
    expect(read(file)).toEqual({ _tag: "Unreadable", reason: "it has no pages" })
  })
})
