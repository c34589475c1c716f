/** The form of a text that does not depend on how it was escaped, so that a quoted text is found in any escaping. */

/**
 * Writes a part of a text into `out` without its escapes, and returns the number of code units in `out`. Stops at
 * `most` of them. `starts` receives the position in the text at which each code unit begins.
 *
 * A text and its escaped form give the same result, so both are passed through this function before they are compared.
 * It reads the escapes of JSON (also twice escaped), of JavaScript and Python strings and bytes, of HTML and of URLs.
 * A run of white space counts as one space. A backslash before any other character counts as nothing.
 */
export const unescaped = (
  text: string,
  from: number,
  to: number,
  out: Uint16Array,
  most: number,
  starts?: Int32Array,
  begin = 0
): number => {
  let at = from
  let length = begin
  while (at < to && length < most) {
    const start = at
    let code = text.charCodeAt(at++)
    let kind = kindOf(code)
    // One escape may spell the first character of another, as `\u0026` does in `\u0026lt;`.
    while (kind === escaping) {
      if (code === backslash) {
        while (text.charCodeAt(at) === backslash) at++
        if (at >= to) return length
        code = text.charCodeAt(at++)
        kind = spaces.includes(code) ? spacing : kindOf(code)
      }
      const pattern = escapes[code]
      if (pattern === undefined) continue
      pattern.lastIndex = at
      const found = pattern.exec(text)
      if (found === null || pattern.lastIndex > to) break
      at = pattern.lastIndex
      code = codeOf(found)
      kind = kindOf(code)
    }
    if (kind === spacing) {
      if (length > begin && out[length - 1] === space) continue
      code = space
    }
    if (starts !== undefined) starts[length] = start
    if (code > 0xffff) {
      out[length++] = 0xd7c0 + (code >> 10)
      code = 0xdc00 + (code & 0x3ff)
      if (starts !== undefined) starts[length] = start
    }
    out[length++] = code
  }
  return length
}

/** Whether a text differs from its form without escapes. */
export const hasEscapes = (text: string): boolean => /[^ -~\u00a1-\u2027\u202a-\uffff]|[\\%&+]| {2}/.test(text)

/** A text without its escapes, and where each of its code units begins in the text. */
export const withoutEscapes = (text: string): { readonly text: string; readonly starts: Int32Array } => {
  const codes = new Uint16Array(text.length)
  const starts = new Int32Array(text.length)
  const length = unescaped(text, 0, text.length, codes, text.length, starts)
  const parts: Array<string> = []
  // More arguments than this would not fit on the stack.
  for (let at = 0; at < length; at += 8192)
    parts.push(String.fromCharCode(...codes.subarray(at, Math.min(length, at + 8192))))
  return { text: parts.join(""), starts }
}

/** Returns a text with a replacement in place of the code units that are marked in `hidden`. */
export const withoutHidden = (
  text: string,
  hidden: Uint8Array,
  starts: Int32Array,
  replacement: string,
  begin: number,
  end: number
): string => {
  let shown = ""
  let from = 0
  for (let at = begin; at < end; at++) {
    if (hidden[at] !== 1) continue
    shown += text.slice(from, starts[at]) + replacement
    while (at < end && hidden[at] === 1) at++
    from = at < end ? (starts[at] as number) : text.length
  }
  return shown + text.slice(from)
}

export const backslash = 0x5c
const percent = 0x25
const ampersand = 0x26
const space = 0x20
// A space, in a form or a query.
const plus = 0x2b

// The letters in the escapes of white space: n, r, t, b, f, v.
const spaces = [0x6e, 0x72, 0x74, 0x62, 0x66, 0x76]

// What may follow the character that an escape begins with, and `u` and `x` after a backslash. The groups are a
// hexadecimal code, the bytes of a character, a decimal code, and a name.
const escapes: { readonly [code: number]: RegExp } = {
  117: /([\da-f]{4}|\{[\da-f]{1,6}\})/iy,
  120: /()([0-7][\da-f]|[89a-f][\da-f](?:\\+x[89ab][\da-f]){0,3})/iy,
  [percent]: /()(?:25)*([0-7][\da-f]|[89a-f][\da-f](?:%(?:25)*[89ab][\da-f]){0,3})/iy,
  [ampersand]: /(?:amp;)*(?:#x([\da-f]{1,6})|()#(\d{1,7})|(lt|gt|quot|apos|nbsp));|(?:amp;)+/iy
}

const named: { readonly [name: string]: string } = { lt: "<", gt: ">", quot: '"', apos: "'" }

const codeOf = ([, hexadecimal, bytes, decimal, name]: RegExpExecArray): number => {
  if (hexadecimal) return Number.parseInt(hexadecimal.replace("{", ""), 16)
  if (bytes) return characterOf(bytes.replace(/[%\\x]+(25)*/g, ""))
  if (decimal) return Number(decimal)
  return name ? (named[name.toLowerCase()] ?? " ").charCodeAt(0) : ampersand
}

/** The character of a UTF-8 sequence in hexadecimal. Invalid UTF-8 counts as its first byte. */
const characterOf = (bytes: string): number => {
  try {
    return decodeURIComponent(bytes.replace(/../g, "%$&")).codePointAt(0) as number
  } catch {
    return Number.parseInt(bytes.slice(0, 2), 16)
  }
}

/** Whether a character of a text is one that stays as it is. */
export const isPlain = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  const kind = kindOf(code)
  return kind === plain || (code === space && text.charCodeAt(at - 1) !== space)
}

/** Whether an escape may begin at a character of a text. */
export const isEscape = (text: string, at: number): boolean => kindOf(text.charCodeAt(at)) === escaping

const kindOf = (code: number): number =>
  code < 0x80 ? (kinds[code] as number) : code === 0xa0 || code === 0x2028 || code === 0x2029 ? spacing : plain

const plain = 0
const spacing = 1
const escaping = 2

const kinds = /*#__PURE__*/ Uint8Array.from({ length: 0x80 }, (_, code) =>
  code <= space || code === plus
    ? spacing
    : code === backslash || code === percent || code === ampersand
      ? escaping
      : plain
)
