import {
  APIAbortError,
  APIConnectionError,
  APITimeoutError,
  ChatCompletion,
  InvalidArgumentError,
  isParetaError,
  Pareta,
  type ParetaOptions,
  type ResponseMeta
} from "pareta"
import { describe, expect, it } from "vitest"
import { type Answer, apiKey, chunk, completion, done, params, scriptedFetch, streamed } from "./ScriptedFetch.ts"

const partialOf = (failure: unknown) => (isParetaError(failure) && "partial" in failure ? failure.partial : undefined)

const client = (answer: Answer, options: ParetaOptions = {}) => {
  const { fetch, requests } = scriptedFetch(answer)
  return { pareta: new Pareta({ apiKey, maxRetries: 0, ...options, fetch }), requests }
}

const hello = () => streamed([chunk("Hel"), chunk("lo"), chunk(null, "stop"), done, chunk("never")], "open")

const textOf = (piece: { readonly choices: ReadonlyArray<{ readonly delta: { readonly content: string | null } }> }) =>
  piece.choices[0]?.delta.content ?? null

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

describe("a stream", () => {
  it("yields chunks until [DONE], then cancels the body", async () => {
    const body = hello()
    const texts: Array<string | null> = []
    for await (const piece of client(body.response).pareta.chat.completions.create({ ...params, stream: true })) {
      texts.push(textOf(piece))
    }
    expect(texts).toEqual(["Hel", "lo", null])
    expect(body.cancelled()).toBe(1)
  })

  it("sends nothing before the first step", async () => {
    const { pareta, requests } = client(hello().response)
    const stream = pareta.chat.completions.create({ ...params, stream: true })
    const iterator = stream[Symbol.asyncIterator]()
    stream.toReadableStream()
    await turn()
    expect(requests).toHaveLength(0)
    await iterator.next()
    expect(requests).toHaveLength(1)
  })

  it("can be awaited", async () => {
    const texts: Array<string | null> = []
    for await (const piece of await client(hello().response).pareta.chat.completions.create({
      ...params,
      stream: true
    })) {
      texts.push(textOf(piece))
    }
    expect(texts).toHaveLength(3)
  })

  it("can be read only once", async () => {
    const stream = client(hello().response).pareta.chat.completions.create({ ...params, stream: true })
    for await (const _ of stream) break
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(InvalidArgumentError)
  })

  it("settles overlapping steps in order", async () => {
    const stream = client(hello().response).pareta.chat.completions.create({ ...params, stream: true })
    const iterator = stream[Symbol.asyncIterator]()
    const steps = await Promise.all([
      iterator.next(),
      iterator.next(),
      iterator.next(),
      iterator.next(),
      iterator.next()
    ])
    expect(steps.map((step) => (step.done === true ? "done" : textOf(step.value)))).toEqual([
      "Hel",
      "lo",
      null,
      "done",
      "done"
    ])
  })

  it("rejects its first step for wrong arguments, and throws nothing", async () => {
    const { pareta, requests } = client(hello().response)
    const stream = pareta.chat.completions.create({ model: "", messages: [], stream: true })
    const iterator = stream[Symbol.asyncIterator]()
    await expect(iterator.next()).rejects.toThrow("model is required")
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(requests).toHaveLength(0)
  })

  it("fails with the partial completion when it is truncated", async () => {
    const stream = client(streamed([chunk("Hel")]).response).pareta.chat.completions.create({ ...params, stream: true })
    const texts: Array<string | null> = []
    const failure = await (async () => {
      for await (const piece of stream) texts.push(textOf(piece))
    })().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(APIConnectionError)
    expect(failure).toMatchObject({ requestId: "req_test", operation: "chat.completions.create" })
    expect(partialOf(failure)?.choices[0]?.message.content).toBe("Hel")
    expect(texts).toEqual(["Hel"])
  })

  it("times out on silence, by the native timer", async () => {
    const body = streamed([chunk("a")], "open")
    const stream = client(body.response, { timeout: { idle: 20 } }).pareta.chat.completions.create({
      ...params,
      stream: true
    })
    const failure = await stream.text().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(APITimeoutError)
    expect(body.cancelled()).toBe(1)
  })
})

