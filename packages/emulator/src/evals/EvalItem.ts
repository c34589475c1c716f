/** One item of a run: the answer of a model to a row, with its score and its cost. */

import type { Model } from "../answers/Model.ts"
import { countTokens } from "../catalogue/Tokens.ts"
import { draw } from "../control/Seed.ts"
import { isDeeperThan, type JsonValue } from "../wire/JsonValue.ts"
import { type EvalModel, findEvalModel } from "./EvalModel.ts"
import type { EvalSet } from "./EvalSet.ts"
import { goldOf, inputTextOf } from "./Rows.ts"
import { scorerOf } from "./Scoring.ts"

/** The outcome of an item. */
export type ItemOutcome =
  | {
      readonly _tag: "Answered"
      readonly index: number
      /** Null if the task has no scorer. */
      readonly score: number | null
      readonly prediction: JsonValue
      readonly gold: JsonValue
      readonly costMicroUsd: number
    }
  | { readonly _tag: "Failed"; readonly index: number; readonly error: string }

/**
 * Returns a function that lets a model answer a row of the set. `scriptedErrors` makes rows fail, by index.
 *
 * The function does not throw. A row is whatever the user uploaded: if it cannot be answered, the item fails, and
 * neither the run nor the request that moves the clock does.
 */
export const rowAnswerer = (
  set: EvalSet,
  predict: Model["predict"],
  seed: number,
  scriptedErrors: { readonly [index: number]: string }
) => {
  const { task, rows } = set.content
  const labels = labelsOf(set)
  const scorer = scorerOf(task.defaultScorer)
  const rival = scorer.comparesWith === undefined ? undefined : findEvalModel(task, scorer.comparesWith)
  // In the lower half of [0, 1), so that the first answer, which may be the only one, is right.
  const start = draw(seed, `eval/${task.id}`) / 2
  const answerRow = (model: EvalModel, index: number): ItemOutcome => {
    const row = rows[index] ?? {}
    const fail = (error: string): ItemOutcome => ({ _tag: "Failed", index, error })
    const scripted = scriptedErrors[index]
    if (scripted !== undefined) return fail(scripted)
    if (isDeeperThan(row, deepestRow)) return fail(`row ${index} is nested deeper than ${deepestRow} levels`)
    const gold = goldOf(row)
    if (gold === undefined) return fail(`row ${index} has no expected answer`)
    const input = inputTextOf(row)
    const documents = set.attachmentsOf(index).length
    if (input === "" && documents === 0) {
      return fail(`row ${index} has no input${task.hasBlobInput ? ": no document is attached to it" : ""}`)
    }
    // Multiples of the golden ratio, modulo 1, are spread evenly over [0, 1). So even in a small set, the share of
    // values below `quality` is about right.
    const luck = (part: number) => (start + (index * partsPerRow + part) * goldenRatio) % 1
    const question = { task, row, input, gold, labels, luck }
    const prediction = predict({ ...question, quality: model.quality })
    const ofRival = rival === undefined ? null : predict({ ...question, quality: rival.quality })
    const promptTokens = countTokens(input) + documents * tokensPerDocument
    return {
      _tag: "Answered",
      index,
      score: scorer.item(prediction, gold, ofRival),
      prediction,
      gold,
      costMicroUsd: model.costOf(promptTokens, countTokens(JSON.stringify(prediction)))
    }
  }
  return (model: EvalModel, index: number): ItemOutcome => {
    try {
      return answerRow(model, index)
    } catch (error) {
      return { _tag: "Failed", index, error: `row ${index} could not be answered: ${error}` }
    }
  }
}

// A wrong answer is one of the other labels. If there are many, or long ones, they are texts and not labels, and to
// compare each row with all of them would take forever.
const labelsOf = (set: EvalSet): ReadonlyArray<string> => {
  const labels = new Set<string>()
  for (const row of set.content.rows) {
    const gold = goldOf(row)
    if (typeof gold === "string" && gold.length <= longestLabel) labels.add(gold)
    if (labels.size === mostLabels) break
  }
  return [...labels]
}

const mostLabels = 100
const longestLabel = 100

const deepestRow = 200

const partsPerRow = 13
const goldenRatio = (Math.sqrt(5) - 1) / 2

// An estimate for one page, sent as an image.
const tokensPerDocument = 765
