/** `pareta.tasks`: the catalogue, matching, leaderboards. */
import {
  type Leaderboard,
  type MatchTaskOptions,
  makeTasks,
  matchOptions,
  type RetrieveTaskOptions,
  retrieveOptions,
  type Task,
  type TaskMatch
} from "@pareta/core/internal"
import * as Effect from "effect/Effect"
import { ownOptions, type RequestOptions } from "./RequestOptions.ts"
import { bindMethods, type Runtime, run } from "./run.ts"

/** `pareta.tasks` */
export class Tasks {
  readonly #runtime: Runtime
  readonly #tasks: ReturnType<typeof makeTasks>

  /** Called only by the client. */
  constructor(runtime: Runtime) {
    this.#runtime = runtime
    this.#tasks = makeTasks(runtime.api)
    bindMethods(this)
  }

  /** Lists the tasks of the catalogue: `GET /v1/tasks`. Not billed. */
  list(options?: RequestOptions): Promise<Array<Task>> {
    return run(this.#runtime, this.#tasks.list(), options)
  }

  /** Returns one task, with sample rows if `examplesN` is given: `GET /v1/tasks/{id}`. Not billed. */
  retrieve(taskId: string | null | undefined, options?: RetrieveTaskOptions & RequestOptions): Promise<Task> {
    const own = ownOptions("tasks.retrieve", options, retrieveOptions)
    const task = Effect.flatMap(own, (given) => this.#tasks.retrieve(taskId ?? "", given))
    return run(this.#runtime, task, options, retrieveOptions)
  }

  /**
   * Finds the task that a query asks for: `POST /v1/tasks/match`. No match is a result, not an error. Not billed.
   *
   * ```ts
   * const match = await pareta.tasks.match("pull the parties out of contracts")
   * if (match.matched) console.log(match.chosen.taskId, match.chosen.confidence)
   * ```
   */
  match(query: string, options?: MatchTaskOptions & RequestOptions): Promise<TaskMatch> {
    const own = ownOptions("tasks.match", options, matchOptions)
    const match = Effect.flatMap(own, (given) => this.#tasks.match(query, given))
    return run(this.#runtime, match, options, matchOptions)
  }

  /** Returns the models of a task, best first: `GET /v1/tasks/{id}/leaderboard`. Not billed. */
  leaderboard(taskId: string | null | undefined, options?: RequestOptions): Promise<Leaderboard> {
    return run(this.#runtime, this.#tasks.leaderboard(taskId ?? ""), options)
  }

  /**
   * Returns the alias that a deployment for this task uses by default, or `null` if there is none:
   * `GET /v1/tasks/{id}/leaderboard`. Not billed.
   */
  recommended(taskId: string | null | undefined, options?: RequestOptions): Promise<string | null> {
    return run(this.#runtime, this.#tasks.recommended(taskId ?? ""), options)
  }
}
