import { alreadyRead, type Reading } from "./Reading.ts"

/**
 * The events of one streamed call.
 *
 * Lazy: nothing is sent before the first step. One-shot: it can be iterated once, and a second iteration fails. `break`,
 * `abort()`, the call's signal and `await using` cancel the request on the wire. Awaiting it is harmless.
 */
export interface EventIterable<Event> extends AsyncIterable<Event, undefined, undefined> {
  /** Stops: the request is cancelled, and the pending or next step rejects with `APIAbortError`, whose `cause` is `reason`. */
  abort(reason?: unknown): void
  /**
   * The events as lines of JSON in UTF-8, for the body of a `Response`; this is the one iteration. Cancelling it cancels
   * the request.
   */
  toReadableStream(): ReadableStream<Uint8Array>
  /** Cancels the request when the scope of an `await using` ends. */
  [Symbol.asyncDispose](): Promise<void>
}

/** The events of a {@link Reading}. */
export class ReadingIterable<Event> implements EventIterable<Event> {
  protected readonly reading: Reading<Event>

  constructor(reading: Reading<Event>) {
    this.reading = reading
    // It leads to the client's internals, which nobody wants printed.
    Object.defineProperty(this, "reading", { enumerable: false })
  }

  [Symbol.asyncIterator](): AsyncIterator<Event, undefined, undefined> {
    return this.reading.claim() ? this.reading : alreadyRead()
  }

  abort(reason?: unknown): void {
    this.reading.abort(reason)
  }

  toReadableStream(): ReadableStream<Uint8Array> {
    const iterator = this[Symbol.asyncIterator]()
    const encoder = new TextEncoder()
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const step = await iterator.next()
          if (step.done === true) controller.close()
          else controller.enqueue(encoder.encode(`${JSON.stringify(step.value)}\n`))
        },
        cancel: async () => {
          await iterator.return?.()
        }
      },
      // Nothing is asked for before somebody reads.
      { highWaterMark: 0 }
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.reading.return()
  }
}
