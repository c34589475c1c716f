import { describe, expect, it } from "@effect/vitest"
import {
  type AutoProgress,
  type ChatCompletionChunk,
  ParetaClient,
  withProgress,
  withRequestOptions
} from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { apiKey, scriptedFetch } from "../ScriptedFetch.ts"

const chunk = (content: string) => `data: {"choices":[{"index":0,"delta":{"content":"${content}"}}]}\n\n`
const stage = (name: string) => `: pareta-progress ${name}\n\n`
const params = { model: "auto", messages: [{ role: "user", content: "Hello" }] }

const seen = (item: ChatCompletionChunk | AutoProgress): string =>
  "_tag" in item ? `(${item.stage})` : (item.choices[0]?.delta.content ?? "")

const streaming = (body: string) => {
  const { fetch } = scriptedFetch(() => new Response(body, { headers: { "content-type": "text/event-stream" } }))
  return ParetaClient.layerFetch({ apiKey, maxRetries: 0, fetch })
}

const chunks = Stream.unwrap(ParetaClient.use((client) => Effect.succeed(client.chat.completions.stream(params))))

describe("withProgress", () => {
  it.effect("emits each stage as it arrives, and then the chunks", () =>
    Effect.gen(function* () {
      const items = yield* Stream.runCollect(withProgress(chunks))
      expect(items.map(seen)).toEqual(["(planning)", "(executing)", "(answering)", "a", "b"])
    }).pipe(
      Effect.provide(
        streaming(
          `${stage("planning")}${stage("executing")}${stage("answering")}${chunk("a")}${chunk("b")}data: [DONE]\n\n`
        )
      )
    )
  )

  it.effect("keeps the order of more stages than its buffer holds", () =>
    Effect.gen(function* () {
      const items = yield* Stream.runCollect(withProgress(chunks))
      expect(items.map(seen)).toEqual([...Array.from({ length: 50 }, (_, index) => `(s${index})`), "a"])
    }).pipe(
      Effect.provide(
        streaming(
          `${Array.from({ length: 50 }, (_, index) => stage(`s${index}`)).join("")}${chunk("a")}data: [DONE]\n\n`
        )
      )
    )
  )

  it.effect("fails as the stream does, after what had arrived", () =>
    Effect.gen(function* () {
      const items: Array<string> = []
      const failure = yield* withProgress(chunks).pipe(
        Stream.runForEach((item) => Effect.sync(() => items.push(seen(item)))),
        Effect.flip
      )
      expect(items).toEqual(["(planning)", "a"])
      expect(failure).toMatchObject({ _tag: "APIConnectionError", partial: expect.anything() })
    }).pipe(Effect.provide(streaming(`${stage("planning")}${chunk("a")}`)))
  )

  it.effect("also calls the onProgress of the options around it", () =>
    Effect.gen(function* () {
      const stages: Array<string> = []
      const onProgress = (each: string) => stages.push(each)
      const items = yield* Stream.runCollect(withProgress(chunks).pipe(withRequestOptions({ onProgress })))
      expect([items.map(seen), stages]).toEqual([["(planning)", "a"], ["planning"]])
    }).pipe(Effect.provide(streaming(`${stage("planning")}${chunk("a")}data: [DONE]\n\n`)))
  )
})
