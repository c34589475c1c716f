import { describe, expect, it } from "@effect/vitest"
import { ParetaClient, type ParetaClientOptions } from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { TestClock } from "effect/testing"
import {
  apiKey,
  chunk,
  completion,
  done,
  eventResponse,
  json,
  params,
  pieces,
  scriptedFetch
} from "../../ScriptedFetch.ts"

/** Runs with a tracer installed, and returns the spans. */
const traced = <A, E>(
  self: Effect.Effect<A, E, ParetaClient>,
  fetch: ReturnType<typeof scriptedFetch>["fetch"],
  options: Partial<ParetaClientOptions> = {}
) =>
  Effect.gen(function* () {
    const spans: Array<Tracer.NativeSpan> = []
    const tracer = Tracer.make({
      span: (spanOptions) => {
        const span = new Tracer.NativeSpan(spanOptions)
        spans.push(span)
        return span
      }
    })
    const exit = yield* self.pipe(
      Effect.provide(ParetaClient.layerFetch({ apiKey, maxRetries: 0, ...options, fetch })),
      Effect.provideService(Tracer.Tracer, tracer),
      Effect.exit
    )
    return { spans, exit }
  })

/** Runs the effect, and interrupts it once its request is under way. */
const interruptedSoon = <A, E, R>(self: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(self)
    yield* Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))
    yield* Fiber.interrupt(fiber)
  })

/** How the one span ended. */
const endOf = ([span]: ReadonlyArray<Tracer.NativeSpan>) => ({
  interrupted: span?.status._tag === "Ended" && Exit.hasInterrupts(span.status.exit),
  "error.type": span?.attributes.get("error.type")
})

const create = ParetaClient.use((client) => client.chat.completions.create(params))

