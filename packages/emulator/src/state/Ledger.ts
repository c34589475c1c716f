/** The organization's credit, and the debits from it. */
import { Newest } from "../control/Newest.ts"

/** One debit. */
export interface LedgerEntry {
  /** Unix time in milliseconds. */
  readonly at: number
  readonly requestId: string
  /** The name of the route that was charged for: `chat`, or `evals.runs` for an item of a run. */
  readonly route: string
  readonly idempotencyKey: string | null
  /** The endpoint id or alias that served the request. */
  readonly model: string
  readonly microUsd: number
  readonly balanceAfterMicroUsd: number
}

/**
 * The balance and its debits. A debit may make the balance negative; then the next request that costs money is refused.
 */
export class Ledger {
  balanceMicroUsd: number
  readonly #entries: Newest<LedgerEntry>

  /** Keeps the newest `maxEntries` debits. The balance counts them all. */
  constructor(balanceMicroUsd: number, maxEntries: number) {
    this.balanceMicroUsd = balanceMicroUsd
    this.#entries = new Newest(maxEntries)
  }

  /** The debits that are kept, oldest first. */
  get entries(): ReadonlyArray<LedgerEntry> {
    return this.#entries.values
  }

  /** How many debits were dropped, because there was no space for them. */
  get dropped(): number {
    return this.#entries.dropped
  }

  /** Subtracts the amount from the balance and records the debit. */
  debit(entry: Omit<LedgerEntry, "balanceAfterMicroUsd">): void {
    this.balanceMicroUsd -= entry.microUsd
    this.#entries.push({ ...entry, balanceAfterMicroUsd: this.balanceMicroUsd })
  }

  /** Refunds what a request was charged, because it failed afterwards. Items of eval runs stay charged. */
  undo(requestId: string): void {
    for (const entry of this.entries.filter((each) => each.requestId === requestId && each.route !== "evals.runs")) {
      this.balanceMicroUsd += entry.microUsd
      this.#entries.remove(entry)
    }
  }
}
