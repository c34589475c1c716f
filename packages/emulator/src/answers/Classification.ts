/** Chooses a label, from the prompt's own list or from the labels of the task. */

/**
 * The labels that a prompt lists: `labels: a, b`, `one of: a, b or c`, `["a", "b"]`, `as a, b or c`, or bullet points.
 */
export const labelsIn = (prompt: string): ReadonlyArray<string> => {
  const inline =
    /\b(?:labels?|categories|classes|options|one of|choose from|choices|intents)\b[^:[\n]{0,40}[:[]\s*([^\n\].]+)/i.exec(
      prompt
    )?.[1] ??
    /\bone of (?:these |the )?(?:following )?(?:labels |categories )?([\w"'` ,|/-]+)/i.exec(prompt)?.[1] ??
    /\b(?:as|into)(?: either)? ([\w"'` -]+(?:, ?[\w"'` -]+)* or [\w"'` -]+)/i.exec(prompt)?.[1]
  const found = inline === undefined ? [] : splitList(inline)
  if (found.length > 1) return found
  const bullets = /\b(?:labels?|categories|classes|options|one of)\b[^\n]*\n((?:\s*[-*•] ?[^\n]+\n?)+)/i.exec(
    prompt
  )?.[1]
  return bullets === undefined
    ? []
    : bullets
        .split("\n")
        .map((line) => cleanLabel(line.split(":")[0] ?? ""))
        .filter((line) => line !== "")
}

/**
 * The label that matches the text best. If none matches, `other` or a similar label if it is listed, otherwise the last
 * one.
 */
export const classify = (text: string, labels: ReadonlyArray<string>): string => {
  const words = wordsOf(text)
  let best = labels.find((label) => /^(other|none|unknown|neutral)$/i.test(label)) ?? labels.at(-1) ?? "other"
  let bestScore = 0
  for (const label of labels) {
    const score = scoreOf(label, words)
    if (score > bestScore) [best, bestScore] = [label, score]
  }
  return best
}

const splitList = (list: string): ReadonlyArray<string> =>
  list
    .split(/[,;|/\n]|\bor\b|\band\b/)
    .map(cleanLabel)
    .filter((label) => label !== "" && label.split(/\s+/).length <= 4)

const cleanLabel = (label: string): string => label.trim().replace(/^["'`*\s-]+|["'`*.\s]+$/g, "")

const wordsOf = (text: string): ReadonlyArray<string> => text.toLowerCase().match(/[\p{L}\d]+/gu) ?? []

const scoreOf = (label: string, words: ReadonlyArray<string>): number => {
  const name = new Set(wordsOf(label))
  const signs = new Set(wordsOf(cues[label.toLowerCase().replaceAll(/[\s-]/g, "_")] ?? ""))
  return words.reduce(
    (sum, word) => sum + (name.has(word) || name.has(word.replace(/s$/, "")) ? 3 : 0) + (signs.has(word) ? 1 : 0),
    0
  )
}

// Words that indicate a label, in addition to the words of the label itself.
const cues: { readonly [name: string]: string } = {
  contract: "agreement party parties hereby governing law term terminate clause obligations between",
  invoice: "invoice bill due total tax vat amount payable qty net",
  receipt: "receipt paid cash card change thank purchase store",
  resume: "experience education skills resume cv employment university degree references",
  letter: "dear sincerely regards yours letter",
  report: "report findings summary analysis quarter results conclusion",
  form: "form fill applicant signature checkbox date of birth",
  billing_question: "bill billing charge charged invoice payment card price twice",
  refund_request: "refund money back return reimburse",
  cancel_subscription: "cancel cancellation subscription unsubscribe end stop plan renew",
  technical_support: "error crash bug broken not working fails app install slow issue",
  account_access: "password login log locked account sign access reset two-factor",
  order_status: "order where delivery shipped package tracking arrive late shipment",
  feature_request: "feature would like add wish could you support please add suggestion",
  positive: "love great excellent happy wonderful good amazing best fantastic thanks perfect recommend",
  negative: "hate bad terrible awful broken worst disappointed poor angry slow refund never useless",
  neutral: "okay average received arrived",
  spam: "winner free prize click offer urgent lottery buy now",
  urgent: "urgent asap immediately now emergency outage down critical",
  safe: "hello please thanks recipe weather help",
  unsafe: "kill bomb attack weapon steal hack suicide hate"
}
