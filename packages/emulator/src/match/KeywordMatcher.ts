/** Finds the task or lane that a query describes, by the words they share. */
import { type Capability, capabilities, findCapability } from "../catalogue/Capabilities.ts"
import { isDeployable, tasks } from "../catalogue/Catalogue.ts"
import type { AnswerKind, CatalogueTask } from "../catalogue/CatalogueTask.ts"
import { isServed, type Surface } from "../wire/Surface.ts"
import { askedToMake, isBeyondThePlatform } from "./BeyondThePlatform.ts"
import { stem, stemsOf } from "./Stems.ts"

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

/** Ranks everything that the surface has and that shares a word with the query. */
export const rank = (query: string, surface: Surface): Ranking => {
  const made = askedToMake(query)
  if (made !== undefined || isBeyondThePlatform(query)) {
    const lane = made === "image" ? findCapability("image-gen") : undefined
    return { tasks: [], capability: lane !== undefined && isServed(lane, surface) ? lane : undefined }
  }
  const start = query.slice(0, charactersRead)
  // Chat comes first among the lanes, and what else a query asks for says more than that it is written about.
  const phrased = lanes.findLast(({ capability }) => capability.phrases?.test(start))
  if (phrased !== undefined && !isServed(phrased.capability, surface)) return { tasks: [], capability: undefined }
  const served = lanes.filter(({ capability }) => isServed(capability, surface))
  const said = stemsOf(query).filter((word) => !stopWords.has(word))
  const total = said.reduce((sum, word) => sum + weightOf(word), 0)
  const shareOf = (words: ReadonlySet<string>): number =>
    total === 0 ? 0 : said.reduce((sum, word) => sum + (words.has(word) ? weightOf(word) : 0), 0) / total
  const has = (words: ReadonlySet<string>): boolean => said.some((word) => words.has(word))
  const asked = [...verbsOfKinds].filter(([, verbs]) => has(verbs)).map(([kind]) => kind)
  const asksForLane = asked.length === 0 && served.some(({ verbs }) => has(verbs))
  const ranked = entries
    .map(({ task, words, subject }) => {
      // "Summarize a contract" is about contracts, and yet nothing that the tasks on contracts do. Writing is what the
      // tasks on code do.
      const isForLane = asksForLane && !(task.answerKind === "code" && has(subject))
      const isOfAnotherKind = verbsOfKinds.has(task.answerKind) && asked.length > 0 && !asked.includes(task.answerKind)
      return { task, score: rounded(shareOf(words) * (isForLane ? 0.4 : isOfAnotherKind ? 0.6 : 1)) }
    })
    .filter(({ score }) => score > 0)
    .sort(byScore)
  const [lane] = served
    .map(({ capability, words, verbs }) => {
      // What a lane does can be done to anything, so its verb is enough.
      const atLeast = capability === phrased?.capability ? phraseScore : has(verbs) ? verbScore : 0
      return { capability, score: rounded(Math.max(atLeast, shareOf(words))) }
    })
    .filter(({ capability }) => phrased === undefined || capability === phrased.capability)
    .sort(byScore)
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

// A lane scores at least this for one of its phrases, and for one of its verbs.
const phraseScore = 0.7
const verbScore = 0.5

// No phrase comes later in a query.
const charactersRead = 2_000

const rounded = (share: number): number => Math.round(share * 1000) / 1000

const byScore = (left: { readonly score: number }, right: { readonly score: number }): number =>
  right.score - left.score

const wordSet = (text: string): ReadonlySet<string> => new Set(text.split(" ").map(stem))

const stopWords = wordSet(
  "a about an any and are as at be by can do does for from give given have help how i if in into is it its let me my " +
    "need of on or our please some something than that the their them these this those to use user users using want we " +
    "what which with would you your out off"
)

// What is done in every task on documents, and what all documents have: they say little about which task is meant.
const commonWords = wordSet("extract pull read get find answer key field label data value information structured text")

// What the tasks of a kind do.
const verbsOfKinds: ReadonlyMap<AnswerKind, ReadonlySet<string>> = new Map([
  ["extraction", wordSet("extract pull read get find capture parse")],
  ["classification", wordSet("classify categorize sort route triage tag assign detect")]
])

// General lanes are matched as capabilities. Tasks that cannot be deployed are not matched at all.
const isMatchable = (task: CatalogueTask): boolean => isDeployable(task) && !task.id.startsWith("general-")

const entries = tasks.filter(isMatchable).map((task) => ({
  task,
  words: new Set(stemsOf([task.id, task.description, task.topic, ...(task.labels ?? [])].join(" "))),
  // The id names what the task is about.
  subject: new Set(stemsOf(task.id).filter((word) => !commonWords.has(word)))
}))

const lanes = capabilities.map((capability) => ({
  capability,
  words: new Set(stemsOf(`${capability.label} ${capability.description} ${capability.words} ${capability.verbs}`)),
  verbs: wordSet(capability.verbs)
}))

const subjects = new Set(entries.flatMap(({ subject }) => [...subject]))

// A word that few entries contain weighs more than a word that many contain. A word that none contains lowers every
// score.
const weightOf = (word: string): number => {
  const count = counts.get(word)
  const rarity = count === undefined ? 0.5 : 1 / (1 + Math.log2(count))
  return rarity * (commonWords.has(word) ? 0.3 : subjects.has(word) ? 2 : 1)
}

const counts = new Map<string, number>()
for (const { words } of [...entries, ...lanes]) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
