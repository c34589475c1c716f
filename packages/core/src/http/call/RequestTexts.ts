/** The texts of a request that an error must not show, by where they stand in its body. */
import { isBlob, isForm } from "../transport/HttpTransport.ts"
import { largestKnownBlob } from "./Limits.ts"
import { longestShortPart, type QuotableText, shortestPart } from "./QuotedTexts.ts"

/**
 * Whether a text is prose: it has white space, or is very long. Ids, names and keywords are not, so errors show them.
 */
export const isProse = (text: string): boolean => text.length > longestWord || /\s/.test(text)

/**
 * The parts of a text that an error must not show: the entire text, so that pieces of it are found, and the parts that
 * are too short to be a piece. In JSON and JSON Lines, these parts are the strings that are prose, without the names of
 * fields. Elsewhere they are the lines.
 */
export const partsOf = (text: string): QuotableText => {
  const parts = /^\s*[[{"]/.test(text) ? stringsIn(text) : linesIn(text)
  parts.push(0, text.length)
  return { text, parts }
}

/** Whether a body is a form or a file. Some runtimes have neither. */
export const hasTexts = (body: unknown): body is FormData | Blob => isForm(body) || isBlob(body)

/** The texts in a form or a file, including the names of files. Bytes that are not text have none. */
export const textsOf = async (body: FormData | Blob): Promise<ReadonlyArray<string>> => {
  if (body instanceof Blob) return [await textOf(body)]
  const texts: Array<string> = []
  for (const value of body.values()) {
    if (typeof value === "string") texts.push(value)
    else texts.push(value.name, await textOf(value))
  }
  return texts.filter(isProse)
}

/** A longer text counts as prose, even if it has no white space. */
const longestWord = 100

const textOf = async (blob: Blob): Promise<string> => {
  if (blob.size > largestKnownBlob || /^(image|audio|video|font)\//.test(blob.type)) return ""
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await blob.arrayBuffer())
  } catch {
    // It is not text, or the file is gone.
    return ""
  }
}

const stringsIn = (json: string): Array<number> => {
  const parts: Array<number> = []
  for (let open = json.indexOf('"'); open !== -1; ) {
    const close = endOf(json, open + 1)
    const isName = json.charCodeAt(close + 1) === colon
    if (!isName && isProseString(json, open + 1, close)) parts.push(open + 1, close)
    open = json.indexOf('"', close + 1)
  }
  return parts
}

/** The quote that ends a string. Quotes that are escaped do not. */
const endOf = (json: string, from: number): number => {
  for (let end = json.indexOf('"', from); end !== -1; end = json.indexOf('"', end + 1)) {
    let before = end
    while (before > from && json.charCodeAt(before - 1) === backslash) before--
    if ((end - before) % 2 === 0) return end
  }
  return json.length
}

const isProseString = (json: string, from: number, to: number): boolean => {
  if (to - from < shortestPart || to - from > longestShortPart) return false
  const text = json.slice(from, to)
  return isProse(text) || escapedSpace.test(text)
}

const escapedSpace = /^(?:[^\\]|\\[^nrtf])*\\[nrtf]/

const linesIn = (text: string): Array<number> => {
  const parts: Array<number> = []
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf("\n", from)
    const to = end === -1 ? text.length : end
    if (to - from <= longestShortPart && isProse(text.slice(from, to))) parts.push(from, to)
    from = to + 1
  }
  return parts
}

const backslash = 0x5c
const colon = 0x3a
