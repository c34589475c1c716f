import type { Leaderboard, MatchTaskOptions, RetrieveTaskOptions, Task, TaskMatch } from "@pareta/core"
import * as Core from "@pareta/core/src/tasks/Tasks.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import { type Runtime, run } from "./run.ts"

/** `pareta.tasks` */
export interface Tasks {
  /** Every task of the catalogue (contract R10). Free. */
  list(options?: RequestOptions): Promise<Array<Task>>
  /** One task, with `examplesN` sample rows when asked for (contract R11). Free. */
  retrieve(taskId: string | null | undefined, options?: RetrieveTaskOptions & RequestOptions): Promise<Task>
  /**
   * Finds the task that words mean (contract R12). Not finding one is an answer, not an error. Free.
   *
   * ```ts
   * const match = await pareta.tasks.match("pull the parties out of contracts")
   * if (match.matched) console.log(match.chosen.taskId, match.chosen.confidence)
   * ```
   */
  match(query: string, options?: MatchTaskOptions & RequestOptions): Promise<TaskMatch>
  /** The models of a task, best first (contract R13). Free. */
  leaderboard(taskId: string | null | undefined, options?: RequestOptions): Promise<Leaderboard>
  /** The alias that a deployment of this task takes by default (contract R13). Free. */
  recommended(taskId: string | null | undefined, options?: RequestOptions): Promise<string | null>
}

export const makeTasks = (runtime: Runtime): Tasks => {
  const { call } = runtime
  return {
    list: (options) => run(runtime, Core.list(call), options),
    retrieve: (taskId, options) => run(runtime, Core.retrieve(call, taskId, options), options),
    match: (query, options) => run(runtime, Core.match(call, query, options), options),
    leaderboard: (taskId, options) => run(runtime, Core.leaderboard(call, taskId), options),
    recommended: (taskId, options) => run(runtime, Core.recommended(call, taskId), options)
  }
}
