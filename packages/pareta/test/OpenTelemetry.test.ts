import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api"
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks"
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type TracerConfig
} from "@opentelemetry/sdk-trace-base"
import { type OpenTelemetrySpan, type OpenTelemetryTracer, Pareta, ParetaError, type ParetaOptions } from "pareta"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Answer, apiKey, chunk, completion, done, params, scriptedFetch, streamed } from "./ScriptedFetch.ts"

// Without a context manager there is no active span. A program installs one in the same way.
beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
})
afterAll(() => {
  context.disable()
})

/** A client that reports to an OpenTelemetry SDK, and the spans that arrive there. */
const traced = (answers: ReadonlyArray<Answer>, options: ParetaOptions = {}, config: TracerConfig = {}) => {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ ...config, spanProcessors: [new SimpleSpanProcessor(exporter)] })
  const tracer = provider.getTracer("test")
  const { fetch, requests } = scriptedFetch(...answers)
  const pareta = new Pareta({ apiKey, maxRetries: 0, ...options, fetch, tracer })
  return { pareta, tracer, requests, spans: () => exporter.getFinishedSpans() }
}

const only = (spans: ReadonlyArray<ReadableSpan>): ReadableSpan => {
  expect(spans).toHaveLength(1)
  return spans[0] as ReadableSpan
}

const milliseconds = ([seconds, nanoseconds]: readonly [number, number]): number => seconds * 1000 + nanoseconds / 1e6

const usage = 'data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}\n\n'

