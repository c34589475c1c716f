import {
  createEmulator,
  type Emulator,
  type ListenError,
  type Listening,
  type LoggedFile,
  makeEmulator
} from "@pareta/emulator"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { expectTypeOf, it } from "vitest"

it("the fetch function fits wherever a fetch is expected", () => {
  expectTypeOf(createEmulator().fetch).toExtend<typeof globalThis.fetch>()
})

it("makeEmulator cannot fail and has no requirements; serve needs a scope", () => {
  expectTypeOf(makeEmulator()).toEqualTypeOf<Effect.Effect<Emulator>>()
  expectTypeOf(createEmulator().serve()).toEqualTypeOf<Effect.Effect<Listening, ListenError, Scope.Scope>>()
})

it("scripts reject misspelt outcomes and fields", () => {
  const { matches, runs } = createEmulator()
  matches.script("none", { outcome: "capability", capability: "chat" })
  // @ts-expect-error there is no such outcome
  matches.script("unsuported")
  runs.script({ failsWith: "x", at: "evaluating", lasts: "1 minute", itemErrors: { 0: "x" } })
  // @ts-expect-error a completed run cannot fail
  runs.script({ failsWith: "x", at: "completed" })
})

it("the log lists files without their bytes", () => {
  const entry = createEmulator().log[0]
  expectTypeOf(entry?.multipart?.files).toEqualTypeOf<ReadonlyArray<LoggedFile> | undefined>()
  expectTypeOf<keyof LoggedFile>().toEqualTypeOf<"name" | "filename" | "contentType" | "size" | "text">()
})
