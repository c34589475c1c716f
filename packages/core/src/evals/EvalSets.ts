import * as Effect from "effect/Effect"
import type { Call } from "../http/Call.ts"
import { pathSegment } from "../http/Url.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import { decodeEvalSet, decodeEvalSetList, type EvalSet } from "./EvalSet.ts"
import { type EvalItems, writeItems } from "./Items.ts"

/** An id, as it comes from a record that may lack one; an absent or empty id is refused before anything is sent. */
export type EvalSetId = string | null | undefined

/** What `evals.sets.create` takes (contract §6.1). */
export interface EvalSetCreateParams {
  readonly task: string | null | undefined
  /** The rows, from an array or anything that gives them one by one. */
  readonly items: EvalItems
  /** Default `sdk eval set (<N> items)`. */
  readonly name?: string | null | undefined
}

/** Uploads rows as a set (contract R15). */
export const create = (call: Call, params: EvalSetCreateParams): Effect.Effect<EvalSet, CallFailure> =>
  createNamed(call, params, undefined)

/** The same as a step of a larger call, under a key derived from that call's. */
export const createNamed = (
  call: Call,
  params: EvalSetCreateParams,
  step: string | undefined
): Effect.Effect<EvalSet, CallFailure> =>
  Effect.suspend(() => {
    const { task, items, name } = params ?? {}
    if (typeof task !== "string" || task === "") return Effect.fail(new InvalidArgumentError("task is required"))
    return Effect.flatMap(writeItems(items), ({ jsonl, count }) => {
      const form = new FormData()
      form.append("task_id", task)
      form.append("name", name || `sdk eval set (${count} items)`)
      form.append("items", new Blob([jsonl], { type: "application/jsonl" }), `items.${task}.jsonl`)
      const build = () => ({ method: "POST", path: "/v1/eval-sets", body: form, step }) as const
      return call.json("evals.sets.create", build, decodeEvalSet)
    })
  })

/** Every set of the organization (contract R16). Free. */
export const list = (call: Call): Effect.Effect<Array<EvalSet>, CallFailure> =>
  call.json("evals.sets.list", () => ({ method: "GET", path: "/v1/eval-sets" }), decodeEvalSetList)

/** One set (contract R17). Free. */
export const retrieve = (call: Call, id: EvalSetId): Effect.Effect<EvalSet, CallFailure> =>
  call.json("evals.sets.retrieve", () => ({ method: "GET", path: evalSetPath(id) }), decodeEvalSet)

/** Deletes a set for good (contract R18). */
export const remove = (call: Call, id: EvalSetId): Effect.Effect<void, CallFailure> =>
  call.done("evals.sets.delete", () => ({ method: "DELETE", path: evalSetPath(id) }))

/** The path of a set; throws `InvalidArgumentError`. */
export const evalSetPath = (id: EvalSetId): string => `/v1/eval-sets/${pathSegment(id, "eval set id")}`