describe("the span of a call", () => {
  it("is one client span, named after the method, with GenAI and HTTP attributes", async () => {
    const { pareta, spans } = traced([Response.json(completion, { headers: { "x-request-id": "req_1" } })])
    await pareta.chat.completions.create(params)
    const span = only(spans())
    expect([span.name, span.kind]).toEqual(["chat.completions.create", SpanKind.CLIENT])
    expect(span.attributes).toEqual({
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
    expect(span.status.code).toBe(SpanStatusCode.UNSET)
  })

  it("has only the finish reasons that arrived", async () => {
    const choices = [{ index: 0, finish_reason: "length" }, { index: 1 }]
    const { pareta, spans } = traced([Response.json({ ...completion, choices })])
    await pareta.chat.completions.create(params)
    expect(only(spans()).attributes["gen_ai.response.finish_reasons"]).toEqual(["length"])
  })

  it.each([
    ["models.list", (pareta: Pareta) => pareta.models.list(), { data: [] }],
    ["endpoints.list", (pareta: Pareta) => pareta.endpoints.list(), []],
    ["endpoints.retrieve", (pareta: Pareta) => pareta.endpoints.retrieve("e"), { id: "e" }],
    ["endpoints.start", (pareta: Pareta) => pareta.endpoints.start("e"), {}],
    ["endpoints.stop", (pareta: Pareta) => pareta.endpoints.stop("e"), {}],
    ["endpoints.delete", (pareta: Pareta) => pareta.endpoints.delete("e"), {}],
    ["endpoints.metrics.cost", (pareta: Pareta) => pareta.endpoints.metrics("e").cost({ window: "7d" }), {}],
    ["request", (pareta: Pareta) => pareta.request("GET", "/v1/x", { query: { secret: "s" } }), {}]
  ] as const)("of %s has that name, and no query in its URL", async (name, call, answer) => {
    const { pareta, spans } = traced([Response.json(answer)])
    await call(pareta)
    const span = only(spans())
    expect(span.name).toBe(name)
    expect(span.attributes["url.full"]).toMatch(/^https:\/\/api\.pareta\.ai\/v1\/[a-z/]+$/)
  })

  it("of a deployment with wait is one, with its task and alias", async () => {
    const complete = 'event: complete\ndata: {"endpoint":{"id":"ep_1","status":"live"}}\n\n'
    const { pareta, spans } = traced([streamed([complete]).response])
    await pareta.endpoints.deploy({ task: "contract-key-fields", wait: true })
    const span = only(spans())
    expect(span.name).toBe("endpoints.deploy")
    expect(span.attributes).toMatchObject({
      "pareta.task": "contract-key-fields",
      "gen_ai.request.model": "recommended",
      "http.response.status_code": 200
    })
  })

  it("is a child of the span that is active at the call", async () => {
    const { pareta, tracer, spans } = traced([Response.json(completion)])
    await tracer.startActiveSpan("mine", async (mine) => {
      await pareta.chat.completions.create(params)
      await pareta.models.list().catch(() => {})
      mine.end()
    })
    const [first, second, mine] = spans()
    expect(mine?.name).toBe("mine")
    for (const child of [first, second]) {
      expect(child?.parentSpanContext?.spanId).toBe(mine?.spanContext().spanId)
      expect(child?.spanContext().traceId).toBe(mine?.spanContext().traceId)
    }
  })

  it("of a stream is a child of the span that is active at its first step", async () => {
    const { pareta, tracer, spans } = traced([streamed([chunk("a", "stop"), done]).response])
    const stream = pareta.chat.completions.create({ ...params, stream: true })
    await tracer.startActiveSpan("mine", async (mine) => {
      await stream.text()
      mine.end()
    })
    const [child, mine] = spans()
    expect(child?.parentSpanContext?.spanId).toBe(mine?.spanContext().spanId)
  })

  it("is sent as traceparent, the same on each attempt", async () => {
    const { pareta, spans, requests } = traced(
      [new Response("{}", { status: 503, headers: { "retry-after": "0" } }), Response.json(completion)],
      { maxRetries: 1 }
    )
    await pareta.chat.completions.create(params)
    const { traceId, spanId } = only(spans()).spanContext()
    expect(requests.map(({ headers }) => headers["traceparent"])).toEqual([
      `00-${traceId}-${spanId}-01`,
      `00-${traceId}-${spanId}-01`
    ])
  })

  it("that a sampler drops is sent as not sampled", async () => {
    const { pareta, spans, requests } = traced([Response.json(completion)], {}, { sampler: new AlwaysOffSampler() })
    await pareta.chat.completions.create(params)
    expect(spans()).toHaveLength(0)
    expect(requests[0]?.headers["traceparent"]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
  })

  it("is not sent if no SDK is behind the tracer", async () => {
    const { fetch, requests } = scriptedFetch(Response.json(completion))
    const tracer = trace.getTracer("nobody")
    await context.with(ROOT_CONTEXT, () => new Pareta({ apiKey, fetch, tracer }).chat.completions.create(params))
    expect(requests[0]?.headers["traceparent"]).toBeUndefined()
  })
})

describe("a span", () => {
  it("covers all attempts and the waits between them, with an event for each retry", async () => {
    const busy = new Response("{}", { status: 429, headers: { "retry-after-ms": "20" } })
    const { pareta, spans } = traced([busy, Response.json(completion)], { maxRetries: 1 })
    await pareta.chat.completions.create(params)
    const span = only(spans())
    expect(milliseconds(span.duration)).toBeGreaterThanOrEqual(19)
    expect(span.attributes["http.request.resend_count"]).toBe(1)
    expect(span.events.map(({ name, attributes }) => [name, attributes])).toEqual([
      ["retry", { "error.type": "429", attempt: 1, delay: 20 }]
    ])
    expect(span.status.code).toBe(SpanStatusCode.UNSET)
  })

  it("covers a stream to its end, with its usage and the time to its first chunk", async () => {
    const body = streamed([chunk("a"), chunk(null, "stop"), usage, done])
    const { pareta, spans } = traced([body.response])
    const iterator = pareta.chat.completions.create({ ...params, stream: true })[Symbol.asyncIterator]()
    await iterator.next()
    expect(spans()).toHaveLength(0)
    for (let step = await iterator.next(); step.done !== true; ) step = await iterator.next()
    const span = only(spans())
    expect(span.attributes).toMatchObject({
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 1,
      "gen_ai.usage.output_tokens": 2,
      "gen_ai.response.time_to_first_chunk": expect.any(Number)
    })
    expect(span.status.code).toBe(SpanStatusCode.UNSET)
  })

  it("of a stream that is left early is not an error", async () => {
    const { pareta, spans } = traced([streamed([chunk("a")], "open").response])
    for await (const _ of pareta.chat.completions.create({ ...params, stream: true })) break
    expect(only(spans()).status.code).toBe(SpanStatusCode.UNSET)
  })

  it.each([
    ["404", () => Response.json({ detail: "no such model" }, { status: 404 })],
    ["APIResponseValidationError", () => new Response("<html>")],
    [
      "APIConnectionError",
      () => {
        throw new TypeError("fetch failed")
      }
    ]
  ] as const)("is an error of type %s if the call fails with it, reported once", async (type, answer) => {
    const { pareta, spans } = traced([answer])
    await expect(pareta.chat.completions.create(params)).rejects.toBeInstanceOf(ParetaError)
    const span = only(spans())
    expect(span.status.code).toBe(SpanStatusCode.ERROR)
    expect(span.attributes["error.type"]).toBe(type)
  })

  it("is not an error for a call that is aborted", async () => {
    const controller = new AbortController()
    const { pareta, spans } = traced([() => new Promise(() => {})])
    const pending = pareta.chat.completions.create(params, { signal: controller.signal })
    controller.abort()
    await expect(pending).rejects.toMatchObject({ name: "APIAbortError" })
    const span = only(spans())
    expect([span.status.code, span.attributes["error.type"]]).toEqual([SpanStatusCode.UNSET, undefined])
  })

  it("is an error for a stream that breaks, reported once", async () => {
    const { pareta, spans } = traced([streamed([chunk("a")]).response])
    await expect(pareta.chat.completions.create({ ...params, stream: true }).text()).rejects.toThrow(/ended/)
    const span = only(spans())
    expect([span.status.code, span.attributes["error.type"]]).toEqual([SpanStatusCode.ERROR, "APIConnectionError"])
  })

  it("never has content", async () => {
    const prompt = "the prompt nobody may see"
    const answer = "the answer nobody may see"
    const messages = [{ role: "user", content: prompt }]
    const failing = new TypeError(`cannot send ${JSON.stringify({ model: "m", messages })}`)
    const { pareta, spans } = traced([
      Response.json({ ...completion, choices: [{ index: 0, message: { content: answer } }] }),
      failing,
      Response.json({ detail: `no: ${answer}` }, { status: 400 }),
      streamed([chunk(answer), 'data: {"error":{"message":"the answer nobody may see"}}\n\n']).response
    ])
    await pareta.chat.completions.create({ model: "m", messages })
    await pareta.chat.completions.create({ model: "m", messages }).catch(() => {})
    await pareta.chat.completions.create({ model: "m", messages }).catch(() => {})
    await pareta.chat.completions
      .create({ model: "m", messages, stream: true })
      .text()
      .catch(() => {})
    expect(spans()).toHaveLength(4)
    const reported = JSON.stringify(
      spans().map(({ name, attributes, events, status, links }) => ({ name, attributes, events, status, links }))
    )
    expect(reported).not.toContain("nobody may see")
    expect(reported).not.toContain(apiKey)
  })
})

describe("a tracer that throws", () => {
  const fail = (): never => {
    throw new Error("the tracer is broken")
  }
  const works: OpenTelemetrySpan = {
    setAttribute: () => {},
    setStatus: () => {},
    addEvent: () => {},
    spanContext: () => ({ traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 1 }),
    end: () => {}
  }
  const broken: ReadonlyArray<readonly [string, OpenTelemetryTracer]> = [
    ["startSpan", { startSpan: fail }],
    ["startSpan, by returning nothing", { startSpan: () => undefined as unknown as OpenTelemetrySpan }],
    ...(["setAttribute", "setStatus", "addEvent", "spanContext", "end"] as const).map(
      (method) => [method, { startSpan: () => ({ ...works, [method]: fail }) }] as const
    )
  ]

  it.each(broken)("in %s does not break a call", async (_, tracer) => {
    const busy = new Response("{}", { status: 503, headers: { "retry-after": "0" } })
    const { fetch } = scriptedFetch(
      busy,
      Response.json(completion),
      streamed([chunk("a", "stop"), done]).response,
      Response.json({ detail: "no" }, { status: 404 })
    )
    const pareta = new Pareta({ apiKey, fetch, tracer })
    expect((await pareta.chat.completions.create(params)).id).toBe("cmpl_1")
    expect(await pareta.chat.completions.create({ ...params, stream: true }).text()).toBe("a")
    await expect(pareta.models.list()).rejects.toMatchObject({ status: 404 })
  })
})
