/** Scripted outcomes of `POST /v1/tasks/match`. */
import * as Schema from "effect/Schema"
import { findCapability } from "../catalogue/Capabilities.ts"
import { findTask } from "../catalogue/Catalogue.ts"
import { checkNames, type Names } from "../control/KnownNames.ts"
import { Script } from "../control/Script.ts"
import { Times, typeCheck } from "../control/ScriptTypes.ts"
import { matchesText } from "../control/TextMatcher.ts"

/**
 * The outcome of a match:
 *
 * - `"reason"`: a task, found by the reasoning matcher
 * - `"keyword"`: a task, found by its words
 * - `"legacy"`: like `"keyword"`, in the older shape without `type`
 * - `"capability"`: a lane
 * - `"unsupported"`: nothing that the platform offers
 * - `"none"`: nothing with enough confidence
 */
export type MatchOutcome = "reason" | "keyword" | "legacy" | "capability" | "unsupported" | "none"

/** One scripted outcome. */
export interface ScriptedMatch {
  readonly outcome: MatchOutcome
  /** The queries it applies to: an exact text or a pattern. Default: every query. */
  readonly query?: string | RegExp
  /** The number of queries it applies to. Default: 1. `Infinity` applies it until `clear` is called. */
  readonly times?: number
  /** The id of the task that is found. Default: the one that the words of the query suggest. */
  readonly task?: string
  /**
   * The lane that is found: `chat`, `coding`, `agentic`, `vision`, `asr`, `tts`, `rerank`, `embed` or `image-gen`. Default:
   * the one that the words of the query suggest, or `chat`.
   */
  readonly capability?: string
  /** Whether the first two tasks are too close to choose between them. Default: computed from their scores. */
  readonly ambiguous?: boolean
  /** The explanation of the reasoning matcher. */
  readonly reasoning?: string
  /** Merged over the fields of the reply, for shapes that no outcome covers. */
  readonly fields?: { readonly [name: string]: unknown }
}

/** The script of the match route. Without an entry for it, a query is matched by its words. */
export interface Matches {
  /** Appends outcomes to the script. Throws a `RangeError` for an outcome that is wrong. */
  readonly script: (...outcomes: ReadonlyArray<MatchOutcome | ScriptedMatch>) => void
  /** Removes all remaining outcomes. */
  readonly clear: () => void
  /** The number of queries that the remaining outcomes apply to. */
  readonly pending: number
}

/** The implementation of `Matches`. The route calls `take`. */
export class MatchScript extends Script<ScriptedMatch> implements Matches {
  script(...outcomes: ReadonlyArray<MatchOutcome | ScriptedMatch>): void {
    const entries = outcomes.map((outcome) => (typeof outcome === "string" ? { outcome } : outcome))
    this.append(entries, (entry) => {
      // A misspelt name is a mistake in the test. It fails here, and not later with an odd reply.
      checkNames(entry, matchNames, "a match")
      checkTypes(entry, "matches.script")
      checkNames({ [entry.outcome]: true }, outcomeNames, "outcome")
      if (entry.task !== undefined && findTask(entry.task) === undefined) {
        throw new RangeError(`matches.script: there is no task '${entry.task}'`)
      }
      if (entry.capability !== undefined && findCapability(entry.capability) === undefined) {
        throw new RangeError(`matches.script: there is no capability '${entry.capability}'`)
      }
    })
  }

  /** Returns the outcome for a query, if one is scripted, and counts one use of it. */
  take(query: string): ScriptedMatch | undefined {
    return this.next(({ query: wanted }) => matchesText(wanted, query))
  }
}

const checkTypes = typeCheck(
  Schema.Struct({
    outcome: Schema.String,
    task: Schema.optional(Schema.String),
    capability: Schema.optional(Schema.String),
    ambiguous: Schema.optional(Schema.Boolean),
    reasoning: Schema.optional(Schema.String),
    fields: Schema.optional(Schema.Record(Schema.String, Schema.Unknown)),
    times: Times
  })
)

const matchNames: Names<ScriptedMatch> = {
  outcome: true,
  query: true,
  times: true,
  task: true,
  capability: true,
  ambiguous: true,
  reasoning: true,
  fields: true
}

const outcomeNames: Readonly<Record<MatchOutcome, true>> = {
  reason: true,
  keyword: true,
  legacy: true,
  capability: true,
  unsupported: true,
  none: true
}
