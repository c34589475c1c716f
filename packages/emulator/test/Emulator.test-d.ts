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

it("the fetch door fits wherever a fetch is wanted", () => {
  expectTypeOf(createEmulator().fetch).toExtend<typeof globalThis.fetch>()
})

it("making one cannot fail and needs nothing; serving needs a scope", () => {
  expectTypeOf(makeEmulator()).toEqualTypeOf<Effect.Effect<Emulator>>()
  expectTypeOf(createEmulator().serve()).toEqualTypeOf<Effect.Effect<Listening, ListenError, Scope.Scope>>()
})

it("scripts refuse misspelt outcomes and fields", () => {
  const { matches, runs } = createEmulator()
  matches.script("none", { outcome: "capability", capability: "chat" })
  // @ts-expect-error there is no such outcome
  matches.script("unsuported")
  runs.script({ failsWith: "x", at: "evaluating", lasts: "1 minute", itemErrors: { 0: "x" } })
  // @ts-expect-error a run cannot fail when it is completed
  runs.script({ failsWith: "x", at: "completed" })
})

it("the log tells of files without their bytes", () => {
  const entry = createEmulator().log[0]
  expectTypeOf(entry?.multipart?.files).toEqualTypeOf<ReadonlyArray<LoggedFile> | undefined>()
  expectTypeOf<keyof LoggedFile>().toEqualTypeOf<"name" | "filename" | "contentType" | "size" | "text">()
})
