import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
// Works even if a test has replaced the global timers.
import { setTimeout as pause } from "node:timers/promises"
import { vi } from "vitest"

/** A complete request, and how its response ended. */
export interface Exchange {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly response: ServerResponse
  /** `finished` if the whole response was sent, `closed` if the client disconnected before that. */
  readonly outcome: Promise<"finished" | "closed">
}

/** Responds to one request; `nth` counts them from 0. */
export type Script = (exchange: Exchange, nth: number) => void

/** A server on its own port that responds by a script, and records the exchanges. */
export interface ScriptedServer extends AsyncDisposable {
  readonly url: string
  readonly exchanges: ReadonlyArray<Exchange>
  /** Sockets that are open now. */
  readonly connections: () => number
  /** The first exchange, once it has arrived. */
  readonly first: () => Promise<Exchange>
}

export const scriptedServer = async (script: Script): Promise<ScriptedServer> => {
  const exchanges: Array<Exchange> = []
  let open = 0
  const server = createServer(async (request, response) => {
    const outcome = new Promise<"finished" | "closed">((resolve) => {
      response.on("close", () => resolve(response.writableFinished ? "finished" : "closed"))
    })
    response.on("error", () => {})
    let body = ""
    try {
      for await (const piece of request) body += piece
    } catch {
      return
    }
    const exchange: Exchange = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body,
      response,
      outcome
    }
    exchanges.push(exchange)
    script(exchange, exchanges.length - 1)
  })
  server.on("connection", (socket) => {
    open++
    socket.setNoDelay(true)
    socket.on("close", () => open--)
    socket.on("error", () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    connections: () => open,
    first: async () => {
      await until(() => exchanges.length > 0)
      return exchanges[0] as Exchange
    },
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    }
  }
}

/** What follows the last piece: the end of the body, silence, a connection that is closed, or one that is reset. */
export type Ending = "end" | "open" | "cut" | "reset"

export type Pieces = ReadonlyArray<string | Uint8Array>

/** Responds with a stream. Sockets and fetch decide how much one read returns; see {@link recut}. */
export const answerWith = (
  { response }: Pick<Exchange, "response">,
  pieces: Pieces,
  ending: Ending = "end",
  headers: { readonly [name: string]: string } = {}
): void => {
  response.writeHead(200, { "content-type": "text/event-stream", "x-request-id": "req_live", ...headers })
  response.flushHeaders()
  for (const piece of pieces) response.write(piece)
  if (ending === "end") response.end()
  // One turn later, when the kernel has the written bytes. Node drops bytes that it has not handed over yet.
  else if (ending === "cut") setImmediate(() => response.destroy())
  else if (ending === "reset") setImmediate(() => response.socket?.resetAndDestroy())
}

/**
 * A fetch over real sockets whose bodies come in the pieces that the test wants. Without it, many small pieces arrive
 * as a few, because sockets and the streams behind fetch join the pieces that wait.
 */
export const recut =
  (cut: (bytes: Uint8Array) => Iterable<Uint8Array>) =>
  async (url: string, init: object): Promise<Response> => {
    const response = await fetch(url, init)
    const cutter = new TransformStream<Uint8Array, Uint8Array>({
      transform: (bytes, controller) => {
        for (const piece of cut(bytes)) controller.enqueue(piece)
      }
    })
    return new Response(response.body?.pipeThrough(cutter) ?? null, response)
  }

/** One byte at a time. */
export const eachByte = (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte))

/** A cut before each line feed, so inside each CRLF. */
export function* beforeLineFeeds(bytes: Uint8Array) {
  let from = 0
  for (let at = bytes.indexOf(10, 1); at !== -1; at = bytes.indexOf(10, at + 1)) {
    yield bytes.subarray(from, at)
    from = at
  }
  yield bytes.subarray(from)
}

/** Replaces the timers of a client, so that only `vi.advanceTimersByTime` moves them. Undone by `vi.useRealTimers`. */
export const stopTimers = () => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] })

/** A fetch that delivers a body event by event, and advances stopped timers before each event. */
export const slowly =
  (milliseconds: number) =>
  async (url: string, init: object): Promise<Response> => {
    const response = await fetch(url, init)
    const events = (await response.text()).split(/(?<=\r?\n\r?\n)/)
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          vi.advanceTimersByTime(milliseconds)
          const event = events.shift()
          if (event === undefined) controller.close()
          else controller.enqueue(new TextEncoder().encode(event))
        }
      },
      { highWaterMark: 0 }
    )
    return new Response(body, response)
  }

/** Responds with JSON. */
export const answerJson = ({ response }: Pick<Exchange, "response">, body: unknown, status = 200): void => {
  response.writeHead(status, { "content-type": "application/json", "x-request-id": "req_live" })
  response.end(JSON.stringify(body))
}

// Conditions usually hold within milliseconds, but not on a busy machine. This is shorter than the time limits of a
// call (a minute), which would end a call that hangs, and than the back-off that some tests abort (half a minute).
const patience = 20_000

/** Waits until a condition on the other side of a socket holds. */
export const until = async (condition: () => boolean): Promise<void> => {
  const deadline = performance.now() + patience
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited for ${patience} ms in vain`)
    await pause(2)
  }
}

/** Settles like the promise, or fails if it hangs. */
export const soon = async <A>(promise: Promise<A>): Promise<A> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited for ${patience} ms in vain`)), patience)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

export const apiKey = "pareta_sk_test_live"

export const params = { model: "ep_a1b2c3", messages: [{ role: "user", content: "Say hello" }] }

/** A chunk with these choices. */
export const chunkOf = (choices: ReadonlyArray<object>, more: object = {}) => ({
  id: "c",
  object: "chat.completion.chunk",
  created: 1,
  model: "m",
  choices,
  ...more
})

/** A data line and its blank line. */
export const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`

/** The event for a piece of text. */
export const chunk = (content: string | null, finishReason: string | null = null, index = 0): string =>
  data(chunkOf([{ index, delta: content === null ? {} : { content }, finish_reason: finishReason }]))

export const done = "data: [DONE]\n\n"
