/** Texts that should be JSON. */

/** The value of a JSON text; the text itself if it is not JSON. */
export const parsedOrText = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
