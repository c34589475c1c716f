/** Bytes in base64, by the functions that every runtime has. */

/** The bytes in base64. */
export const base64Of = (bytes: Uint8Array): string => {
  const parts: Array<string> = []
  // A multiple of three, so that no part but the last is padded; more arguments would not fit on the stack.
  const size = 3 * 2048
  for (let at = 0; at < bytes.length; at += size)
    parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + size))))
  return parts.join("")
}

/** The bytes of a text in base64; none if it is not base64. */
export const bytesOfBase64 = (text: string): Uint8Array<ArrayBuffer> => {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return new Uint8Array(0)
  }
}
