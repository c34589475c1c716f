/**
 * Scores predictions against expected answers (gold): field F1, macro F1, exact match or words in common, with 95 %
 * confidence intervals.
 */
import { sumAll } from "effect/Number"
import { canonical, isJsonObject, type JsonValue } from "../wire/JsonValue.ts"

/** F1 over the fields of the gold. Fields that only the prediction has do not count. */
export const fieldF1 = (prediction: JsonValue, gold: JsonValue): number => {
  if (!isJsonObject(gold) || !isJsonObject(prediction)) return canonical(prediction) === canonical(gold) ? 1 : 0
  const names = Object.keys(gold)
  const wanted = names.filter((name) => isAnswered(gold[name]))
  // A field of the gold may be called `constructor`, which every object inherits.
  const predicted = (name: string) => (Object.hasOwn(prediction, name) ? prediction[name] : undefined)
  const answered = names.filter((name) => isAnswered(predicted(name)))
  const hits = wanted.filter(
    (name) => isAnswered(predicted(name)) && canonical(predicted(name) ?? null) === canonical(gold[name] ?? null)
  )
  return f1(hits.length, answered.length, wanted.length)
}

/** 1 for the same answer, otherwise 0. Lists are compared by F1 over their elements. */
export const labelScore = (prediction: JsonValue, gold: JsonValue): number => {
  if (!Array.isArray(gold) || !Array.isArray(prediction)) return canonical(prediction) === canonical(gold) ? 1 : 0
  const wanted = new Set(gold.map(canonical))
  const answered = new Set(prediction.map(canonical))
  return f1([...answered].filter((each) => wanted.has(each)).length, answered.size, wanted.size)
}

/** F1 over the words of two texts. */
export const wordF1 = (prediction: JsonValue, gold: JsonValue): number => {
  const [answered, wanted] = [wordCounts(prediction), wordCounts(gold)]
  const hits = sumAll([...answered].map(([word, count]) => Math.min(count, wanted.get(word) ?? 0)))
  return f1(hits, sumAll(answered.values()), sumAll(wanted.values()))
}

/** A prediction with its expected answer and its score. */
export interface Answered {
  readonly prediction: JsonValue
  readonly gold: JsonValue
  readonly score: number
}

/** The mean of the F1 of each label. If answers are lists of labels, the mean of the scores. */
export const macroF1 = (answered: ReadonlyArray<Answered>): number => {
  if (answered.some((each) => Array.isArray(each.gold))) return mean(answered)
  const labels = new Map<string, { hits: number; answered: number; wanted: number }>()
  const countsOf = (label: string) => {
    const counts = labels.get(label) ?? { hits: 0, answered: 0, wanted: 0 }
    labels.set(label, counts)
    return counts
  }
  for (const each of answered) {
    const [prediction, gold] = [canonical(each.prediction), canonical(each.gold)]
    countsOf(prediction).answered += 1
    countsOf(gold).wanted += 1
    if (prediction === gold) countsOf(gold).hits += 1
  }
  return (
    sumAll([...labels.values()].map((counts) => f1(counts.hits, counts.answered, counts.wanted))) /
    Math.max(1, labels.size)
  )
}

/** A way to score one item, and all items together. */
export interface Scorer {
  readonly item: (prediction: JsonValue, gold: JsonValue) => number
  readonly summary: (answered: ReadonlyArray<Answered>) => number
  /** The answers are labels, so results also report how many match exactly. */
  readonly isClassification: boolean
}

/** Finds a scorer by name. Any other name compares texts word by word. */
export const scorerOf = (name: string): Scorer => scorers.get(name) ?? byWords

/**
 * Wilson's 95 % confidence interval of a quality over a number of items. It lies in [0, 1], and its width is not 0 even
 * for one item.
 */
export const confidenceInterval = (quality: number, items: number): readonly [low: number, high: number] => {
  const square = normalQuantile ** 2
  const centre = (quality + square / (2 * items)) / (1 + square / items)
  const spread =
    (normalQuantile * Math.sqrt((quality * (1 - quality)) / items + square / (4 * items ** 2))) / (1 + square / items)
  return [Math.max(0, Math.min(quality, centre - spread)), Math.min(1, Math.max(quality, centre + spread))]
}

const isAnswered = (value: JsonValue | undefined): value is JsonValue =>
  value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0)

const f1 = (hits: number, answered: number, wanted: number): number =>
  answered + wanted === 0 ? 1 : (2 * hits) / (answered + wanted)

const wordCounts = (value: JsonValue): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const word of canonical(value).match(/[\p{L}\p{N}]+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

const mean = (answered: ReadonlyArray<Answered>): number =>
  sumAll(answered.map((each) => each.score)) / Math.max(1, answered.length)

const scorers = new Map<string, Scorer>([
  ["field_f1", { item: fieldF1, summary: mean, isClassification: false }],
  ["macro_f1", { item: labelScore, summary: macroF1, isClassification: true }],
  ["macro_joint_f1", { item: labelScore, summary: macroF1, isClassification: true }],
  ["execution_accuracy", { item: labelScore, summary: mean, isClassification: false }]
])

const byWords: Scorer = { item: wordF1, summary: mean, isClassification: false }

const normalQuantile = 1.96
