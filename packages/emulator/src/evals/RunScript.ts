/** Scripted eval runs: how the next runs fail, and how long they take. */
import type * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { checkDuration } from "../control/Durations.ts"
import { checkNames, type Names } from "../control/KnownNames.ts"
import { Script } from "../control/Script.ts"
import { Times, typeCheck } from "../control/ScriptTypes.ts"

/** One scripted run. */
export interface ScriptedRun {
  /** The run fails, with this text as its `error_detail`. */
  readonly failsWith?: string
  /** The status in which it fails. Default: `"running"`, after half of the items. */
  readonly at?: "queued" | "running" | "evaluating"
  /** The time from the request to the end of the run. Replaces `timing.run`. Polls then do not advance the run. */
  readonly lasts?: Duration.Input
  /** Rows that fail for every model, by index, with the error they report. */
  readonly itemErrors?: { readonly [index: number]: string }
  /** The number of runs it applies to. Default: 1. `Infinity` applies it until `clear` is called. */
  readonly times?: number
}

/** The script of eval runs. A run takes its entry when it is created. */
export interface Runs {
  /** Appends runs to the script. `{}` leaves a run unchanged. Throws a `RangeError` for a run that is wrong. */
  readonly script: (...runs: ReadonlyArray<ScriptedRun>) => void
  /** Removes all remaining entries. */
  readonly clear: () => void
  /** The number of runs that the remaining entries apply to. */
  readonly pending: number
}

/** The implementation of `Runs`. The route calls `take`. */
export class RunScript extends Script<ScriptedRun> implements Runs {
  script(...runs: ReadonlyArray<ScriptedRun>): void {
    this.append(runs, (run) => {
      checkNames(run, runNames, "a run")
      checkTypes(run, "runs.script")
      checkDuration(run.lasts, "runs.script: lasts")
    })
  }

  /** Returns the entry for the next run, or `{}`, and counts one use of it. */
  take(): ScriptedRun {
    return this.next(() => true) ?? {}
  }
}

const checkTypes = typeCheck(
  Schema.Struct({
    failsWith: Schema.optional(Schema.String),
    at: Schema.optional(Schema.Literals(["queued", "running", "evaluating"])),
    itemErrors: Schema.optional(Schema.Record(Schema.String, Schema.String)),
    times: Times
  })
)

const runNames: Names<ScriptedRun> = { failsWith: true, at: true, lasts: true, itemErrors: true, times: true }
