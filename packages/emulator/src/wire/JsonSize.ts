/** How large and how deep JSON is, found without recursion: what clients send may be nested without bound. */

/** The approximate memory of an object or a string in V8, besides its content. */
export const bytesPerValue = 32

/** The deepest nesting that requests may have. Code that walks a value by recursion is safe within it. */
export const maxDepth = 500

/** The most values that a body in JSON may have: parsed, a value takes many times its size in the text. */
export const maxValues = 1_000_000

/**
 * Whether a text of JSON, or of lines of JSON, has more values than this. It looks only at what separates them, so it
 * is fast, and needs no memory. In a text that is not JSON, it may be wrong.
 */
export const hasMoreValues = (text: string, max: number): boolean => {
  // A value takes two characters at least, with what separates it from the next.
  if (text.length <= max * 2) return false
  let count = 1
  for (let at = 0; at < text.length && count <= max; at++) {
    const character = text.charCodeAt(at)
    if (character === quote) at = endOfString(text, at)
    else if (separators.has(character)) count += 1
  }
  return count > max
}

/** The nesting of a value (0 for a text or a number), and an estimate of the memory it takes, in bytes. */
export const measure = (value: unknown): { readonly depth: number; readonly bytes: number } => {
  let [depth, bytes] = [0, 0]
  let level: Array<unknown> = [value]
  for (; level.length > 0; depth++) {
    const next: Array<unknown> = []
    for (const each of level) {
      bytes += bytesPerValue
      if (typeof each === "string") bytes += each.length
      if (typeof each !== "object" || each === null) continue
      if (Array.isArray(each)) for (const item of each) next.push(item)
      else {
        for (const [name, item] of Object.entries(each)) {
          bytes += name.length
          next.push(item)
        }
      }
    }
    level = next
  }
  return { depth: depth - 1, bytes }
}

const quote = 0x22
const backslash = 0x5c

// `,`, `:`, `[`, `{` and a line feed.
const separators = new Set([0x2c, 0x3a, 0x5b, 0x7b, 0x0a])

const endOfString = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes += 1
    if (escapes % 2 === 0) return end
  }
  return text.length
}
