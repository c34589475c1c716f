/** Decides which texts an entry of a script is for. */

/** Whether a text is the wanted one, or has the wanted pattern. If none is wanted, every text matches. */
export const matchesText = (wanted: string | RegExp | undefined, text: string): boolean => {
  if (wanted === undefined) return true
  return typeof wanted === "string" ? text === wanted : text.search(wanted) !== -1
}
