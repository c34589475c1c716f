/** The results of a run for one of its models. See `docs/wire.md#eval-runs`. */
import { canonical, type JsonValue } from "../wire/JsonValue.ts"
import type { ItemOutcome } from "./EvalItem.ts"
import type { EvalModel } from "./EvalModel.ts"
import { type Answered, confidenceInterval, type Scorer } from "./Scoring.ts"

/** The wire record of a model's results. */
export const resultRecord = (
  model: EvalModel,
  items: ReadonlyArray<ItemOutcome>,
  scorer: Scorer
): { readonly [name: string]: unknown } => {
  const answered = items.filter((item) => item._tag === "Answered")
  const cost = answered.reduce((sum, item) => sum + item.costMicroUsd, 0)
  return {
    model_id: model.id,
    ...(model.kind === undefined ? {} : { kind: model.kind }),
    ...qualityRecord(answered, scorer),
    mean_cost_micro_usd: answered.length === 0 ? null : Math.round(cost / answered.length),
    n_succeeded: answered.length,
    error_count: items.length - answered.length,
    exact_match: scorer.isClassification && answered.length > 0 ? exactMatch(answered) : null,
    per_item: items.map(itemRecord)
  }
}

const qualityRecord = (answered: ReadonlyArray<Answered>, scorer: Scorer) => {
  if (answered.length === 0) return unmeasured
  const quality = scorer.summary(answered)
  if (quality === null) return unmeasured
  const [low, high] = confidenceInterval(quality, answered.length)
  return { quality_mean: rounded(quality), quality_ci_low: rounded(low), quality_ci_high: rounded(high) }
}

const unmeasured = { quality_mean: null, quality_ci_low: null, quality_ci_high: null }

const rounded = (share: number): number => Math.round(share * 10_000) / 10_000

const exactMatch = (answered: ReadonlyArray<Answered>): number => {
  const same = answered.filter((each) => canonical(each.prediction) === canonical(each.gold)).length
  return Math.round((same / answered.length) * 1000) / 10
}

const itemRecord = (item: ItemOutcome) =>
  item._tag === "Answered"
    ? {
        idx: item.index,
        score: item.score === null ? null : rounded(item.score),
        prediction: shown(item.prediction),
        error: null
      }
    : { idx: item.index, score: null, error: item.error }

const shown = (prediction: JsonValue): string => {
  const text = typeof prediction === "string" ? prediction : JSON.stringify(prediction)
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters - 1)}…` : text
}

const shownCharacters = 200
