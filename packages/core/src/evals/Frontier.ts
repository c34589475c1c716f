import * as Effect from "effect/Effect"
import type { Call } from "../http/Call.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import { decodeRoster, type FrontierModel } from "./FrontierModel.ts"

/**
 * Which frontier models take part in a run: those with known scores at the task (`"benchmarked"`), `"all"` of the roster,
 * `"none"`, or the ids given (contract §6.6).
 */
export type FrontierSpec = "all" | "benchmarked" | "none" | ReadonlyArray<string | null | undefined> | null

/** The frontier models that can take part, for a task with its benchmarks marked (contract R14). Free. */
export const frontierModels = (call: Call, task?: string | null): Effect.Effect<Array<FrontierModel>, CallFailure> =>
  call.json(
    "evals.frontierModels",
    () => ({ method: "GET", path: "/v1/eval/frontier-models", query: { task: task || undefined } }),
    decodeRoster
  )

/** What a spec asks for, checked: ids, or a keyword that needs the roster; throws `InvalidArgumentError`. */
export const checkFrontier = (spec: FrontierSpec | undefined): ReadonlyArray<string> | "all" | "benchmarked" => {
  if (spec === undefined || spec === null || spec === "none") return []
  if (spec === "all" || spec === "benchmarked") return spec
  if (typeof spec === "string") {
    throw new InvalidArgumentError(`unknown frontier keyword '${spec}' (use 'all'/'benchmarked'/'none' or a list)`)
  }
  if (Array.isArray(spec)) return modelIds(spec, "frontier")
  throw new InvalidArgumentError("frontier must be null, a list of ids, or 'all'/'benchmarked'/'none'")
}

/** The ids a keyword stands for, in the roster's order. */
export const resolveFrontier = (
  call: Call,
  wanted: ReadonlyArray<string> | "all" | "benchmarked",
  task: string
): Effect.Effect<ReadonlyArray<string>, CallFailure> =>
  typeof wanted !== "string"
    ? Effect.succeed(wanted)
    : Effect.map(frontierModels(call, task), (roster) =>
        roster.filter((model) => wanted === "all" || model.benchmarked).map((model) => model.id)
      )

/** A list of ids, none of them absent; throws `InvalidArgumentError`. */
export const modelIds = (ids: ReadonlyArray<unknown>, name: string): ReadonlyArray<string> =>
  ids.map((id, index) => {
    if (typeof id === "string" && id !== "") return id
    throw new InvalidArgumentError(`${name}[${index}] must be the id of a model`)
  })
