/** The default limits of the client. Times are in milliseconds. */

/** How many times a call is retried. */
export const defaultMaxRetries = 2

/** The first wait of the back-off between attempts. Each further wait is twice as long. */
export const firstBackOff = 500
/** The longest wait of the back-off. */
export const longestBackOff = 8000
/** The largest random part that is added to each wait of the back-off. */
export const backOffJitter = 250
/** The longest wait that a `Retry-After` can ask for. */
export const longestRetryAfter = 30_000

/** The limits of one attempt of a buffered call, of one attempt to open a stream, and of the whole call. */
export const callLimits = { request: 60_000, handshake: 60_000, total: Number.POSITIVE_INFINITY }

/** The limits of one attempt where the answer takes minutes: a large document with `auto`, an image. */
export const slowLimits = { request: 600_000, handshake: 600_000 }

/** The shortest `idle` that a plain `timeout` sets: a healthy stream may pause for that long. */
export const shortestIdle = 60_000

/** The limits for the events of a chat stream, or of a route called with `stream`. */
export const chatStreamLimits = { firstEvent: 600_000, idle: 60_000, event: 600_000 }

/** The limits for the events of a deployment, which may be silent for minutes while capacity is found. */
export const deployStreamLimits = {
  firstEvent: Number.POSITIVE_INFINITY,
  idle: 600_000,
  event: Number.POSITIVE_INFINITY
}

/** The largest event of a stream, in characters. */
export const defaultMaxEventSize = 10 * 1024 * 1024

/** The largest body of a buffered call, in bytes. A body beyond 512 MiB would not fit into a string. */
export const defaultMaxResponseSize = 256 * 1024 * 1024

/** How many bytes of the body of an error response are read at most. */
export const largestErrorBody = 1024 * 1024

/** The largest file of a request, in bytes, whose text is read so that an error does not show it. */
export const largestKnownBlob = 16 * 1024 * 1024

/** The most redirects that a GET follows. */
export const mostRedirects = 5

/** The limit of one attempt to upload a document to storage, in place of the client's `request` limit. */
export const storageLimit = 600_000

/** The size in bytes from which a document is uploaded straight to storage, with a signed URL. */
export const signedUploadSize = 5 * 1024 * 1024

/** How many bytes of a document are sent between two reports of progress. */
export const uploadPieceSize = 64 * 1024

/** The pause between the polls of an eval run or an endpoint. */
export const defaultPollInterval = 3000
/** How long to wait for an eval run or an endpoint. */
export const defaultWaitTimeout = 900_000
/** How much longer than the rest of the wait a poll may take. Otherwise the last poll would have no time at all. */
export const pollGrace = 1000
/** How many polls in a row may fail with a failure that is retried. */
export const toleratedPollFailures = 3
