/** Everything that can be wrong with an injected `fetch`, with what it returns, and with the body of that. */
import { Readable } from "node:stream"
import type { Fetch } from "@pareta/core"
import { chunk, completion, done } from "../ScriptedFetch.ts"
import type { Script } from "./Script.ts"

/** A fetch that a script decides about. */
export interface BrokenFetch {
  readonly fetch: Fetch
  /** The bodies that were handed out in part and neither ended nor were cancelled. */
  readonly open: () => number
}

export const brokenFetch = (script: Script): BrokenFetch => {
  const handedOut: Array<{ released: boolean }> = []
  let last: unknown
  const fetch = ((_: string, { signal }: { readonly signal: AbortSignal }) => {
    const value = script.below(12) === 0 && last !== undefined ? last : responseOf(script, handedOut)
    last = value
    switch (script.below(14)) {
      case 0:
        throw thrown(script)
      case 1:
        return Promise.reject(thrown(script))
      case 2:
        return value
      case 3:
        return {
          // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
          then: (resolve: (value: unknown) => void) => {
            resolve(value)
            throw thrown(script)
          }
        }
      case 4:
        return new Promise(() => {})
      case 5:
        return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
      case 6:
        return new Promise((resolve) => setImmediate(() => resolve(value)))
      default:
        return Promise.resolve(value)
    }
  }) as unknown as Fetch
  return { fetch, open: () => handedOut.filter(({ released }) => !released).length }
}

/** A value that somebody throws. */
export const thrown = (script: Script): unknown =>
  script.pick<() => unknown>(
    () => new TypeError("fetch failed", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) }),
    () => new DOMException("aborted", "AbortError"),
    () => undefined,
    () => null,
    () => "a text",
    () => 7,
    () => Symbol("thrown"),
    () => Object.create(null),
    () => revoked(),
    () => hostile(),
    () =>
      Object.assign(new Error("cyclic"), {
        get message() {
          throw new Error("no message")
        }
      }),
    () => {
      const error = new Error("cyclic")
      error.cause = error
      return error
    }
  )()

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

/** An object that throws whatever is done with it. */
const hostile = (): object => {
  const fail = () => {
    throw new Error("do not touch")
  }
  return new Proxy(function hostile() {}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail, apply: fail })
}

type Released = { released: boolean }

const responseOf = (script: Script, handedOut: Array<Released>): unknown => {
  switch (script.below(16)) {
    case 0:
      return script.pick<unknown>(undefined, null, "text", 3, true, Symbol("s"), () => {}, [], {}, new Map())
    case 1:
      return script.pick(revoked, hostile)()
    case 2:
      return Response.error()
    case 3:
      return { type: "opaqueredirect", status: 0, headers: new Headers(), body: null }
    case 4:
      return throwing(script, ["status", "headers", "body", "text", "json", "type", "statusText"])
    case 5:
      return {
        status: script.pick<unknown>(Number.NaN, -1, 0, 99, 1e9, "200", null, {}),
        headers: {},
        text: () => "{}"
      }
    case 6:
      return { ok: true, json: jsonOf(script) }
    case 7:
      return {
        ok: true,
        status: 200,
        text: script.pick<unknown>(
          () => "{}",
          async () => good(script),
          () => 7,
          "no"
        )
      }
    case 8:
      return { ok: true, status: 200, headers: headersOf(script), body: bodyOf(script, handedOut) }
    case 9: {
      const response = new Response(good(script), { status: 200 })
      script.pick<() => unknown>(
        () => response.body?.getReader(),
        () => response.text(),
        () => response.body?.tee()
      )()
      return response
    }
    case 10:
      return new Response(good(script), { status: script.pick(301, 400, 404, 422, 429, 500, 503) })
    default: {
      const body = bodyOf(script, handedOut)
      const isStream = body instanceof ReadableStream
      return isStream
        ? new Response(body, { headers: { "content-type": script.pick("text/event-stream", "application/json", "") } })
        : {
            ok: true,
            status: script.pick(200, 200, 500),
            headers: headersOf(script),
            body,
            text: async () => good(script)
          }
    }
  }
}

/** An object with the parts of a response, of which one throws when it is read. */
const throwing = (script: Script, names: ReadonlyArray<string>): object => {
  const parts: { [name: string]: unknown } = { status: 200, ok: true, headers: new Headers(), text: async () => "{}" }
  const name = names[script.below(names.length)] as string
  return Object.defineProperty(parts, name, {
    get: () => {
      throw thrown(script)
    }
  })
}