describe("the span of a call", () => {
  it.effect("is named after the method, with GenAI and HTTP attributes and no content", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json(completion, { headers: { "x-request-id": "req_1" } }))
      const { spans } = yield* traced(create, fetch)
      expect(spans).toHaveLength(1)
      const [span] = spans as [Tracer.NativeSpan]
      expect([span.name, span.kind]).toEqual(["chat.completions.create", "client"])
      expect(Object.fromEntries(span.attributes)).toEqual({
        "http.request.method": "POST",
        "url.full": "https://api.pareta.ai/v1/chat/completions",
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "pareta",
        "gen_ai.request.model": "ep_a1b2c3",
        "gen_ai.response.id": "cmpl_1",
        "gen_ai.response.model": "ep_a1b2c3",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": 3,
        "gen_ai.usage.output_tokens": 2,
        "http.response.status_code": 200,
        "pareta.request.id": "req_1"
      })
      expect(requests[0]?.headers["traceparent"]).toBe(`00-${span.traceId}-${span.spanId}-01`)
    })
  )

  it.effect("counts resends and has an event for each retry", () =>
    Effect.gen(function* () {
      const { fetch } = scriptedFetch(
        new Response("{}", { status: 429, headers: { "retry-after": "0" } }),
        json(completion)
      )
      yield* Effect.forkChild(TestClock.adjust(1))
      const { spans } = yield* traced(create, fetch, { maxRetries: 1 })
      expect(spans[0]?.attributes.get("http.request.resend_count")).toBe(1)
      expect(spans[0]?.events.map(([name, , attributes]) => [name, attributes["error.type"]])).toEqual([
        ["retry", "429"]
      ])
    })
  )

  it.effect("fails with the call", () =>
    Effect.gen(function* () {
      const { fetch } = scriptedFetch(json({ detail: "no" }, { status: 404 }))
      const { spans } = yield* traced(create, fetch)
      const { status } = spans[0] as Tracer.NativeSpan
      expect(status._tag === "Ended" && Exit.isFailure(status.exit)).toBe(true)
      expect(spans[0]?.attributes.get("error.type")).toBe("404")
    })
  )

  it.effect("lasts to the end of a stream", () =>
    Effect.gen(function* () {
      const usage = 'data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}\n\n'
      const { fetch } = scriptedFetch(() => eventResponse(pieces([chunk("a"), chunk(null, "stop"), usage, done]).body))
      const { spans } = yield* traced(
        ParetaClient.use((client) => Stream.runDrain(client.chat.completions.stream(params))),
        fetch
      )
      expect(spans).toHaveLength(1)
      expect(spans[0]?.status._tag).toBe("Ended")
      expect(Object.fromEntries(spans[0]?.attributes ?? [])).toMatchObject({
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.output_tokens": 2,
        "gen_ai.response.time_to_first_chunk": expect.any(Number)
      })
    })
  )

  it.effect("of a call that is interrupted ends as an interruption, not as an error", () =>
    Effect.gen(function* () {
      const { fetch } = scriptedFetch(() => new Promise(() => {}))
      const { spans } = yield* traced(interruptedSoon(create), fetch)
      expect(endOf(spans)).toEqual({ interrupted: true, "error.type": undefined })
    })
  )

  it.effect("of a stream that is interrupted ends as an interruption, not as a success", () =>
    Effect.gen(function* () {
      const { fetch } = scriptedFetch(() => eventResponse(pieces([chunk("a")], "open").body))
      const stream = ParetaClient.use((client) => Stream.runDrain(client.chat.completions.stream(params)))
      const { spans } = yield* traced(interruptedSoon(stream), fetch)
      expect(endOf(spans)).toEqual({ interrupted: true, "error.type": undefined })
    })
  )

  it.effect("of a stream that its consumer leaves ends as a success", () =>
    Effect.gen(function* () {
      const { fetch } = scriptedFetch(() => eventResponse(pieces([chunk("a")], "open").body))
      const { spans } = yield* traced(
        ParetaClient.use((client) => Stream.runDrain(Stream.take(client.chat.completions.stream(params), 1))),
        fetch
      )
      expect(endOf(spans)).toEqual({ interrupted: false, "error.type": undefined })
    })
  )

  it.effect.each([
    [
      "a tracer that throws",
      Tracer.make({
        span: () => {
          throw new Error("mine")
        }
      })
    ],
    [
      "a span that throws",
      Tracer.make({
        span: (options) =>
          new (class extends Tracer.NativeSpan {
            override attribute(): void {
              throw new Error("mine")
            }
            override end(): void {
              throw new Error("mine")
            }
          })(options)
      })
    ]
  ] as const)("costs a call nothing else: %s", ([, tracer]) =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json(completion))
      const answer = yield* create.pipe(
        Effect.provide(ParetaClient.layerFetch({ apiKey, fetch })),
        Effect.provideService(Tracer.Tracer, tracer)
      )
      expect([answer.id, requests.length]).toEqual(["cmpl_1", 1])
    })
  )

  it.effect("is a child of the surrounding span", () =>
    Effect.gen(function* () {
      const { fetch } = scriptedFetch(json(completion))
      const { spans } = yield* traced(Effect.withSpan(create, "mine"), fetch)
      expect(spans.map((span) => span.name)).toEqual(["mine", "chat.completions.create"])
      expect(spans[1]?.traceId).toBe(spans[0]?.traceId)
    })
  )

  it.effect.each([
    ["without a tracer", (self: typeof create) => self],
    ["with tracing switched off", (self: typeof create) => Effect.withTracerEnabled(self, false)],
    ["with propagation disabled", (self: typeof create) => Effect.provideService(self, Tracer.DisablePropagation, true)]
  ] as const)("is not created %s, and no traceparent is sent", ([name, change]) =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json(completion))
      if (name === "without a tracer") {
        yield* Effect.provide(create, ParetaClient.layerFetch({ apiKey, fetch }))
      } else {
        const { spans } = yield* traced(change(create), fetch)
        expect(spans).toHaveLength(0)
      }
      expect(requests[0]?.headers["traceparent"]).toBeUndefined()
    })
  )
})
