/** Every default limit of the client, by name. Times are in milliseconds. */

/** How often a call is retried. */
export const defaultMaxRetries = 2

/** The back-off between attempts: it begins here and doubles, */
export const firstBackOff = 500
/** up to this, */
export const longestBackOff = 8000
/** plus up to this much at random. */
export const backOffJitter = 250
/** The longest wait that a `Retry-After` can ask for. */
export const longestRetryAfter = 30_000

/** One attempt: to the end of the body of a buffered call, or to the head of a stream. */
export const attemptLimits = { request: 60_000, handshake: 60_000, total: Number.POSITIVE_INFINITY }

/** A plain number given as `timeout` sets `idle` too, but not below this: a live stream may pause for that long. */
export const shortestIdle = 60_000

/** The events of a chat stream, or of a route called by `stream`. */
export const chatStreamLimits = { firstEvent: 600_000, idle: 60_000, event: 600_000 }

/** The events of a deployment, which may be silent for minutes while capacity is found. */
export const deployStreamLimits = {
  firstEvent: Number.POSITIVE_INFINITY,
  idle: 600_000,
  event: Number.POSITIVE_INFINITY
}

/** The largest event of a stream, in characters. */
export const defaultMaxEventSize = 10 * 1024 * 1024

/** How much of the body of an error is read, in characters. */
export const largestErrorBody = 1024 * 1024

/** How many redirects a GET follows. */
export const mostRedirects = 5

/** One attempt to put a document into storage. The client's own limits do not apply there. */
export const storageLimit = 600_000

/** The size in bytes from which a document goes straight to storage, by a signed URL. */
export const signedUploadSize = 5 * 1024 * 1024

/** How many bytes of a document are sent between two reports of progress. */
export const uploadPieceSize = 64 * 1024

/** Waiting for an eval run: the pause between polls, */
export const defaultPollInterval = 3000
/** how long it may take in all, */
export const defaultRunTimeout = 900_000
/** and how many polls in a row may fail for a passing reason. */
export const toleratedPollFailures = 3
