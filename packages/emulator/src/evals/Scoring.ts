/**
 * Scores predictions against expected answers (gold), with 95 % confidence intervals. Every score lies in [0, 1], and
 * more is better. See `docs/wire.md#scorers`.
 */
import { sumAll } from "effect/Number"
import type { ScorerName } from "../catalogue/CatalogueTask.ts"
import { panelBaseline } from "../catalogue/LaneTasks.ts"
import { canonical, isJsonObject, type JsonValue } from "../wire/JsonValue.ts"
import { ndcgAt10 } from "./RankingScore.ts"
import { wordErrors } from "./WordErrors.ts"

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

/** The share of words that were heard right: 1 minus the word error rate, and 0 if there are more errors than words. */
export const wordAccuracy = (prediction: JsonValue, gold: JsonValue): number =>
  accuracyOf([wordErrors(prediction, gold)])

/**
 * The verdict of three judges on two answers: 1 if most prefer the first, 0 if most prefer the second, 0.5 otherwise.
 * They look at the same answer, the same words, and the same words in the same order.
 */
export const panelVerdict = (prediction: JsonValue, gold: JsonValue, rival: JsonValue): number => {
  const votes = sumAll(judges.map((judge) => Math.sign(judge(prediction, gold) - judge(rival, gold))))
  return (1 + Math.sign(votes)) / 2
}

/** A prediction with its expected answer and its score, which is null if the task has no scorer. */
export interface Answered {
  readonly prediction: JsonValue
  readonly gold: JsonValue
  readonly score: number | null
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
  /** `rival` is the answer of the model that it compares with; `null` if it compares with none. */
  readonly item: (prediction: JsonValue, gold: JsonValue, rival: JsonValue) => number | null
  readonly summary: (answered: ReadonlyArray<Answered>) => number | null
  /** The model whose answers it compares every other with. */
  readonly comparesWith?: string
  /** The answers are labels, so results also report how many match exactly. */
  readonly isClassification: boolean
}

/** Finds a scorer by name. Without a name, nothing is scored. */
export const scorerOf = (name: ScorerName | null): Scorer => (name === null ? unscored : scorers[name])

/** The `scoring_strategy` of the eval sets of a task with this scorer. */
export const strategyOf = (name: ScorerName | null): string | null => {
  if (name === "field_f1") return "extraction"
  return scorerOf(name).isClassification ? "classification" : name
}

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
  sumAll(answered.map((each) => each.score ?? 0)) / Math.max(1, answered.length)

// The errors of all transcripts by the words of all: a long one counts for more, as is usual for this rate.
const accuracyOf = (counts: ReadonlyArray<ReturnType<typeof wordErrors>>): number => {
  const [errors, words] = [sumAll(counts.map((each) => each.errors)), sumAll(counts.map((each) => each.words))]
  return errors === 0 ? 1 : Math.max(0, 1 - errors / Math.max(1, words))
}

const judges = [labelScore, wordF1, wordAccuracy]

const labelled: Scorer = { item: labelScore, summary: macroF1, isClassification: true }

const scorers: { readonly [Name in ScorerName]: Scorer } = {
  field_f1: { item: fieldF1, summary: mean, isClassification: false },
  macro_f1: labelled,
  macro_joint_f1: labelled,
  execution_accuracy: { item: labelScore, summary: mean, isClassification: false },
  judge: { item: wordF1, summary: mean, isClassification: false },
  judge_panel: { item: panelVerdict, summary: mean, isClassification: false, comparesWith: panelBaseline },
  ndcg_at_10: { item: ndcgAt10, summary: mean, isClassification: false },
  wer: {
    item: wordAccuracy,
    summary: (answered) => accuracyOf(answered.map(({ prediction, gold }) => wordErrors(prediction, gold))),
    isClassification: false
  }
}

const unscored: Scorer = { item: () => null, summary: () => null, isClassification: false }

const normalQuantile = 1.96
