/** Finds the task or lane that a query describes, by the words they share. */
import { type Capability, capabilities } from "../catalogue/Capabilities.ts"
import { tasks } from "../catalogue/Catalogue.ts"
import type { CatalogueTask } from "../catalogue/CatalogueTask.ts"

/** A task and how well it fits, in [0, 1]. */
export interface RankedTask {
  readonly task: CatalogueTask
  readonly score: number
}

/** The result of matching a query. */
export interface Ranking {
  /** Tasks that share a word with the query, best first. */
  readonly tasks: ReadonlyArray<RankedTask>
  /** The lane that fits, if it fits better than every task. */
  readonly capability: Capability | undefined
}

/** Ranks everything that shares a word with the query. */
export const rank = (query: string): Ranking => {
  if (isBeyondThePlatform(query)) return { tasks: [], capability: undefined }
  const weighted = wordsOf(query).map((word) => [word, weightOf(word)] as const)
  const total = weighted.reduce((sum, [, weight]) => sum + weight, 0)
  const scoreOf = (words: ReadonlySet<string>): number => {
    const shared = weighted.reduce((sum, [word, weight]) => sum + (words.has(word) ? weight : 0), 0)
    return total === 0 ? 0 : Math.round((shared / total) * 1000) / 1000
  }
  const byScore = (left: { readonly score: number }, right: { readonly score: number }) => right.score - left.score
  const ranked = taskWords
    .map(({ task, words }) => ({ task, score: scoreOf(words) }))
    .filter(({ score }) => score > 0)
    .sort(byScore)
  const [lane] = capabilityWords.map(({ capability, words }) => ({ capability, score: scoreOf(words) })).sort(byScore)
  const fits = lane !== undefined && lane.score >= confidentScore && lane.score > (ranked[0]?.score ?? 0)
  return { tasks: ranked, capability: fits ? lane.capability : undefined }
}

/** A task is chosen if it scores at least this. */
export const confidentScore = 0.35

/** The confidence that corresponds to a score. */
export const confidenceOf = (score: number): "high" | "medium" | "low" =>
  score >= 0.65 ? "high" : score >= confidentScore ? "medium" : "low"

/** Whether the first two tasks are too close to choose between them. */
export const isAmbiguous = ([first, second]: ReadonlyArray<RankedTask>): boolean =>
  first !== undefined && second !== undefined && first.score - second.score < 0.1

// A request to generate images, videos or music shares words with tasks that read them, but the platform cannot do it.
const isBeyondThePlatform = (query: string): boolean =>
  /\b(?:generat|draw|paint|creat|mak|design|compos)\w*\b.*\b(?:images?|pictures?|photos?|logos?|videos?|music|songs?)\b/i.test(
    query
  )

const wordsOf = (text: string): ReadonlyArray<string> => [
  ...new Set((text.toLowerCase().match(/[\p{L}\d]+/gu) ?? []).filter((word) => !stopWords.has(word)).map(stem))
]

const stopWords = new Set(
  (
    "a an and any are as at be by can do does for from give given have help how i if in into is it its let me my need of on " +
    "or our please some something than that the their them these this those to use user users using want we what which with " +
    "would you your pull out"
  ).split(" ")
)

const stem = (word: string): string =>
  word
    .replace(/(?:ations?|ions?|ings?|ers?|ed|es|s)$/, "")
    .replace(/(?:if|at|e|y|i)$/, "")
    .padEnd(3, word.slice(-1))

// A word that few entries contain weighs more than a word that many contain. A word that none contains lowers every
// score.
const weightOf = (word: string): number => {
  const having = [...taskWords, ...capabilityWords].filter((each) => each.words.has(word)).length
  return having === 0 ? 0.5 : 1 / (1 + Math.log2(having))
}

// General lanes are matched as capabilities. Tasks that cannot be deployed are not matched at all.
const isMatchable = (task: CatalogueTask): boolean => task.deployable && !task.id.startsWith("general-")

const taskWords = tasks.filter(isMatchable).map((task) => ({
  task,
  words: new Set(wordsOf([task.id, task.description, task.category, ...(task.labels ?? [])].join(" ")))
}))

const capabilityWords = capabilities.map((capability) => ({
  capability,
  words: new Set(wordsOf(`${capability.label} ${capability.description} ${capability.words}`))
}))