describe("stopping a stream", () => {
  it("by break cancels the body", async () => {
    const body = streamed([chunk("a"), chunk("b")], "open")
    for await (const _ of client(body.response).pareta.chat.completions.create({ ...params, stream: true })) break
    expect(body.cancelled()).toBe(1)
  })

  it("by return during a pending step ends it", async () => {
    const body = streamed([chunk("a")], "open")
    const stream = client(body.response).pareta.chat.completions.create({ ...params, stream: true })
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    const pending = iterator.next()
    await iterator.return?.()
    expect(await pending).toEqual({ done: true, value: undefined })
    expect(body.cancelled()).toBe(1)
  })

  it("by return while it is opened aborts the request", async () => {
    const { pareta, requests } = client(() => new Promise(() => {}))
    const iterator = pareta.chat.completions.create({ ...params, stream: true })[Symbol.asyncIterator]()
    const pending = iterator.next()
    await iterator.return?.()
    expect(await pending).toEqual({ done: true, value: undefined })
    expect(requests[0]?.signal.aborted).toBe(true)
  })

  it("by await using cancels the body", async () => {
    const body = streamed([chunk("a")], "open")
    {
      await using stream = client(body.response).pareta.chat.completions.create({ ...params, stream: true })
      await stream[Symbol.asyncIterator]().next()
    }
    expect(body.cancelled()).toBe(1)
  })

  it("by abort() rejects the pending step with the reason, once", async () => {
    const body = streamed([chunk("a")], "open")
    const stream = client(body.response).pareta.chat.completions.create({ ...params, stream: true })
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    const pending = iterator.next()
    const reason = new Error("enough")
    stream.abort(reason)
    await expect(pending).rejects.toMatchObject({ name: "APIAbortError", cause: reason })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(body.cancelled()).toBe(1)
  })

  it("by abort() before the first step rejects that step, and sends nothing", async () => {
    const { pareta, requests } = client(hello().response)
    const stream = pareta.chat.completions.create({ ...params, stream: true })
    stream.abort("never mind")
    const iterator = stream[Symbol.asyncIterator]()
    await expect(iterator.next()).rejects.toMatchObject({ name: "APIAbortError", cause: "never mind" })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(requests).toHaveLength(0)
  })

  it("by its signal rejects with the partial completion", async () => {
    const controller = new AbortController()
    const body = streamed([chunk("a")], "open")
    const stream = client(body.response).pareta.chat.completions.create(
      { ...params, stream: true },
      { signal: controller.signal }
    )
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    const pending = iterator.next()
    controller.abort(new Error("mine"))
    const failure = await pending.catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(APIAbortError)
    expect(failure).toMatchObject({ cause: { message: "mine" } })
    expect(partialOf(failure)?.choices[0]?.message.content).toBe("a")
    expect(body.cancelled()).toBe(1)
  })

  it("by its signal while it is opened aborts the request", async () => {
    const controller = new AbortController()
    const { pareta, requests } = client(() => new Promise(() => {}))
    const step = pareta.chat.completions
      .create({ ...params, stream: true }, { signal: controller.signal })
      [Symbol.asyncIterator]()
      .next()
    await turn()
    controller.abort()
    await expect(step).rejects.toBeInstanceOf(APIAbortError)
    expect(requests[0]?.signal.aborted).toBe(true)
  })

  it("by a signal aborted beforehand sends nothing", async () => {
    const { pareta, requests } = client(hello().response)
    const stream = pareta.chat.completions.create({ ...params, stream: true }, { signal: AbortSignal.abort("early") })
    await expect(stream.text()).rejects.toMatchObject({ name: "APIAbortError", cause: "early" })
    expect(requests).toHaveLength(0)
  })
})

