/** Reads a body in pieces of text, whatever kind of body `fetch` returned. */
import { holdsFor } from "../../ParetaError.ts"
import { makeUtf8Decoder } from "./Utf8.ts"

/**
 * A response that does not fit the contract of `fetch`. The server may have executed the request, so it is not sent
 * again.
 */
export class UnusableResponse extends Error {}

/** Whether a thrown value is an {@link UnusableResponse}. Safe for every value, even a revoked proxy. */
export const isUnusable = (cause: unknown): cause is UnusableResponse =>
  holdsFor(() => cause instanceof UnusableResponse)

/** The parts of a response that a body can be read from: those of a web `Response`, each possibly missing. */
export interface BodyParts {
  readonly body?: unknown
  readonly text?: unknown
  readonly json?: unknown
}

/**
 * The body of a response.
 *
 * Users inject many kinds of `fetch`. A body is read with the reader of a web stream; with the iterator of an async
 * iterable, such as a Node stream; and, if there is neither, all at once with `text()` or `json()`.
 */
export class ResponseBody {
  readonly #parts: BodyParts
  readonly #isEmpty: boolean
  /** Created when the first bytes arrive, so that a runtime without `TextDecoder` can still read bodies of strings. */
  #utf8: ReturnType<typeof makeUtf8Decoder> | undefined
  #source: Source | undefined
  #reads = 0
  #cancelled = false
  /** Ends the pending read. */
  #endRead: ((end: { readonly done: true }) => void) | undefined
  /** How many bytes were read; for a body of strings, how many characters. */
  size = 0

  /** `isEmpty` says that there is no body to read, because of the status. */
  constructor(parts: BodyParts, isEmpty = false) {
    this.#parts = parts
    this.#isEmpty = isEmpty
  }

  /**
   * Makes the body ready to be read as it arrives. Returns whether there is a body. Throws {@link UnusableResponse} if
   * the body can only be read all at once.
   */
  open(): boolean {
    const { body } = this.#parts
    if (body === null) return false
    this.#source ??= streamOf(body)
    if (this.#source === undefined) {
      throw new UnusableResponse(`the response has ${nameOf(body)} as its body, which is not a stream`)
    }
    return true
  }

