import { describe, expect, it } from "@effect/vitest"
import {
  asReason,
  completionSink,
  ParetaClient,
  type ResponseMeta,
  snapshots,
  withRequestOptions,
  withResponseMeta
} from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import {
  type Answer,
  apiKey,
  chunk,
  done,
  eventResponse,
  json,
  params,
  pieces,
  scriptedFetch
} from "../../ScriptedFetch.ts"

const over = (answer: Answer) => ParetaClient.layerFetch({ apiKey, fetch: scriptedFetch(answer).fetch, maxRetries: 0 })

const named = (id: string) => () => json({ data: [] }, { headers: { "x-request-id": id } })

describe("withResponseMeta", () => {
  const list = ParetaClient.use((client) => client.models.list())

  it.effect("pairs a result with the facts of its call", () =>
    Effect.gen(function* () {
      const [models, meta] = yield* withResponseMeta(list)
      expect([models.data, meta.requestId, meta.attempts]).toEqual([[], "req_1", 1])
    }).pipe(Effect.provide(over(named("req_1"))))
  )

  it.effect("works for a call without a value, and takes the last one of several", () =>
    Effect.gen(function* () {
      const [nothing, meta] = yield* withResponseMeta(
        Effect.andThen(
          list,
          ParetaClient.use((client) => client.endpoints.delete("ep_1"))
        )
      )
      expect([nothing, meta.operation]).toEqual([undefined, "endpoints.delete"])
    }).pipe(Effect.provide(over(named("req_1"))))
  )

  it.effect("leaves the hooks of the client and of the call alone, whichever stands inside", () =>
    Effect.gen(function* () {
      const seen: Array<ResponseMeta> = []
      const options = { onResponse: (meta: ResponseMeta) => seen.push(meta) }
      yield* withResponseMeta(withRequestOptions(list, options))
      yield* withRequestOptions(withResponseMeta(list), options)
      yield* withResponseMeta(withResponseMeta(list))
      expect(seen).toHaveLength(2)
    }).pipe(Effect.provide(over(named("req_1"))))
  )

  it.effect("fails if no call ended in it", () =>
    Effect.map(Effect.flip(withResponseMeta(Effect.succeed(1))), (failure) =>
      expect(failure._tag).toBe("InvalidArgumentError")
    )
  )
})

describe("asReason", () => {
  const refused = ParetaClient.use((client) => client.models.list()).pipe(
    Effect.mapError(asReason),
    Effect.provide(over(() => json({ detail: "slow down" }, { status: 429, headers: { "retry-after": "3" } })))
  )

  it.effect("lets catchReason catch one class", () =>
    Effect.gen(function* () {
      const caught = yield* Effect.catchReason(refused, "ParetaError", "RateLimitError", (reason) =>
        Effect.succeed(reason.retryAfter)
      )
      expect(caught).toBe(3)
    })
  )

  it.effect("keeps the message and the failure", () =>
    Effect.map(Effect.flip(refused), (failure) => {
      const reason = expect.objectContaining({ _tag: "RateLimitError" })
      expect(failure).toMatchObject({ _tag: "ParetaError", name: "ParetaError", message: "slow down", reason })
    })
  )
})

describe("a stream of chunks", () => {
  const chunks = Stream.unwrap(ParetaClient.use((client) => Effect.succeed(client.chat.completions.stream(params))))
  const layer = over(() => eventResponse(pieces([chunk("Hel"), chunk("lo", "stop"), done]).body))

  it.effect("runs into completionSink", () =>
    Effect.gen(function* () {
      const completion = yield* Stream.run(chunks, completionSink)
      expect(completion.choices[0]?.message.content).toBe("Hello")
    }).pipe(Effect.provide(layer))
  )

  it.effect("has the completion so far for each chunk", () =>
    Effect.gen(function* () {
      const texts = yield* Stream.runCollect(
        Stream.map(snapshots(chunks), (completion) => completion.choices[0]?.message.content)
      )
      expect(texts).toEqual(["Hel", "Hello"])
    }).pipe(Effect.provide(layer))
  )
})