describe("the readers of a stream", () => {
  it("finalCompletion and text return the completion and its text", async () => {
    const whole = await client(hello().response)
      .pareta.chat.completions.create({ ...params, stream: true })
      .finalCompletion()
    expect(whole).toBeInstanceOf(ChatCompletion)
    expect(whole.choices[0]).toMatchObject({ finishReason: "stop", message: { content: "Hello", role: "assistant" } })
    const stream = client(hello().response).pareta.chat.completions.create({ ...params, stream: true })
    expect(await Promise.all([stream.text(), stream.text(), stream.finalCompletion()])).toMatchObject([
      "Hello",
      "Hello",
      {}
    ])
  })

  it("text works after an iteration to the end", async () => {
    const stream = client(hello().response).pareta.chat.completions.create({ ...params, stream: true })
    for await (const _ of stream);
    expect(await stream.text()).toBe("Hello")
  })

  it("text rejects after an iteration that stopped early", async () => {
    const stream = client(hello().response).pareta.chat.completions.create({ ...params, stream: true })
    for await (const _ of stream) break
    await expect(stream.text()).rejects.toBeInstanceOf(InvalidArgumentError)
  })

  it("finalCompletion rejects each time if the stream failed", async () => {
    const stream = client(streamed([chunk("a")], new TypeError("terminated")).response).pareta.chat.completions.create({
      ...params,
      stream: true
    })
    for (let ask = 0; ask < 2; ask++) {
      await expect(stream.finalCompletion()).rejects.toMatchObject({
        name: "APIConnectionError",
        partial: { choices: [{ message: { content: "a" } }] }
      })
    }
  })

  it("toReadableStream writes lines of JSON", async () => {
    const stream = client(hello().response).pareta.chat.completions.create({ ...params, stream: true })
    const lines = (await new Response(stream.toReadableStream()).text()).trimEnd().split("\n")
    expect(lines.map((line) => JSON.parse(line).choices[0].delta.content ?? null)).toEqual(["Hel", "lo", null])
  })

  it("toReadableStream cancels the stream when it is cancelled", async () => {
    const body = streamed([chunk("a")], "open")
    const reader = client(body.response)
      .pareta.chat.completions.create({ ...params, stream: true })
      .toReadableStream()
      .getReader()
    await reader.read()
    await reader.cancel()
    expect(body.cancelled()).toBe(1)
  })
})

describe("a buffered call", () => {
  it("rejects for wrong arguments, and throws nothing", async () => {
    const { pareta, requests } = client(Response.json(completion))
    await expect(pareta.chat.completions.create({ model: "", messages: [] })).rejects.toThrow("model is required")
    await expect(pareta.chat.completions.create(undefined as unknown as typeof params)).rejects.toBeInstanceOf(
      InvalidArgumentError
    )
    expect(requests).toHaveLength(0)
  })

  it("rejects at once when its signal aborts, and the request is aborted", async () => {
    const controller = new AbortController()
    const { pareta, requests } = client(() => new Promise(() => {}))
    const call = pareta.chat.completions.create(params, { signal: controller.signal })
    await turn()
    controller.abort(new Error("mine"))
    await expect(call).rejects.toMatchObject({ name: "APIAbortError", cause: { message: "mine" } })
    expect(requests[0]?.signal.aborted).toBe(true)
  })

  it("rejects at once when its signal aborts during the back-off", async () => {
    const controller = new AbortController()
    const { pareta, requests } = client(new Response("{}", { status: 503, headers: { "retry-after": "30" } }), {
      maxRetries: 2
    })
    const call = pareta.models.list({ signal: controller.signal })
    await turn()
    await turn()
    controller.abort()
    await expect(call).rejects.toBeInstanceOf(APIAbortError)
    expect(requests).toHaveLength(1)
  })

  it("sends nothing for a signal aborted beforehand, and refuses anything that is not a signal", async () => {
    const { pareta, requests } = client(Response.json(completion))
    await expect(pareta.models.list({ signal: AbortSignal.abort() })).rejects.toBeInstanceOf(APIAbortError)
    await expect(pareta.models.list({ signal: {} as AbortSignal })).rejects.toBeInstanceOf(InvalidArgumentError)
    expect(requests).toHaveLength(0)
  })

  it("leaves no listener on a long-lived signal", async () => {
    let listeners = 0
    const signal = new AbortController().signal
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++
      add(...args)
    }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners--
      remove(...args)
    }
    const { pareta } = client(Response.json(completion))
    for (let call = 0; call < 1000; call++) await pareta.chat.completions.create(params, { signal })
    await client(hello().response)
      .pareta.chat.completions.create({ ...params, stream: true }, { signal })
      .text()
    for await (const _ of client(hello().response).pareta.chat.completions.create(
      { ...params, stream: true },
      { signal }
    ))
      break
    expect(listeners).toBe(0)
  })

  it("uses the options of the call", async () => {
    const metas: Array<ResponseMeta> = []
    const { pareta, requests } = client(() => new Promise(() => {}))
    const call = pareta.chat.completions.create(params, {
      timeout: 20,
      maxRetries: 0,
      headers: { "x-mine": "1" },
      idempotencyKey: "order-1",
      onResponse: (meta) => metas.push(meta)
    })
    await expect(call).rejects.toBeInstanceOf(APITimeoutError)
    expect(requests).toHaveLength(1)
    expect(requests[0]?.headers).toMatchObject({ "x-mine": "1", "Idempotency-Key": "order-1" })
    expect(metas).toMatchObject([
      { operation: "chat.completions.create", attempts: 1, error: { name: "APITimeoutError" } }
    ])
  })
})
