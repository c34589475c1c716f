/** How much an emulator accepts from one request, and how much it keeps of all requests, with all defaults. */

/**
 * The limits of an emulator. They keep its memory bounded, however long it runs and whatever is sent to it. Sizes are
 * in bytes.
 */
export interface Limits {
  /** The largest body of a request to the API. Larger ones are refused with 413. Default: 32 MiB. */
  readonly bodyBytes: number
  /** The largest document that can be announced for a signed upload. It is hashed and not kept. Default: 5 GiB. */
  readonly uploadBytes: number
  /**
   * How many bytes of request bodies the server holds while they arrive. Beyond the limit, it answers 503. Default: 256
   * MiB.
   */
  readonly arrivingBytes: number
  /** The number of requests in the log. The oldest are dropped first. Default: 10 000. */
  readonly logEntries: number
  /**
   * The size of the log. Half of it is for bodies, as they were sent: the oldest are dropped first, and their entries
   * are marked `bodyDropped`. The other half is for everything else. Default: 64 MiB.
   */
  readonly logBytes: number
  /**
   * The number of debits in the ledger. The oldest are dropped first; the balance counts them all. Default: 100 000.
   */
  readonly ledgerEntries: number
  /**
   * The size of the replies that are remembered by idempotency key. The oldest are forgotten first. Default: 64 MiB.
   */
  readonly rememberedBytes: number
  /** The number of chat requests that metrics are computed from. The oldest are dropped first. Default: 100 000. */
  readonly trafficSamples: number
  /** The number of endpoints. More are refused with 409. Default: 1 000. */
  readonly endpoints: number
  /**
   * The estimated size of all eval sets, with what is known of their documents. More is refused with 413 until sets are
   * deleted. The same again holds for eval runs: the oldest that have ended are dropped first. Default: 128 MiB.
   */
  readonly evalBytes: number
  /** The number of upload URLs that are remembered. The oldest are forgotten first. Default: 10 000. */
  readonly uploadUrls: number
}

/** The default limits. */
export const defaultLimits: Limits = {
  bodyBytes: 32 * 1024 ** 2,
  uploadBytes: 5 * 1024 ** 3,
  arrivingBytes: 256 * 1024 ** 2,
  logEntries: 10_000,
  logBytes: 64 * 1024 ** 2,
  ledgerEntries: 100_000,
  rememberedBytes: 64 * 1024 ** 2,
  trafficSamples: 100_000,
  endpoints: 1_000,
  evalBytes: 128 * 1024 ** 2,
  uploadUrls: 10_000
}

/**
 * Fills in the defaults. Throws a `RangeError` for a limit that is not a number of at least 0, or that does not exist.
 */
export const resolveLimits = (limits: Partial<Limits>): Limits => {
  for (const [name, limit] of Object.entries(limits)) {
    if (!Object.hasOwn(defaultLimits, name)) throw new RangeError(`limits.${name} does not exist`)
    if (limit !== undefined && !(limit >= 0)) throw new RangeError(`limits.${name} must be a number of at least 0`)
  }
  const given = Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined))
  return { ...defaultLimits, ...given }
}
