import { inspect } from "node:util"
import { ParetaClient, type StreamFailure } from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { APIAbortError, InvalidArgumentError, Pareta, RateLimitError, responseMeta } from "pareta"
import { describe, expect, it } from "vitest"
import { type Answer, apiKey, chunk, done, params, scriptedFetch, streamed } from "./ScriptedFetch.ts"

const hello = () => streamed([chunk("Hel"), chunk("lo", "stop"), done], "open")
const withId = () => {
  const response = hello().response()
  response.headers.set("x-request-id", "req_1")
  return response
}
const throttled = () =>
  Response.json({ detail: "slow down" }, { status: 429, headers: { "retry-after": "3", "x-request-id": "req_2" } })

const streamOf = (answer: Answer, options: { readonly maxRetries?: number; readonly signal?: AbortSignal } = {}) => {
  const { fetch, requests } = scriptedFetch(answer)
  const pareta = new Pareta({ apiKey, fetch, maxRetries: options.maxRetries ?? 0 })
  const stream = pareta.chat.completions.create({ ...params, stream: true }, { signal: options.signal })
  return { pareta, stream, requests }
}

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => expect.unreachable("it did not fail"),
    (failure) => failure
  )

describe("open()", () => {
  it("sends the request and resolves to the stream itself, with the facts of the head", async () => {
    const { stream, requests } = streamOf(withId)
    expect([stream.meta, requests.length]).toEqual([undefined, 0])
    const opened = await stream.open()
    expect([opened === stream, requests.length]).toEqual([true, 1])
    expect(opened.meta).toMatchObject({ requestId: "req_1", status: 200, attempts: 1, verdict: null, error: null })
    expect([await opened.text(), requests.length]).toEqual(["Hello", 1])
  })

  it("has the receipt and the verdict at the end, and responseMeta has them for the completion", async () => {
    const billed = () => streamed([chunk("Hi", "stop"), ": pareta-billed-micro-usd 7\n\n", done]).response()
    const { stream } = streamOf(billed)
    const completion = await stream.finalCompletion()
    const facts = { billedMicroUsd: 7, verdict: { terminated: true, finishReasons: ["stop"] } }
    expect([stream.meta, responseMeta(completion)]).toMatchObject([facts, facts])
  })

  it("has the failure in meta at the end of a stream that breaks off", async () => {
    const { stream } = streamOf(() => streamed([chunk("Hi")]).response())
    const failure = await failureOf(stream.text())
    expect(stream.meta?.error).toBe(failure)
  })

  it("rejects with what the call was refused with", async () => {
    const { stream } = streamOf(throttled)
    const failure = await failureOf(stream.open())
    expect(failure).toBeInstanceOf(RateLimitError)
    expect(failure).toMatchObject({ message: "slow down", retryAfter: 3, requestId: "req_2" })
    expect(stream.meta).toBeUndefined()
  })

  it("does not take the failure away: an iteration after it fails too", async () => {
    const { stream, requests } = streamOf(throttled)
    const failure = await failureOf(stream.open())
    expect(await failureOf(stream.text())).toBe(failure)
    expect(requests).toHaveLength(1)
  })

  it("retries as every call does", async () => {
    let attempts = 0
    const { stream } = streamOf(() => (++attempts === 1 ? new Response(null, { status: 503 }) : withId()), {
      maxRetries: 1
    })
    expect((await stream.open()).meta.attempts).toBe(2)
  })

  it("may be called again, while it opens and at any time after that", async () => {
    const { stream, requests } = streamOf(withId)
    const opened = await Promise.all([stream.open(), stream.open()])
    expect(await stream.text()).toBe("Hello")
    expect((await stream.open()).meta).toBe(opened[0].meta)
    expect(requests).toHaveLength(1)
  })

  it("waits for the opening that an iteration began", async () => {
    const { stream, requests } = streamOf(withId)
    const text = stream.text()
    expect((await stream.open()).meta.requestId).toBe("req_1")
    expect([await text, requests.length]).toEqual(["Hello", 1])
  })

  it.each([
    ["its signal", (controller: AbortController, _: { abort: () => void }) => controller.abort()],
    ["abort()", (_: AbortController, stream: { abort: () => void }) => stream.abort()]
  ] as const)("rejects when %s stops the stream before the head arrives", async (_, abort) => {
    const controller = new AbortController()
    const { stream } = streamOf(() => new Promise(() => {}), { signal: controller.signal })
    const opening = failureOf(stream.open())
    setImmediate(() => abort(controller, stream))
    expect(await opening).toBeInstanceOf(APIAbortError)
  })

  it("rejects if the stream was stopped before", async () => {
    const { stream, requests } = streamOf(withId)
    await stream[Symbol.asyncDispose]()
    expect(await failureOf(stream.open())).toBeInstanceOf(InvalidArgumentError)
    expect(requests).toHaveLength(0)
  })

  it("rejects an invalid argument, and sends nothing", async () => {
    const { fetch, requests } = scriptedFetch(withId)
    const stream = new Pareta({ apiKey, fetch }).chat.completions.create({ model: "", messages: [], stream: true })
    expect(await failureOf(stream.open())).toBeInstanceOf(InvalidArgumentError)
    expect(requests).toHaveLength(0)
  })

  it("keeps the body until the end of the scope of an `await using`", async () => {
    const body = hello()
    {
      await using stream = streamOf(body.response).stream
      await stream.open()
      expect(body.cancelled()).toBe(0)
    }
    expect(body.cancelled()).toBe(1)
  })

  it("opens deployments and other routes too", async () => {
    const { fetch } = scriptedFetch(withId)
    const pareta = new Pareta({ apiKey, fetch })
    expect((await pareta.endpoints.deploy({ task: "t" }).open()).meta.operation).toBe("endpoints.deploy")
    expect((await pareta.stream("POST", "/v1/any").open()).meta.operation).toBe("stream")
  })

  it("shows neither the key nor the prompt when the stream is printed", async () => {
    const { stream } = streamOf(withId)
    const printed = inspect(await stream.open(), { showHidden: true, depth: 9 })
    expect(printed).not.toContain(apiKey)
    expect(printed).not.toContain(String(params.messages[0]?.content))
  })
})

