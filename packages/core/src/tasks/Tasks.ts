/** `tasks`: the catalogue, matching, leaderboards. */
import * as Effect from "effect/Effect"
import { type FieldNames, fieldsOf, requiredProse } from "../Arguments.ts"
import type { Api } from "../http/Api.ts"
import { pathSegment } from "../http/call/RequestHead.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import { decodeLeaderboard, type Leaderboard } from "./Leaderboard.ts"
import { decodeTask, decodeTaskList, type Task } from "./Task.ts"
import { decodeTaskMatch, type TaskMatch } from "./TaskMatch.ts"

/** The id of a task. An empty id is refused before sending. */
export type TaskId = string

/** The options of `tasks.retrieve`. */
export interface RetrieveTaskOptions {
  /** The number of sample rows to return; 0 for none. Default: `examples_n` is not sent. */
  readonly examplesN?: number | undefined
}

/** The options of `tasks.match`. */
export interface MatchTaskOptions {
  /** The maximum number of candidates to return. @default 5 */
  readonly topK?: number | undefined
}

/** The names of the options of `tasks.retrieve`. */
export const retrieveOptions: FieldNames<RetrieveTaskOptions> = { examplesN: true }

/** The names of the options of `tasks.match`. */
export const matchOptions: FieldNames<MatchTaskOptions> = { topK: true }

/** `client.tasks` */
export interface Tasks {
  /** Lists the tasks of the catalogue: `GET /v1/tasks`. Not billed. */
  readonly list: () => Effect.Effect<Array<Task>, CallFailure>
  /** Returns one task, with sample rows if `examplesN` is given: `GET /v1/tasks/{id}`. Not billed. */
  readonly retrieve: (id: TaskId, options?: RetrieveTaskOptions) => Effect.Effect<Task, CallFailure>
  /** Finds the task that a query asks for: `POST /v1/tasks/match`. No match is a result, not a failure. Not billed. */
  readonly match: (query: string, options?: MatchTaskOptions) => Effect.Effect<TaskMatch, CallFailure>
  /** Returns the models of a task, best first: `GET /v1/tasks/{id}/leaderboard`. Not billed. */
  readonly leaderboard: (id: TaskId) => Effect.Effect<Leaderboard, CallFailure>
  /**
   * Returns the alias that a deployment for this task uses by default, or `null` if there is none:
   * `GET /v1/tasks/{id}/leaderboard`. Not billed.
   */
  readonly recommended: (id: TaskId) => Effect.Effect<string | null, CallFailure>
}

/** Creates the operations of the namespace. */
export const make = (api: Api): Tasks => {
  const leaderboard = (operation: string, id: TaskId): Effect.Effect<Leaderboard, CallFailure> =>
    api.json(operation, () => ({ method: "GET", path: `${taskPath(id)}/leaderboard` }), decodeLeaderboard)
  return {
    list: () => api.json("tasks.list", () => ({ method: "GET", path: "/v1/tasks" }), decodeTaskList),
    retrieve: (id, options) =>
      api.json(
        "tasks.retrieve",
        () => ({ method: "GET", path: taskPath(id), query: { examples_n: examplesOf(options) } }),
        decodeTask
      ),
    match: (query, options) =>
      api.json(
        "tasks.match",
        () => {
          requiredProse(query, "query")
          return {
            method: "POST",
            path: "/v1/tasks/match",
            json: { query, top_k: count(fieldsOf(options, matchOptions, "option").topK, "topK") ?? 5 }
          }
        },
        decodeTaskMatch
      ),
    leaderboard: (id) => leaderboard("tasks.leaderboard", id),
    recommended: (id) => Effect.map(leaderboard("tasks.recommended", id), (board) => board.recommended)
  }
}

const taskPath = (id: TaskId): string => `/v1/tasks/${pathSegment(id, "task id")}`

const examplesOf = (options: RetrieveTaskOptions | undefined): number | undefined =>
  count(fieldsOf(options, retrieveOptions, "option").examplesN, "examplesN")

const count = (value: number | undefined, name: string): number | undefined => {
  if (value !== undefined && value !== null && (!Number.isInteger(value) || value < 0)) {
    throw new InvalidArgumentError(`${name} must be 0 or a positive integer`)
  }
  return value ?? undefined
}
