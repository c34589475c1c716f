/** Chooses a label, from the prompt's own list or from the labels of the task. */
import { wordsOf } from "./Document.ts"

/**
 * The labels that a prompt lists: `labels: a, b`, `one of: a, b or c`, `["a", "b"]`, `as a, b or c`, or bullet points.
 */
export const labelsIn = (prompt: string): ReadonlyArray<string> => {
  const found = labelsAfter(prompt, headed)
  if (found.length > 1) return found
  const bullets = bulletsIn(prompt)
  if (bullets.length > 0) return bullets
  const named = labelsAfter(prompt, oneOf)
  return named.length > 1 ? named : alternatives(prompt)
}

/**
 * The label whose words occur most often in the text. If all occur equally often, as in a text that only lists them,
 * `other` or a similar label if it is listed, otherwise the last one.
 */
export const classify = (text: string, labels: ReadonlyArray<string>): string => {
  const counts = new Map<string, number>()
  for (const word of wordsOf(text)) counts.set(stem(word), (counts.get(stem(word)) ?? 0) + 1)
  const scores = labels.map((label) =>
    [...new Set(wordsOf(label).map(stem))].reduce((sum, word) => sum + (counts.get(word) ?? 0), 0)
  )
  let best = labels.find((label) => /^(other|none|unknown|neutral)$/i.test(label)) ?? labels.at(-1) ?? "other"
  let bestScore = scores.reduce((least, score) => Math.min(least, score), Number.POSITIVE_INFINITY)
  for (const [index, label] of labels.entries()) {
    const score = scores[index] ?? 0
    if (score > bestScore) [best, bestScore] = [label, score]
  }
  return best
}

const stem = (word: string): string => word.replace(/(?:s|ing)$/, "")

const headed =
  /\b(?:labels?|categories|classes|options|one of|choose from|choices|intents)\b[^:[\n]{0,40}[:[]\s{0,3}([^\n\].]{1,1000})/i

const oneOf = /\bone of (?:these |the )?(?:following )?(?:labels |categories )?([^\n.:]{1,1000})/i

const labelsAfter = (prompt: string, heading: RegExp): ReadonlyArray<string> =>
  splitList(heading.exec(prompt)?.[1] ?? "")

// "classify as a, b or c". A clause without "or" lists nothing.
const alternatives = (prompt: string): ReadonlyArray<string> => {
  for (const { index, 0: begin } of [...prompt.matchAll(/\b(?:as|into)(?: either)? /gi)].slice(0, 50)) {
    const start = index + begin.length
    const [clause = ""] = prompt.slice(start, start + 1000).split(/[\n.:]/, 1)
    if (clause.includes(" or ")) return splitList(clause)
  }
  return []
}

const splitList = (list: string): ReadonlyArray<string> =>
  list
    .split(/[,;|/\n]|\bor\b|\band\b/)
    .map(cleanLabel)
    .filter((label) => label !== "" && label.split(" ").length <= 4)

// The lines with a bullet that follow the first line with a heading such as "Categories".
const bulletsIn = (prompt: string): ReadonlyArray<string> => {
  const labels: Array<string> = []
  let isHeaded = false
  for (const line of prompt.split("\n")) {
    const isBullet = /^\s*[-*•]/.test(line)
    if (isBullet && isHeaded) labels.push(cleanLabel(line.slice(0, 200).split(":", 1)[0] ?? ""))
    else if (labels.length > 0) break
    else isHeaded ||= /\b(?:labels?|categories|classes|options|one of)\b/i.test(line)
  }
  return labels.filter((label) => label !== "")
}

const cleanLabel = (label: string): string => {
  const isFrame = (character: string | undefined) => character !== undefined && /["'`*•.\s-]/.test(character)
  let [start, end] = [0, label.length]
  while (start < end && isFrame(label[start])) start += 1
  while (end > start && isFrame(label[end - 1])) end -= 1
  return label.slice(start, end)
}
