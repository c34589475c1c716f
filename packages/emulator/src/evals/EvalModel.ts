/** A candidate of an eval run: how well it does a task, and what an item costs. */
import { findCandidate, findTaskOfAlias } from "../catalogue/Catalogue.ts"
import type { CatalogueTask } from "../catalogue/CatalogueTask.ts"
import { laneMicroUsdPerToken } from "../catalogue/LaneTasks.ts"
import { findVendorModel, type VendorModel } from "../catalogue/Vendors.ts"
import { drawBetween } from "../control/Seed.ts"

/** A model that is evaluated. */
export interface EvalModel {
  readonly id: string
  readonly kind: "open" | "frontier"
  /** The share of what it is asked that it gets right. */
  readonly quality: number
  /** Micro-USD of one item; never 0. */
  readonly costOf: (promptTokens: number, completionTokens: number) => number
}

/** The model of an alias or vendor id on a task; `undefined` for an id that is neither. */
export const findEvalModel = (task: CatalogueTask, id: string): EvalModel | undefined => {
  const vendorModel = findVendorModel(id)
  return vendorModel === undefined ? openModel(task, id) : frontierModel(task, vendorModel)
}

const openModel = (task: CatalogueTask, alias: string): EvalModel | undefined => {
  const own = findCandidate(task, alias)
  if (own !== undefined && task.pricing === "per-request") {
    return { id: alias, kind: "open", quality: own.quality, costOf: () => own.costPerRequestMicroUsd }
  }
  if (own === undefined && findTaskOfAlias(alias) === undefined) return undefined
  // Lanes have no benchmark; a model of another task does well enough, at the price of its tokens.
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
  return {
    id,
    kind: "frontier",
    // One that was not measured does a little worse than the last that was.
    quality:
      measured?.quality ??
      Math.min(0.9, ...task.frontier.map((model) => model.quality)) - drawBetween(1, id, 0.01, 0.03),
    costOf:
      measured === undefined
        ? perToken(promptMicroUsdPerToken, completionMicroUsdPerToken)
        : () => measured.costPerRequestMicroUsd
  }
}
