/** Scripted outcomes of `POST /v1/tasks/match`: what the matcher finds for the next queries. */
import { findCapability } from "../catalogue/Capabilities.ts"
import { findTask } from "../catalogue/Catalogue.ts"
import { Script } from "../control/Script.ts"

/**
 * What a query comes out as: `"reason"` a task found by the reasoning matcher; `"keyword"` one found by its words;
 * `"legacy"` the same in the older shape without `type`; `"capability"` a lane; `"unsupported"`; `"none"`, nothing
 * confident.
 */
export type MatchOutcome = "reason" | "keyword" | "legacy" | "capability" | "unsupported" | "none"

/** One scripted outcome. */
export interface ScriptedMatch {
  readonly outcome: MatchOutcome
  /** Which queries it is for; default: every query. */
  readonly query?: string | RegExp
  /** How many queries it is for; default 1, `Infinity` until cleared. */
  readonly times?: number
  /** The task that is found; default: what the words of the query say. */
  readonly task?: string
  /** The lane that is found: `chat` (default), `coding`, `agentic`, `vision`, `asr`, `tts`. */
  readonly capability?: string
  /** Whether the first two are too close to tell; default: what the words of the query say. */
  readonly ambiguous?: boolean
  /** What the reasoning matcher says. */
  readonly reasoning?: string
  /** Fields put over those of the answer, for shapes that have no name here. */
  readonly fields?: { readonly [name: string]: unknown }
}

/** The script of the match route. Without one, the words of the query decide. */
export interface Matches {
  /** Adds outcomes at the end of the script. */
  readonly script: (...outcomes: ReadonlyArray<MatchOutcome | ScriptedMatch>) => void
  /** Forgets what has not happened yet. */
  readonly clear: () => void
  /** How many queries the remaining outcomes are for. */
  readonly pending: number
}

/** The script and the hand that takes from it. */
export class MatchScript implements Matches {
  readonly #entries = new Script<ScriptedMatch>()

  get pending(): number {
    return this.#entries.pending
  }

  script(...outcomes: ReadonlyArray<MatchOutcome | ScriptedMatch>): void {
    for (const outcome of outcomes) {
      const entry: ScriptedMatch = typeof outcome === "string" ? { outcome } : outcome
      // A misspelt name is the test's mistake: it is told at once, not by an odd answer later.
      if (entry.task !== undefined && findTask(entry.task) === undefined) {
        throw new RangeError(`matches.script: there is no task '${entry.task}'`)
      }
      if (entry.capability !== undefined && findCapability(entry.capability) === undefined) {
        throw new RangeError(`matches.script: there is no capability '${entry.capability}'`)
      }
      this.#entries.push(entry)
    }
  }

  clear(): void {
    this.#entries.clear()
  }

  /** The outcome for a query, if one is scripted; it is used up once. */
  take(query: string): ScriptedMatch | undefined {
    return this.#entries.next(({ query: wanted }) =>
      wanted === undefined || typeof wanted === "string" ? (wanted ?? query) === query : query.search(wanted) !== -1
    )
  }
}
