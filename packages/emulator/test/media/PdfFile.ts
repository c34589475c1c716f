/** Writes small PDF files. */
import { deflateSync } from "node:zlib"

/** How the content of the pages is written. */
export type Encoding = "plain" | "flate" | "hex" | "base85"

/** A PDF with a page for each text. Each line of a text is a line of the page. */
export const pdfOf = (texts: ReadonlyArray<string>, encoding: Encoding = "plain"): string =>
  fileOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Count ${texts.length} /Kids [${texts.map((_, page) => `${pageOf(page)} 0 R`).join(" ")}] >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ...texts.flatMap((text, page) => [
      `<< /Type /Page /Parent 2 0 R /Contents ${pageOf(page) + 1} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      streamOf(contentOf(text), encoding)
    ])
  ])

/** A file with these objects, numbered from 1. The first is the catalogue. */
export const fileOf = (objects: ReadonlyArray<string>, trailer = ""): string => {
  const bodies = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join("")
  return `%PDF-1.4\n%\xe2\xe3\xcf\xd3\n${bodies}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer}>>\n%%EOF\n`
}

/** A stream. */
export const streamOf = (content: string, encoding: Encoding = "plain", entries = ""): string => {
  const [encoded, filter] = encoders[encoding](content)
  return `<< /Length ${encoded.length} ${filter} ${entries}>>\nstream\n${encoded}\nendstream`
}

/** A page description that shows each line of a text below the last. */
export const contentOf = (text: string): string => {
  const lines = text.split("\n").map((line) => `(${line.replace(/[\\()]/g, "\\$&")}) Tj`)
  return `BT /F1 12 Tf 72 720 Td 14 TL ${lines.join(" T* ")} ET`
}

/** The file in base64. */
export const base64Of = (file: string): string => Buffer.from(file, "latin1").toString("base64")

const pageOf = (page: number): number => 4 + 2 * page

const encoders: { readonly [Name in Encoding]: (content: string) => readonly [encoded: string, filter: string] } = {
  plain: (content) => [content, ""],
  flate: (content) => [deflateSync(Buffer.from(content, "latin1")).toString("latin1"), "/Filter /FlateDecode"],
  hex: (content) => [`${Buffer.from(content, "latin1").toString("hex")}>`, "/Filter [/ASCIIHexDecode]"],
  base85: (content) => [base85(deflateSync(Buffer.from(content, "latin1"))), "/Filter [/ASCII85Decode /FlateDecode]"]
}

const base85 = (bytes: Buffer): string => {
  let text = ""
  for (let at = 0; at < bytes.length; at += 4) {
    const group = bytes.subarray(at, at + 4)
    const number = Buffer.concat([group, Buffer.alloc(4)]).readUInt32BE(0)
    const digits = [4, 3, 2, 1, 0].map((power) => String.fromCharCode(33 + (Math.floor(number / 85 ** power) % 85)))
    text += digits.slice(0, group.length + 1).join("")
  }
  return `${text}~>`
}
