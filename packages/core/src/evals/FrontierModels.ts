/** `evals.frontierModels`, and the choice of those that take part in a run. */
import * as Effect from "effect/Effect"
import { optionalText } from "../Arguments.ts"
import type { Api } from "../http/Api.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import { decodeRoster, type FrontierModel } from "./FrontierModel.ts"

/** The frontier models of a run: ids, `"none"`, `"all"`, or those with a known score on the task (`"benchmarked"`). */
export type FrontierSpec = "all" | "benchmarked" | "none" | ReadonlyArray<string | null | undefined> | null

/** Lists the frontier models that can take part in a run. */
export const frontierModels = (api: Api, task?: string | null): Effect.Effect<Array<FrontierModel>, CallFailure> =>
  api.json(
    "evals.frontierModels",
    () => ({ method: "GET", path: "/v1/eval/frontier-models", query: { task: optionalText(task, "task") } }),
    decodeRoster
  )

/** Checks a spec. Returns ids, or a keyword that needs the list of frontier models. Throws `InvalidArgumentError`. */
export const checkFrontier = (spec: FrontierSpec | undefined): ReadonlyArray<string> | "all" | "benchmarked" => {
  if (spec === undefined || spec === null || spec === "none") return []
  if (spec === "all" || spec === "benchmarked") return spec
  if (typeof spec === "string") {
    throw new InvalidArgumentError(`unknown frontier keyword '${spec}' (use 'all'/'benchmarked'/'none' or a list)`)
  }
  if (Array.isArray(spec)) return modelIds(spec, "frontier")
  throw new InvalidArgumentError("frontier must be null, a list of ids, or 'all'/'benchmarked'/'none'")
}

/** Returns the ids that a keyword stands for, in the server's order. */
export const resolveFrontier = (
  api: Api,
  wanted: ReadonlyArray<string> | "all" | "benchmarked",
  task: string
): Effect.Effect<ReadonlyArray<string>, CallFailure> =>
  typeof wanted !== "string"
    ? Effect.succeed(wanted)
    : Effect.map(frontierModels(api, task), (models) =>
        models.filter((model) => wanted === "all" || model.benchmarked).map((model) => model.id)
      )

/** Checks that no id of a list is absent or empty. Throws `InvalidArgumentError`. */
export const modelIds = (ids: ReadonlyArray<unknown>, name: string): ReadonlyArray<string> =>
  ids.map((id, index) => {
    if (typeof id === "string" && id !== "") return id
    throw new InvalidArgumentError(`${name}[${index}] must be the id of a model`)
  })
