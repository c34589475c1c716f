/** The organization's credit, and every debit from it. */

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
  readonly entries: Array<LedgerEntry> = []

  constructor(balanceMicroUsd: number) {
    this.balanceMicroUsd = balanceMicroUsd
  }

  /** Subtracts the amount from the balance and records the debit. */
  debit(entry: Omit<LedgerEntry, "balanceAfterMicroUsd">): void {
    this.balanceMicroUsd -= entry.microUsd
    this.entries.push({ ...entry, balanceAfterMicroUsd: this.balanceMicroUsd })
  }
}
