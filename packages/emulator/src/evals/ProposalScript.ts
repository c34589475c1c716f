/** Scripted outcomes of `POST /v1/eval-sets/propose-contract`, and of sets that are created without a task. */
import * as Schema from "effect/Schema"
import { findTask } from "../catalogue/Catalogue.ts"
import { checkNames, type Names } from "../control/KnownNames.ts"
import { Script } from "../control/Script.ts"
import { Times, typeCheck } from "../control/ScriptTypes.ts"
import { matchesText } from "../control/TextMatcher.ts"

/**
 * The outcome of a proposal:
 *
 * - `"clean"`: one task fits all rows
 * - `"low"`: one task fits, but with low confidence
 * - `"several"`: more than one task fits
 * - `"conflict"`: the prompt asks for another job than the rows are for
 * - `"split"`: not all rows fit the same task
 * - `"custom-eval"`: only a panel of judges can grade the answers
 * - `"none"`: nothing is proposed
 */
export type ProposalOutcome = "clean" | "low" | "several" | "conflict" | "split" | "custom-eval" | "none"

/** One scripted outcome. */
export interface ScriptedProposal {
  readonly outcome: ProposalOutcome
  /** The prompts it applies to: an exact text or a pattern. Default: every prompt. */
  readonly prompt?: string | RegExp
  /** The number of proposals it applies to. Default: 1. `Infinity` applies it until `clear` is called. */
  readonly times?: number
  /** The id of the task that fits. Default: the one that the rows and the prompt suggest. */
  readonly task?: string
  /** Merged over the fields of the reply, for shapes that no outcome covers. */
  readonly fields?: { readonly [name: string]: unknown }
}

/** The script of proposals. Without an entry for it, a proposal is made from the rows and the prompt. */
export interface Proposals {
  /** Appends outcomes to the script. Throws a `RangeError` for an outcome that is wrong. */
  readonly script: (...outcomes: ReadonlyArray<ProposalOutcome | ScriptedProposal>) => void
  /** Removes all remaining outcomes. */
  readonly clear: () => void
  /** The number of proposals that the remaining outcomes apply to. */
  readonly pending: number
}

/** The implementation of `Proposals`. The routes call `take`. */
export class ProposalScript extends Script<ScriptedProposal> implements Proposals {
  script(...outcomes: ReadonlyArray<ProposalOutcome | ScriptedProposal>): void {
    const entries = outcomes.map((outcome) => (typeof outcome === "string" ? { outcome } : outcome))
    this.append(entries, (entry) => {
      checkNames(entry, proposalNames, "a proposal")
      checkTypes(entry, "proposals.script")
      checkNames({ [entry.outcome]: true }, outcomeNames, "outcome")
      if (entry.task !== undefined && findTask(entry.task) === undefined) {
        throw new RangeError(`proposals.script: there is no task '${entry.task}'`)
      }
    })
  }

  /** Returns the outcome for a prompt, if one is scripted, and counts one use of it. */
  take(prompt: string): ScriptedProposal | undefined {
    return this.next(({ prompt: wanted }) => matchesText(wanted, prompt))
  }
}

const checkTypes = typeCheck(
  Schema.Struct({
    outcome: Schema.String,
    task: Schema.optional(Schema.String),
    fields: Schema.optional(Schema.Record(Schema.String, Schema.Unknown)),
    times: Times
  })
)

const proposalNames: Names<ScriptedProposal> = { outcome: true, prompt: true, times: true, task: true, fields: true }

const outcomeNames: Readonly<Record<ProposalOutcome, true>> = {
  clean: true,
  low: true,
  several: true,
  conflict: true,
  split: true,
  "custom-eval": true,
  none: true
}
