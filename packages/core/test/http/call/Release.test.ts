import { describe, expect, it } from "@effect/vitest"
import { HttpTransport, ParetaClient, type ParetaClientOptions } from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { apiKey, chunk, done, eventResponse, params, pieces, scriptedFetch } from "../../ScriptedFetch.ts"

const settle = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

const create = ParetaClient.use((client) => client.chat.completions.create(params))

/** A client over a transport that takes a connection from a pool and needs a second to give it back. */
const overPool = (log: Array<string>, options: Partial<ParetaClientOptions> = {}) => {
  const lease = Effect.acquireRelease(
    Effect.sync(() => log.push("taken")),
    () =>
      Effect.andThen(
        Effect.sleep("1 second"),
        Effect.sync(() => log.push("given back"))
      )
  )
  const transport = Layer.succeed(HttpTransport, { send: () => Effect.scoped(Effect.andThen(lease, Effect.never)) })
  return Layer.provide(ParetaClient.layer({ apiKey, timeout: { request: "5 seconds" }, ...options }), transport)
}

describe("a transport with finalizers", () => {
  it.effect("has released an attempt when its call is interrupted", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const fiber = yield* Effect.forkChild(Effect.provide(create, overPool(log, { maxRetries: 0 })))
      yield* settle
      const interrupted = yield* Effect.forkChild(
        Effect.andThen(
          Fiber.interrupt(fiber),
          Effect.sync(() => log.push("interrupted"))
        )
      )
      yield* settle
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(interrupted)
      expect(log).toEqual(["taken", "given back", "interrupted"])
    })
  )

  it.effect("has released an attempt that timed out before the next one begins", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const fiber = yield* Effect.forkChild(Effect.flip(Effect.provide(create, overPool(log, { maxRetries: 1 }))))
      for (let second = 0; second < 20; second++) {
        yield* settle
        yield* TestClock.adjust("1 second")
      }
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "APITimeoutError", attempts: 2 })
      expect(log).toEqual(["taken", "given back", "taken", "given back"])
    })
  )
})

/** The pull of a chat stream, whose first run was interrupted while it waited. */
const interruptedOnce = Effect.gen(function* () {
  const client = yield* ParetaClient
  const pull = yield* Stream.toPull(client.chat.completions.stream(params))
  const first = yield* Effect.forkChild(pull)
  yield* settle
  yield* Fiber.interrupt(first)
  return pull
})

describe("a pull of a stream", () => {
  it.effect("that is interrupted loses nothing: the next pull resumes where it stopped", () =>
    Effect.gen(function* () {
      let send: (text: string) => void = () => {}
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          send = (text) => controller.enqueue(new TextEncoder().encode(text))
        }
      })
      const { fetch } = scriptedFetch(() => eventResponse(body))
      const texts = yield* Effect.scoped(
        Effect.gen(function* () {
          const pull = yield* interruptedOnce
          send(chunk("Hel"))
          yield* settle
          send(`${chunk("lo", "stop")}${done}`)
          return [...(yield* pull), ...(yield* pull)].map((each) => each.choices[0]?.delta.content)
        })
      ).pipe(Effect.provide(ParetaClient.layerFetch({ apiKey, fetch })))
      expect(texts).toEqual(["Hel", "lo"])
    })
  )

  it.effect("that is interrupted while the stream is opened does not send the request again", () =>
    Effect.gen(function* () {
      let answer: (response: Response) => void = () => {}
      const { fetch, requests } = scriptedFetch(
        () =>
          new Promise((resolve) => {
            answer = resolve
          })
      )
      const texts = yield* Effect.scoped(
        Effect.gen(function* () {
          const pull = yield* interruptedOnce
          answer(eventResponse(pieces([chunk("Hello", "stop"), done]).body))
          return (yield* pull).map((each) => each.choices[0]?.delta.content)
        })
      ).pipe(Effect.provide(ParetaClient.layerFetch({ apiKey, fetch })))
      expect([texts, requests.length]).toEqual([["Hello"], 1])
    })
  )

  it.effect("that is interrupted cancels the body only when its scope closes", () =>
    Effect.gen(function* () {
      const { body, cancelled } = pieces([], "open")
      const { fetch } = scriptedFetch(() => eventResponse(body))
      const before = yield* Effect.scoped(
        Effect.gen(function* () {
          yield* Effect.asVoid(interruptedOnce)
          return cancelled()
        })
      ).pipe(Effect.provide(ParetaClient.layerFetch({ apiKey, fetch })))
      expect([before, cancelled()]).toEqual([0, 1])
    })
  )
})
