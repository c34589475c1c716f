/** Summarizes a text by its most important sentences. */

/** Whether the message asks for a summary. */
export const asksForSummary = (ask: string): boolean => instruction.test(ask)

/** Up to four sentences of the text, in their order, chosen by how many of its frequent words they contain. */
export const summarize = (text: string): string | null => {
  const sentences = sentencesOf(text).filter((sentence, index) => !(index === 0 && instruction.test(sentence)))
  if (sentences.length === 0) return null
  const frequency = new Map<string, number>()
  for (const word of contentWords(sentences.join(" "))) frequency.set(word, (frequency.get(word) ?? 0) + 1)
  const scored = sentences.map((sentence, index) => {
    const words = contentWords(sentence)
    const weight = words.reduce((sum, word) => sum + (frequency.get(word) ?? 0), 0) / (words.length + 5)
    // The first sentence usually states the subject of the text.
    return { sentence, index, weight: index === 0 ? weight * 1.5 : weight }
  })
  return [...scored]
    .sort((left, right) => right.weight - left.weight)
    .slice(0, lengthOf(sentences.length))
    .sort((left, right) => left.index - right.index)
    .map(({ sentence }) => sentence)
    .join(" ")
}

const instruction = /\b(?:summar|tl;?dr|condense|key points|in brief)/i

const sentencesOf = (text: string): ReadonlyArray<string> =>
  text
    .replace(/\s+/g, " ")
    .split(/(?<=[.!?])\s+(?=[A-Z"“(\d])/)
    .map((sentence) => sentence.slice(0, longestSentence).trim())
    .filter((sentence) => sentence.length > 20)

// Without an end in sight, it is not a sentence but data.
const longestSentence = 1_000

const contentWords = (text: string): ReadonlyArray<string> => text.toLowerCase().match(/\p{L}{4,}/gu) ?? []

/** The maximum number of sentences in the summary: two to four. */
const lengthOf = (sentences: number): number => Math.min(4, Math.max(2, Math.round(sentences / 4)))
