/**
 * Creates a decoder of UTF-8 that arrives in pieces. It keeps a BOM, which the parser handles, and holds back a code
 * point that the end of a piece cuts in two.
 *
 * `TextDecoder` with `stream: true` does the same, but is several times slower on network chunks. Without that option
 * it takes its fast path, and the last few bytes of a piece are checked here instead.
 */
export const makeUtf8Decoder = (): { readonly push: (bytes: Uint8Array) => string; readonly end: () => string } => {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
  let held: Uint8Array | undefined
  return {
    push: (bytes) => {
      let whole = bytes
      if (held !== undefined) {
        whole = new Uint8Array(held.length + bytes.length)
        whole.set(held)
        whole.set(bytes, held.length)
        held = undefined
      }
      const cut = incompleteFrom(whole)
      if (cut < whole.length) {
        held = whole.slice(cut)
        whole = whole.subarray(0, cut)
      }
      return decoder.decode(whole)
    },
    // A code point that stays incomplete becomes U+FFFD, as in the Encoding Standard.
    end: () => {
      if (held === undefined) return ""
      const text = decoder.decode(held)
      held = undefined
      return text
    }
  }
}

/** The position of a code point that is cut off at the end of the bytes; the number of bytes if there is none. */
const incompleteFrom = (bytes: Uint8Array): number => {
  const end = bytes.length
  for (let at = end - 1; at >= 0 && at >= end - 3; at--) {
    const byte = bytes[at] as number
    if (byte < 0x80) return end
    if (byte < 0xc0) continue
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return at + size > end ? at : end
  }
  return end
}
