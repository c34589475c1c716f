/** The organization's credit and every debit from it. */

/** One debit. */
export interface LedgerEntry {
  /** Unix time, milliseconds. */
  readonly at: number
  readonly requestId: string
  /** The route that was charged for, for example `chat`. */
  readonly route: string
  readonly idempotencyKey: string | null
  /** What answered: an endpoint id or an alias. */
  readonly model: string
  readonly microUsd: number
  readonly balanceAfterMicroUsd: number
}

/** Balance and entries; a debit may take the balance below zero, the next metered request is then refused. */
export class Ledger {
  balanceMicroUsd: number
  readonly entries: Array<LedgerEntry> = []

  constructor(balanceMicroUsd: number) {
    this.balanceMicroUsd = balanceMicroUsd
  }

  /** Takes the amount from the balance and writes it down. */
  debit(entry: Omit<LedgerEntry, "balanceAfterMicroUsd">): void {
    this.balanceMicroUsd -= entry.microUsd
    this.entries.push({ ...entry, balanceAfterMicroUsd: this.balanceMicroUsd })
  }
}
