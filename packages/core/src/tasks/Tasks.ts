import * as Effect from "effect/Effect"
import type { Call } from "../http/Call.ts"
import { pathSegment } from "../http/Url.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import { decodeLeaderboard, type Leaderboard } from "./Leaderboard.ts"
import { decodeTask, decodeTaskList, type Task } from "./Task.ts"
import { decodeTaskMatch, type TaskMatch } from "./TaskMatch.ts"

/** An id, as it comes from a record that may lack one; an absent or empty id is refused before anything is sent. */
export type TaskId = string | null | undefined

/** Every task of the catalogue (contract R10). Free. */
export const list = (call: Call): Effect.Effect<Array<Task>, CallFailure> =>
  call.json("tasks.list", () => ({ method: "GET", path: "/v1/tasks" }), decodeTaskList)

/** What `tasks.retrieve` takes. */
export interface RetrieveTaskOptions {
  /** How many sample rows to show; 0 is none. Default: the question is not asked. */
  readonly examplesN?: number | undefined
}

/** One task, with sample rows when asked for (contract R11). Free. */
export const retrieve = (call: Call, id: TaskId, options?: RetrieveTaskOptions): Effect.Effect<Task, CallFailure> =>
  call.json(
    "tasks.retrieve",
    () => ({ method: "GET", path: taskPath(id), query: { examples_n: wholeNumber(options?.examplesN, "examplesN") } }),
    decodeTask
  )

/** What `tasks.match` takes. */
export interface MatchTaskOptions {
  /** How many candidates to rank. Default 5. */
  readonly topK?: number | undefined
}

/** Finds the task that words mean (contract R12). Not finding one is an answer, not a failure. Free. */
export const match = (call: Call, query: string, options?: MatchTaskOptions): Effect.Effect<TaskMatch, CallFailure> =>
  call.json(
    "tasks.match",
    () => {
      if (typeof query !== "string" || query.trim() === "") throw new InvalidArgumentError("query is required")
      return {
        method: "POST",
        path: "/v1/tasks/match",
        json: { query, top_k: wholeNumber(options?.topK, "topK") ?? 5 }
      }
    },
    decodeTaskMatch
  )

/** The models of a task, best first (contract R13). Free. */
export const leaderboard = (call: Call, id: TaskId): Effect.Effect<Leaderboard, CallFailure> =>
  leaderboardFor(call, "tasks.leaderboard", id)

/** The alias that a deployment of this task takes by default (contract R13). Free. */
export const recommended = (call: Call, id: TaskId): Effect.Effect<string | null, CallFailure> =>
  Effect.map(leaderboardFor(call, "tasks.recommended", id), (board) => board.recommended)

const leaderboardFor = (call: Call, operation: string, id: TaskId): Effect.Effect<Leaderboard, CallFailure> =>
  call.json(operation, () => ({ method: "GET", path: `${taskPath(id)}/leaderboard` }), decodeLeaderboard)

const taskPath = (id: TaskId): string => `/v1/tasks/${pathSegment(id, "task id")}`

const wholeNumber = (value: number | undefined, name: string): number | undefined => {
  if (value !== undefined && value !== null && (!Number.isInteger(value) || value < 0)) {
    throw new InvalidArgumentError(`${name} must be a whole number`)
  }
  return value ?? undefined
}