  /** Reads the next piece. {@link take} has to be called with the result. Never throws; may reject with anything. */
  read(): Promise<unknown> {
    try {
      this.#source ??= this.#whole()
      const { read } = this.#source
      // Bodies in memory can yield without end and never let a timer run. No time limit would hold.
      if (++this.#reads % readsPerTurn === 0) return nextTurn().then(() => this.#next(read))
      return this.#next(read)
    } catch (cause) {
      return Promise.reject(cause)
    }
  }

  /** Returns the text of a piece; `undefined` at the end of the body. Throws {@link UnusableResponse}. */
  take(piece: unknown): string | undefined {
    const { done, value } = (piece ?? {}) as { readonly done?: unknown; readonly value?: unknown }
    if (done === true) return undefined
    if (typeof value === "string") {
      this.size += value.length
      return this.end() + value
    }
    const bytes = bytesOf(value)
    if (bytes === undefined) throw new UnusableResponse(`the body yielded ${nameOf(value)} in place of bytes`)
    this.size += bytes.byteLength
    this.#utf8 ??= makeUtf8Decoder()
    return this.#utf8.push(bytes)
  }

  /** Returns the end of the text: a code point that stayed incomplete. */
  end(): string {
    return this.#utf8?.end() ?? ""
  }

  /** Cancels the body, so that its connection is released, and ends a pending read. Never throws. */
  cancel(): void {
    if (this.#cancelled) return
    this.#cancelled = true
    quietly(() => {
      const source = this.#source ?? streamOf(this.#parts.body)
      return source?.cancel()
    })
    this.#endRead?.({ done: true })
  }

  #next(read: Source["read"]): Promise<unknown> {
    // The cancellation of a web stream ends a pending read. Nothing else can be trusted to do that.
    if (isWebStream(this.#parts.body)) return read() as Promise<unknown>
    return new Promise((resolve, reject) => {
      this.#endRead = resolve
      Promise.resolve(read()).then(resolve, reject)
    })
  }

  #whole(): Source {
    const { body, text, json } = this.#parts
    const source = streamOf(body) ?? pieceOf(body)
    if (source !== undefined) return source
    if (typeof text === "function") return once(() => text.call(this.#parts))
    if (typeof json === "function") return once(async () => jsonText(await json.call(this.#parts)))
    if (body === null || this.#isEmpty) return once(() => "")
    throw new UnusableResponse(`the response has ${nameOf(body)} as its body, and neither text() nor json()`)
  }
}

/** Names a value in a message, without its content. */
export const nameOf = (value: unknown): string => {
  if (value === null || value === undefined) return String(value)
  if (typeof value !== "object") return `a ${typeof value}`
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name
  return typeof name === "string" && name !== "" && name !== "Object" ? `an instance of ${name}` : "an object"
}

/** Calls something that is not needed any more. What it throws or rejects with is ignored. */
const quietly = (release: () => unknown): void => {
  try {
    Promise.resolve(release()).catch(() => {})
  } catch {
    // Nothing is left to release.
  }
}

/** Whether a body is a stream of the runtime. A test double may only look like one. */
const isWebStream = (body: unknown): boolean =>
  typeof ReadableStream === "function" &&
  body instanceof ReadableStream &&
  body.getReader === ReadableStream.prototype.getReader

/** Where the pieces come from. `read` and `cancel` may throw, or return something other than a promise. */
interface Source {
  readonly read: () => unknown
  readonly cancel: () => unknown
}

interface Streamable {
  readonly getReader?: () => { readonly read: () => unknown; readonly cancel: () => unknown }
  readonly [Symbol.asyncIterator]?: () => { readonly next: () => unknown; readonly return?: () => unknown }
  /** Ends a Node stream at once. The `return` of its iterator would wait for the pending piece. */
  readonly destroy?: () => unknown
}

const streamOf = (body: unknown): Source | undefined => {
  if (body === null || body === undefined) return undefined
  try {
    return openStream(body)
  } catch (cause) {
    // It is locked, for instance, because the same response was returned before.
    throw new UnusableResponse(`the body of the response cannot be read: ${messageOf(cause)}`)
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : "it throws")

const openStream = (stream: Streamable): Source | undefined => {
  if (typeof stream.getReader === "function") {
    const reader = stream.getReader()
    return { read: () => reader.read(), cancel: () => reader.cancel() }
  }
  const iterator = stream[Symbol.asyncIterator]?.()
  if (iterator === undefined) return undefined
  return {
    read: () => iterator.next(),
    cancel: () => (typeof stream.destroy === "function" ? stream.destroy() : iterator.return?.())
  }
}

/** A body that is already in memory. */
const pieceOf = (body: unknown): Source | undefined =>
  typeof body === "string" || bytesOf(body) !== undefined ? once(() => body) : undefined

const once = (read: () => unknown): Source => {
  let isRead = false
  return {
    read: async () => {
      if (isRead) return { done: true }
      isRead = true
      return { done: false, value: await read() }
    },
    cancel: () => {}
  }
}

const jsonText = (value: unknown): string => {
  const text = JSON.stringify(value)
  if (text === undefined) throw new UnusableResponse(`json() of the response resolved to ${nameOf(value)}`)
  return text
}

/** Whether a value is an ArrayBuffer. It is told by its tag, since test runners and frames have their own class. */
export const isArrayBuffer = (value: unknown): value is ArrayBuffer =>
  Object.prototype.toString.call(value) === "[object ArrayBuffer]"

/** The bytes of a view or a buffer, including those of another realm, such as jsdom's. */
const bytesOf = (value: unknown): Uint8Array | undefined => {
  if (value instanceof Uint8Array) return value
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  return isArrayBuffer(value) ? new Uint8Array(value) : undefined
}

/** How many pieces are read before timers get a turn. */
const readsPerTurn = 256

// Looked up when this file is loaded: the fake timers of a test, installed later, would never fire by themselves.
const schedule: (task: () => void) => unknown = typeof setImmediate === "function" ? setImmediate : setTimeout

const nextTurn = (): Promise<void> => new Promise((resolve) => schedule(resolve))