describe("open in Effect", () => {
  const openIn = (answer: Answer) => {
    const { fetch, requests } = scriptedFetch(answer)
    const layer = ParetaClient.layerFetch({ apiKey, fetch, maxRetries: 0 })
    const open = ParetaClient.use((client) => client.chat.completions.open(params))
    return { open: Effect.provide(open, layer), requests }
  }
  const spelled = <E>(
    chunks: Stream.Stream<
      { readonly choices: ReadonlyArray<{ readonly delta: { readonly content: string | null } }> },
      E
    >
  ) =>
    Stream.runFold(
      chunks,
      () => "",
      (text, chunk) => text + (chunk.choices[0]?.delta.content ?? "")
    )

  it("returns the facts of the head and the chunks", async () => {
    const { open, requests } = openIn(withId)
    const program = Effect.gen(function* () {
      const { meta, chunks } = yield* open
      return [meta.requestId, meta.verdict, yield* spelled(chunks)]
    })
    expect(await Effect.runPromise(Effect.scoped(program))).toEqual(["req_1", null, "Hello"])
    expect(requests).toHaveLength(1)
  })

  it("fails with what the call was refused with", async () => {
    const failure = await Effect.runPromise(Effect.flip(Effect.scoped(openIn(throttled).open)))
    expect(failure).toMatchObject({ _tag: "RateLimitError", message: "slow down" })
  })

  it("cancels the body when its scope closes, whether the chunks were read or not", async () => {
    const body = hello()
    const program = Effect.gen(function* () {
      const scope = yield* Scope.make()
      yield* Scope.provide(openIn(body.response).open, scope)
      const before = body.cancelled()
      yield* Scope.close(scope, Exit.void)
      return [before, body.cancelled()]
    })
    expect(await Effect.runPromise(program)).toEqual([0, 1])
  })

  it("fails if the chunks are read after its scope closed", async () => {
    const program = Effect.gen(function* () {
      const { chunks } = yield* Effect.scoped(openIn(withId).open)
      return yield* Effect.flip(spelled<StreamFailure>(chunks))
    })
    expect(await Effect.runPromise(program)).toMatchObject({
      _tag: "InvalidArgumentError",
      message: "the stream was read after the scope in which it was opened had closed"
    })
  })

  it("fails if its scope closes while the chunks are read", async () => {
    const body = streamed([chunk("Hel"), chunk("lo")], "open")
    const program = Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { chunks } = yield* Scope.provide(openIn(body.response).open, scope)
      const closing = Stream.tap(chunks, () => Scope.close(scope, Exit.void))
      return yield* Effect.flip(spelled<StreamFailure>(closing))
    })
    expect(await Effect.runPromise(program)).toMatchObject({ _tag: "InvalidArgumentError" })
  })

  it("does not return the chunks twice", async () => {
    const program = Effect.gen(function* () {
      const { chunks } = yield* openIn(withId).open
      yield* spelled(chunks)
      return yield* Effect.flip(spelled<StreamFailure>(chunks))
    })
    expect(await Effect.runPromise(Effect.scoped(program))).toMatchObject({ _tag: "InvalidArgumentError" })
  })
})
