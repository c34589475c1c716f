import { describe, expect, it } from "@effect/vitest"
import { type AttemptEvent, ParetaClient, type ParetaClientOptions, withRequestOptions } from "@pareta/core"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import { apiKey, json, scriptedFetch } from "../../ScriptedFetch.ts"

const list = ParetaClient.use((client) => client.models.list())

const clientWith = (options: Partial<ParetaClientOptions>) => {
  let attempts = 0
  const { fetch } = scriptedFetch(() => (++attempts === 1 ? json({}, { status: 500 }) : json({ data: [] })))
  return ParetaClient.layerFetch({ apiKey, fetch, retry: undefined, ...options })
}

class Tenant extends Context.Reference<string>("Tenant", { defaultValue: () => "none" }) {}

describe("a hook that returns an Effect", () => {
  it.live.each(["onAttempt", "onRetry", "onResponse"] as const)("%s is run in the context of the caller", (name) =>
    Effect.gen(function* () {
      const seen = yield* Deferred.make<string>()
      const hook = () => Effect.flatMap(Tenant, (tenant) => Deferred.succeed(seen, tenant))
      yield* list.pipe(Effect.provide(clientWith({ [name]: hook })), Effect.provideService(Tenant, "mine"))
      expect(yield* Deferred.await(seen)).toBe("mine")
    })
  )

  it.live("is not waited for", () =>
    Effect.gen(function* () {
      const models = yield* Effect.provide(list, clientWith({ onAttempt: () => Effect.never }))
      expect(models.data).toEqual([])
    })
  )

  it.live("is run for one call too", () =>
    Effect.gen(function* () {
      const seen = yield* Deferred.make<string>()
      const options = { onResponse: () => Deferred.succeed(seen, "called") }
      yield* Effect.provide(withRequestOptions(list, options), clientWith({}))
      expect(yield* Deferred.await(seen)).toBe("called")
    })
  )

  it.live.each([
    ["fails", () => Effect.fail("broken hook")],
    ["dies", () => Effect.die("broken hook")]
  ] as const)("and %s is logged, and changes nothing", ([, broken]) =>
    Effect.gen(function* () {
      const logged = yield* Deferred.make<string>()
      const logger = Logger.make(({ message }) => Deferred.doneUnsafe(logged, Effect.succeed(JSON.stringify(message))))
      const onAttempt: (event: AttemptEvent) => void = broken
      const models = yield* list.pipe(
        Effect.provide(Layer.merge(clientWith({ onAttempt }), Logger.layer([logger]))),
        Effect.provideService(References.MinimumLogLevel, "Debug")
      )
      expect([models.data, (yield* Deferred.await(logged)).includes("onAttempt failed")]).toEqual([[], true])
    })
  )
})
