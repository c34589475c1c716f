import { createEmulator, type Emulator, type ListenError, type Listening, makeEmulator } from "@pareta/emulator"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { expectTypeOf, it } from "vitest"

it("the fetch door fits wherever a fetch is wanted", () => {
  expectTypeOf(createEmulator().fetch).toExtend<typeof globalThis.fetch>()
})

it("making one cannot fail and needs nothing; serving needs a scope", () => {
  expectTypeOf(makeEmulator()).toEqualTypeOf<Effect.Effect<Emulator>>()
  expectTypeOf(createEmulator().serve()).toEqualTypeOf<Effect.Effect<Listening, ListenError, Scope.Scope>>()
})
