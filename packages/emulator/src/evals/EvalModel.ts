/** A candidate model of an eval run: its quality on a task, and its cost per item. */
import { findCandidate, findTaskOfAlias } from "../catalogue/Catalogue.ts"
import type { CatalogueTask } from "../catalogue/CatalogueTask.ts"
import { laneMicroUsdPerToken } from "../catalogue/LaneTasks.ts"
import { findVendorModel, type VendorModel } from "../catalogue/Vendors.ts"
import { drawBetween } from "../control/Seed.ts"

/** A candidate of a run. */
export interface EvalModel {
  readonly id: string
  /** `undefined` for `auto`, which is neither. */
  readonly kind: "open" | "frontier" | undefined
  /** The share of answers it gets right, in [0, 1]. */
  readonly quality: number
  /** The cost of one item in micro-USD. Never 0. */
  readonly costOf: (promptTokens: number, completionTokens: number) => number
}

/** Finds a candidate: `auto`, an alias or a vendor id. `undefined` for an unknown id. */
export const findEvalModel = (task: CatalogueTask, id: string): EvalModel | undefined => {
  if (id === "auto") return auto(task)
  const vendorModel = findVendorModel(id)
  return vendorModel === undefined ? openModel(task, id) : frontierModel(task, vendorModel)
}

/** The model that the platform chooses: as good as the best open model, at its price. */
const auto = (task: CatalogueTask): EvalModel => {
  const [best] = task.candidates
  const chosen = best && openModel(task, best.alias)
  const { quality, costOf } = chosen ?? {
    quality: autoQuality,
    costOf: perToken(laneMicroUsdPerToken, laneMicroUsdPerToken)
  }
  return { id: "auto", kind: undefined, quality, costOf }
}

// Where no open model is listed.
const autoQuality = 0.9

const openModel = (task: CatalogueTask, alias: string): EvalModel | undefined => {
  const own = findCandidate(task, alias)
  if (own !== undefined && task.pricing === "per-request") {
    return { id: alias, kind: "open", quality: own.quality, costOf: () => own.costPerRequestMicroUsd }
  }
  if (own === undefined && findTaskOfAlias(alias) === undefined) return undefined
  // Lanes have no benchmark, so their quality is drawn. A model of another task gets a lower one. Both are billed per
  // token.
  const quality =
    own === undefined ? drawBetween(1, `${task.id}/${alias}`, 0.7, 0.8) : drawBetween(1, `lane/${alias}`, 0.82, 0.92)
  return { id: alias, kind: "open", quality, costOf: perToken(laneMicroUsdPerToken, laneMicroUsdPerToken) }
}

const perToken =
  (promptMicroUsd: number, completionMicroUsd: number): EvalModel["costOf"] =>
  (promptTokens, completionTokens) =>
    Math.max(1, Math.ceil(promptTokens * promptMicroUsd + completionTokens * completionMicroUsd))

const frontierModel = (task: CatalogueTask, vendorModel: VendorModel): EvalModel => {
  const { id, promptMicroUsdPerToken, completionMicroUsdPerToken } = vendorModel
  const measured = task.frontier.find((model) => model.id === id)
  const cost = measured?.costPerRequestMicroUsd ?? null
  return {
    id,
    kind: "frontier",
    // Without a benchmark result, the quality is a little below the lowest result.
    quality:
      measured?.quality ??
      Math.min(0.9, ...task.frontier.map((model) => model.quality ?? 1)) - drawBetween(1, id, 0.01, 0.03),
    costOf: cost === null ? perToken(promptMicroUsdPerToken, completionMicroUsdPerToken) : () => cost
  }
}
