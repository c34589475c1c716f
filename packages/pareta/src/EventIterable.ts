/** The events of a streamed call, as an async iterable. */
import { InvalidArgumentError, type ResponseMeta } from "@pareta/core/internal"
import { alreadyRead, type Reading } from "./Reading.ts"
import { abortError } from "./run.ts"

/**
 * The events of one streamed call.
 *
 * The request is sent when the iteration starts. The events can be iterated once; a second iteration fails. `break`,
 * `abort()`, the signal of the call and the end of an `await using` scope cancel the HTTP request. It is not a promise,
 * so `await` returns it unchanged.
 */
export interface EventIterable<Event> extends AsyncIterable<Event> {
  /** Returns the events, one after the other. */
  [Symbol.asyncIterator](): AsyncIterator<Event, undefined, undefined>
  /**
   * Sends the request, unless it was already sent, and waits for the response headers. Returns the stream itself, with
   * its `meta`, once the server has accepted the call. If the server refuses the call, it rejects with that error.
   *
   * Use it where you need to know about a refusal before the first event, such as in a route handler.
   *
   * ```ts
   * const stream = await pareta.chat.completions.create({ model, messages, stream: true }).open()
   * return new Response(stream.toReadableStream())
   * ```
   */
  open(): Promise<this & { readonly meta: ResponseMeta }>
  /**
   * The metadata of the call so far, such as the request id; after the end also how the stream ended and what was
   * billed. `undefined` before the server has accepted the call.
   */
  readonly meta: ResponseMeta | undefined
  /** Cancels the request. The pending or next step rejects with `APIAbortError`, whose `cause` is `reason`. */
  abort(reason?: unknown): void
  /**
   * Returns the events as JSON lines in UTF-8, for the body of a `Response`. This counts as the one iteration.
   * Cancelling the returned stream cancels the request. Do not combine it with `await using`: the end of the scope
   * would stop the stream before it is read, and the returned stream fails then.
   */
  toReadableStream(): ReadableStream<Uint8Array>
  /** Cancels the request at the end of the scope of an `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** The events of a {@link Reading}. */
export class ReadingIterable<Event> implements EventIterable<Event> {
  protected readonly reading: Reading<Event>

  constructor(reading: Reading<Event>) {
    this.reading = reading
    // It refers to the internals of the client, which must not be printed.
    Object.defineProperty(this, "reading", { enumerable: false })
  }

  async open(): Promise<this & { readonly meta: ResponseMeta }> {
    await this.reading.open()
    return this as this & { readonly meta: ResponseMeta }
  }

  get meta(): ResponseMeta | undefined {
    return this.reading.meta
  }

  [Symbol.asyncIterator](): AsyncIterator<Event, undefined, undefined> {
    return this.reading.claim() ? this.reading : alreadyRead()
  }

  abort(reason?: unknown): void {
    this.reading.abort(reason)
  }

  toReadableStream(): ReadableStream<Uint8Array> {
    if (typeof ReadableStream !== "function") throw new InvalidArgumentError("this runtime has no ReadableStream")
    const iterator = this[Symbol.asyncIterator]()
    const encoder = new TextEncoder()
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const step = await iterator.next()
          if (step.done === true) {
            // Stopped by the end of an `await using` scope, for example: what was read is not complete.
            if (this.reading.outcome === undefined) throw abortError(undefined)
            const end = this.endLine()
            if (end !== "") controller.enqueue(encoder.encode(end))
            controller.close()
          } else controller.enqueue(encoder.encode(`${JSON.stringify(step.value)}\n`))
        },
        cancel: async () => {
          await iterator.return?.()
        }
      },
      // No read-ahead.
      { highWaterMark: 0 }
    )
  }

  /** A line after those of the events, where they do not show that the stream is complete. */
  protected endLine(): string {
    return ""
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.reading.return()
  }
}
