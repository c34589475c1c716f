import { describe, expect, it } from "@effect/vitest"
import { Endpoint, NotFoundError, ParetaClient } from "@pareta/core"
import * as Schemas from "@pareta/core/Schemas"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as KeyValueStore from "effect/persistence/KeyValueStore"
import * as Persistable from "effect/persistence/Persistable"
import * as PersistedCache from "effect/persistence/PersistedCache"
import * as Persistence from "effect/persistence/Persistence"
import { endpointId, platform } from "./Platform.ts"

class Retrieve extends Persistable.Class<{ payload: { id: string } }>()("Retrieve", {
  primaryKey: ({ id }) => id,
  success: Schemas.Endpoint,
  error: Schemas.CallFailure
}) {}

/** Looks an endpoint up with a new cache, so that the second lookup reads from the store. */
const lookup = (id: string) =>
  Effect.gen(function* () {
    const pareta = yield* ParetaClient
    const cache = yield* PersistedCache.make((key: Retrieve) => pareta.endpoints.retrieve(key.id), {
      storeId: "endpoints",
      timeToLive: () => "1 hour"
    })
    return yield* cache.get(new Retrieve({ id }))
  }).pipe(Effect.scoped)

const stored = () => {
  const { emulator, client } = platform()
  return { emulator, layer: Layer.merge(client, Persistence.layerKvs.pipe(Layer.provide(KeyValueStore.layerMemory))) }
}

describe("a PersistedCache over a key-value store", () => {
  it.live("returns a model from the store", () => {
    const { emulator, layer } = stored()
    return Effect.gen(function* () {
      const first = yield* lookup(endpointId)
      const second = yield* lookup(endpointId)
      expect(second).toBeInstanceOf(Endpoint)
      expect(second).not.toBe(first)
      expect(second.raw).toEqual(first.raw)
      expect(emulator.log).toHaveLength(1)
    }).pipe(Effect.provide(layer))
  })

  it.live("fails with a failure from the store", () => {
    const { emulator, layer } = stored()
    return Effect.gen(function* () {
      const first = yield* Effect.flip(lookup("missing"))
      const second = yield* Effect.flip(lookup("missing"))
      expect(second).toBeInstanceOf(NotFoundError)
      expect(second).not.toBe(first)
      expect(second).toMatchObject({ ...first, message: first.message })
      expect(emulator.log).toHaveLength(1)
    }).pipe(Effect.provide(layer))
  })
})
