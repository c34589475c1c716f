/** Scripted eval runs: how the next ones go wrong, and how long they take. */
import * as Duration from "effect/Duration"
import { Script } from "../control/Script.ts"

/** What happens to a run. */
export interface ScriptedRun {
  /** The run fails, with this as its `error_detail`. */
  readonly failsWith?: string
  /** The status it fails in. Default `"running"`: after half of the items. */
  readonly at?: "queued" | "running" | "evaluating"
  /** From the request to the end, in place of the timing in force; then it moves with the clock only. */
  readonly lasts?: Duration.Input
  /** Rows (by index) that every model fails on, with the error they show. */
  readonly itemErrors?: { readonly [index: number]: string }
  /** How many runs it is for; default 1, `Infinity` until cleared. */
  readonly times?: number
}

/** The script of eval runs, taken when a run is created. */
export interface Runs {
  /** Adds runs at the end of the script; `{}` lets one pass as it is. */
  readonly script: (...runs: ReadonlyArray<ScriptedRun>) => void
  /** Forgets what has not happened yet. */
  readonly clear: () => void
  /** How many runs the remaining script is for. */
  readonly pending: number
}

/** The script and the hand that takes from it. */
export class RunScript implements Runs {
  readonly #entries = new Script<ScriptedRun>()

  get pending(): number {
    return this.#entries.pending
  }

  script(...runs: ReadonlyArray<ScriptedRun>): void {
    for (const run of runs) {
      if (run.lasts !== undefined && !(Duration.toMillis(run.lasts) >= 0)) {
        throw new RangeError("runs.script: lasts must be a duration")
      }
      this.#entries.push(run)
    }
  }

  clear(): void {
    this.#entries.clear()
  }

  /** What is scripted for the next run; it is used up once. */
  take(): ScriptedRun {
    return this.#entries.next(() => true) ?? {}
  }
}
