/** Finds the endpoint or alias that serves a chat request, and the cost of the request. */
import * as Effect from "effect/Effect"
import { findCandidate, findTask, findTaskOfAlias, frontierCostOf } from "../catalogue/Catalogue.ts"
import type { CatalogueTask } from "../catalogue/CatalogueTask.ts"
import { laneMicroUsdPerToken } from "../catalogue/LaneTasks.ts"
import { baselineVendorModel, findVendorModel } from "../catalogue/Vendors.ts"
import type { Endpoint } from "../state/Endpoint.ts"
import type { World } from "../state/World.ts"
import { endpointNotFound, Problem } from "../wire/Problem.ts"

/** The task and endpoint that serve a request, and the price. */
export interface ChatTarget {
  readonly task: CatalogueTask
  /** `undefined` when the request named an alias and no live endpoint runs it. */
  readonly endpoint: Endpoint | undefined
  readonly costPerRequestMicroUsd: number
  readonly frontierCostPerRequestMicroUsd: number
}

/** The cost of one request in micro-USD, and the cost of the same request to a frontier model. */
export interface Cost {
  readonly billedMicroUsd: number
  readonly frontierMicroUsd: number
}

/** What serves `auto`: no endpoint, at the price of a lane. */
export const autoTarget = (): ChatTarget => ({
  task: findTask("general-chat") as CatalogueTask,
  endpoint: undefined,
  costPerRequestMicroUsd: 0,
  frontierCostPerRequestMicroUsd: 0
})

/** Resolves `model`: first as `auto` or the id of an endpoint, then as an alias. Fails with 404 or 503. */
export const resolveTarget = (world: World, model: string, now: number): Effect.Effect<ChatTarget, Problem> => {
  const { surface } = world.options
  if (model === "auto" && surface !== "0.2") return Effect.succeed(autoTarget())
  const endpoint = world.endpoints.get(model)
  if (endpoint !== undefined) {
    const status = endpoint.statusAt(now)
    return status === "live"
      ? Effect.succeed(targetOf(endpoint))
      : Effect.fail(new Problem({ status: 503, detail: `endpoint '${model}' is ${status}.` }))
  }
  const live =
    surface === "3"
      ? undefined
      : [...world.endpoints.values()].find((each) => each.candidate.alias === model && each.statusAt(now) === "live")
  if (live !== undefined) return Effect.succeed(targetOf(live))
  const task = surface === "3" ? undefined : findTaskOfAlias(model)
  if (task !== undefined) {
    return Effect.succeed({
      task,
      endpoint: undefined,
      costPerRequestMicroUsd: findCandidate(task, model)?.costPerRequestMicroUsd ?? 0,
      frontierCostPerRequestMicroUsd: frontierCostOf(task)
    })
  }
  return Effect.fail(
    /^ep[_-]/.test(model) ? endpointNotFound(model) : new Problem({ status: 404, detail: `model '${model}' not found` })
  )
}

/** The cost of one request. Benchmarked tasks have a flat price, and capability lanes a price per token. */
export const costOf = (target: ChatTarget, promptTokens: number, completionTokens: number): Cost => {
  const vendor = findVendorModel(baselineVendorModel)
  const atListPrice =
    promptTokens * (vendor?.promptMicroUsdPerToken ?? 0) + completionTokens * (vendor?.completionMicroUsdPerToken ?? 0)
  const perToken = target.task.pricing === "per-token" && target.endpoint?.settings.costPerRequestMicroUsd === undefined
  return {
    billedMicroUsd: perToken
      ? Math.ceil((promptTokens + completionTokens) * laneMicroUsdPerToken)
      : target.costPerRequestMicroUsd,
    frontierMicroUsd: target.frontierCostPerRequestMicroUsd || Math.ceil(atListPrice)
  }
}

const targetOf = (endpoint: Endpoint): ChatTarget => ({
  task: endpoint.task,
  endpoint,
  costPerRequestMicroUsd: endpoint.settings.costPerRequestMicroUsd ?? endpoint.candidate.costPerRequestMicroUsd,
  frontierCostPerRequestMicroUsd: endpoint.settings.frontierCostPerRequestMicroUsd ?? frontierCostOf(endpoint.task)
})