const jsonOf = (script: Script): (() => unknown) =>
  script.pick<() => unknown>(
    () => completion,
    () => undefined,
    () => Promise.reject(thrown(script)),
    () => 1n
  )

const headersOf = (script: Script): unknown =>
  script.pick<() => unknown>(
    () => new Headers({ "x-request-id": "req" }),
    () => new Map([["content-type", "text/event-stream"]]),
    () => ({ "Content-Type": "text/event-stream", "set-cookie": ["a", "b"] }),
    () => [["a", "b"], 7, null],
    () => undefined,
    () => "headers",
    () => ({
      get: () => 7,
      forEach: () => {
        throw thrown(script)
      }
    }),
    () => hostile()
  )()

const good = (script: Script): string =>
  script.pick(
    JSON.stringify(completion),
    `${chunk("a", "stop")}${done}`,
    "{}",
    "",
    "<html>",
    '{"error":{"message":"m"}}'
  )

const pieceOf = (script: Script): unknown =>
  script.pick<() => unknown>(
    () => new TextEncoder().encode(chunk("a")),
    () => new TextEncoder().encode(JSON.stringify(completion)),
    () => chunk("b", "stop"),
    () => Buffer.from(done),
    () => new Uint8Array(0),
    () => new TextEncoder().encode("x").buffer,
    () => new Uint8Array(70_000),
    () => [1, 2],
    () => null,
    () => 7,
    () => ({}),
    () => hostile()
  )()

/** Hands out pieces until it ends, fails, stalls or never ends. */
const piecesOf = (script: Script, handedOut: Array<Released>) => {
  const state: Released = { released: false }
  const start = () => {
    if (!handedOut.includes(state)) handedOut.push(state)
  }
  const release = () => {
    state.released = true
  }
  const lasting = script.below(5)
  // Never an event: a stream that goes on sending events is never cut, and never ends.
  const endless = script.pick<unknown>(new Uint8Array(0), ": ping\n\n", new Uint8Array(70_000), "x")
  let left = script.below(5)
  const next = (): unknown => {
    start()
    if (left-- > 0) return { done: false, value: pieceOf(script) }
    if (lasting === 0) return { done: false, value: endless }
    if (lasting === 1) return new Promise(() => {})
    release()
    if (lasting === 2) throw thrown(script)
    if (lasting === 3) return Promise.reject(thrown(script))
    return { done: true, value: undefined }
  }
  return { next, release }
}

const bodyOf = (script: Script, handedOut: Array<Released>): unknown => {
  const cancel = script.pick<() => unknown>(
    () => undefined,
    () => Promise.reject(thrown(script)),
    () => {
      throw thrown(script)
    },
    () => new Promise(() => {})
  )
  switch (script.below(8)) {
    case 0:
      return script.pick<unknown>(null, undefined, "text", new Uint8Array(3), 7, {}, hostile())
    case 1: {
      const { next, release } = piecesOf(script, handedOut)
      return {
        getReader: () => ({
          read: script.pick<() => unknown>(next, async () => next()),
          cancel: () => {
            release()
            return cancel()
          }
        })
      }
    }
    case 2:
      return {
        getReader: script.pick<unknown>(
          () => undefined,
          () => ({}),
          () => {
            throw thrown(script)
          }
        )
      }
    case 3: {
      const { next, release } = piecesOf(script, handedOut)
      return {
        [Symbol.asyncIterator]: () => ({
          next: async () => next(),
          return: () => {
            release()
            return cancel()
          }
        })
      }
    }
    case 4: {
      const { next, release } = piecesOf(script, handedOut)
      const stream = new Readable({
        objectMode: true,
        read() {
          Promise.resolve()
            .then(next)
            .then(
              (step) => {
                const { done: isDone, value } = step as IteratorResult<unknown>
                this.push(isDone === true ? null : value)
              },
              () => this.destroy(new Error("failed"))
            )
        }
      })
      stream.on("close", release)
      stream.on("error", () => {})
      return stream
    }
    default: {
      const { next, release } = piecesOf(script, handedOut)
      return new ReadableStream(
        {
          pull: async (controller) => {
            const step = (await next()) as IteratorResult<unknown>
            if (step.done === true) controller.close()
            else controller.enqueue(step.value as Uint8Array)
          },
          cancel: () => {
            release()
            return cancel() as Promise<void>
          }
        },
        { highWaterMark: 0 }
      )
    }
  }
}
