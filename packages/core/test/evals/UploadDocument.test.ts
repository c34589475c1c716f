import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import {
  type AttemptEvent,
  type CallFailure,
  type FileInput,
  ParetaClient,
  type ParetaClientOptions,
  type ResponseMeta,
  type RetryEvent,
  type UploadDocumentOptions,
  type UploadProgress,
  withRequestOptions
} from "@pareta/core"
import * as HttpClientTransport from "@pareta/core/HttpClientTransport"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Tracer from "effect/Tracer"
import { TestClock } from "effect/testing"
import { afterEach, vi } from "vitest"
import { type Answer, apiKey, json, type SeenRequest, scriptedFetch } from "../ScriptedFetch.ts"

const signedFrom = 5 * 1024 * 1024
const signature = "5f0c9e41d77b4aa0"
const uploadUrl = `https://storage.example/bucket/object?X-Expires=3600&X-Signature=${signature}`
const attached = { kind: "blob", uri: "gs://b/x", mime: "application/pdf" }
const place = { idx: 0, fieldName: "document" }
const large = new Uint8Array(signedFrom).fill(7)

/** A platform that accepts documents, with a storage that responds to PUTs by this script. */
const platform = (...storage: ReadonlyArray<Answer>) => {
  const store = scriptedFetch(...(storage.length === 0 ? [new Response(null)] : storage))
  const received: Array<number> = []
  const seen = scriptedFetch(async (url, init) => {
    const { pathname } = new URL(url)
    if (init.method === "PUT") {
      received.push((await new Response(init.body).arrayBuffer()).byteLength)
      return store.fetch(url, init)
    }
    if (pathname.endsWith("/blob-upload-url")) return json({ upload_url: uploadUrl, storage_uri: "gs://b/x" })
    return pathname.endsWith("/attach-blob") || pathname.endsWith("/blob-upload-complete")
      ? json(attached)
      : json({ detail: `no ${pathname}` }, { status: 404 })
  })
  return { ...seen, received }
}

const upload = (
  { fetch }: Pick<ReturnType<typeof platform>, "fetch">,
  file: FileInput,
  options: UploadDocumentOptions = place,
  clientOptions: ParetaClientOptions = {},
  id: string | null = "es_1"
): Effect.Effect<unknown, unknown> =>
  ParetaClient.use((client) => client.evals.sets.uploadDocument(id as string, file, options)).pipe(
    Effect.provide(ParetaClient.layerFetch({ apiKey, maxRetries: 0, ...clientOptions, fetch }))
  )

const asked = (requests: ReadonlyArray<SeenRequest>) =>
  requests.map(({ method, url }) => `${method} ${url.replace("https://api.pareta.ai", "").replace(/\?.*/, "")}`)

const throughStorage = [
  "POST /v1/eval-sets/es_1/blob-upload-url",
  "PUT https://storage.example/bucket/object",
  "POST /v1/eval-sets/es_1/blob-upload-complete"
]

const jsonOf = (request: SeenRequest | undefined): unknown => JSON.parse(request?.body as string)

describe("the route of a document", () => {
  it.effect.each([
    [0, ["POST /v1/eval-sets/es_1/attach-blob"]],
    [1, ["POST /v1/eval-sets/es_1/attach-blob"]],
    [signedFrom - 1, ["POST /v1/eval-sets/es_1/attach-blob"]],
    [signedFrom, throughStorage],
    [signedFrom + 1, throughStorage]
  ] as const)("of %i bytes is %j", ([size, way]) =>
    Effect.gen(function* () {
      const server = platform()
      expect(yield* upload(server, new Uint8Array(size))).toEqual(attached)
      expect(asked(server.requests)).toEqual(way)
    })
  )
})

describe("a small document", () => {
  it.effect("is sent as a form: the fields, then the file with its name and type", () =>
    Effect.gen(function* () {
      const server = platform()
      yield* upload(server, new File(["%PDF"], "acme.pdf"), place)
      const form = [...((server.requests[0] as SeenRequest).body as FormData)]
      expect(form.map(([name]) => name)).toEqual(["idx", "field_name", "mime", "file"])
      expect(form.slice(0, 3).map(([_, value]) => value)).toEqual(["0", "document", "application/pdf"])
      const file = form[3]?.[1] as File
      expect([file.name, file.type, file.size]).toEqual(["acme.pdf", "application/pdf", 4])
      expect(yield* Effect.promise(() => file.text())).toBe("%PDF")
    })
  )

  it.effect("leaves the Content-Type to fetch, which chooses the form's boundary", () =>
    Effect.gen(function* () {
      const server = platform()
      yield* upload(server, new Uint8Array(1))
      expect(Object.keys(server.requests[0]?.headers ?? {})).not.toContain("Content-Type")
    })
  )

  it.effect("is sent under the caller's key", () =>
    Effect.gen(function* () {
      const server = platform()
      yield* withRequestOptions(upload(server, new Uint8Array(1)), { idempotencyKey: "doc-1" })
      expect(server.requests[0]?.headers["Idempotency-Key"]).toBe("doc-1")
    })
  )

  it.effect("reports its beginning and its end", () =>
    Effect.gen(function* () {
      const reports: Array<UploadProgress> = []
      yield* upload(platform(), new Uint8Array(3), { ...place, onProgress: (progress) => reports.push(progress) })
      expect(reports).toEqual([
        { loaded: 0, total: 3 },
        { loaded: 3, total: 3 }
      ])
    })
  )
})

describe("a large document", () => {
  it.effect("is announced, stored and confirmed", () =>
    Effect.gen(function* () {
      const server = platform()
      yield* upload(server, new File([large], "acme.pdf"), { idx: 0, fieldName: "document" })
      const row = { idx: 0, field_name: "document", mime: "application/pdf" }
      expect(jsonOf(server.requests[0])).toEqual({ ...row, file_size: signedFrom })
      expect(server.received).toEqual([signedFrom])
      expect(jsonOf(server.requests[2])).toEqual({ ...row, storage_uri: "gs://b/x" })
    })
  )

  it.effect("is sent to the signed URL with only its type and length", () =>
    Effect.gen(function* () {
      const server = platform()
      const options = { idempotencyKey: "doc-1", headers: { "x-tenant": "acme" } }
      yield* withRequestOptions(upload(server, large, { ...place, mime: "text/plain" }), options).pipe(
        Effect.provideService(Tracer.Tracer, tracer([]))
      )
      const [mint, put] = server.requests
      expect(mint?.headers["traceparent"]).toBeDefined()
      expect(put).toMatchObject({ url: uploadUrl, redirect: "error" })
      expect(put?.headers).toEqual({ "Content-Type": "text/plain", "Content-Length": String(signedFrom) })
    })
  )

  it.effect("derives the keys of its POSTs from the caller's key", () =>
    Effect.gen(function* () {
      const server = platform()
      yield* withRequestOptions(upload(server, large), { idempotencyKey: "doc-1" })
      const keys = server.requests.map(({ headers }) => headers["Idempotency-Key"])
      expect(keys).toEqual(["doc-1:mint", undefined, "doc-1:complete"])
    })
  )

  it.effect("calls a function for the key of each POST", () =>
    Effect.gen(function* () {
      const server = platform()
      const idempotencyKey = (request: { readonly operation: string; readonly path: string }) =>
        `${request.operation} ${request.path}`
      yield* withRequestOptions(upload(server, large), { idempotencyKey })
      expect(server.requests.map(({ headers }) => headers["Idempotency-Key"])).toEqual([
        "evals.sets.uploadDocument /v1/eval-sets/es_1/blob-upload-url",
        undefined,
        "evals.sets.uploadDocument /v1/eval-sets/es_1/blob-upload-complete"
      ])
    })
  )

  it.effect.each([200, 201])("is stored with status %i", (status) =>
    Effect.map(upload(platform(new Response(null, { status })), large), (answer) => expect(answer).toEqual(attached))
  )

  it.effect.each([202, 204, 206, 304, 400, 403, 404, 412, 500])("is not stored with status %i", (status) =>
    Effect.gen(function* () {
      const server = platform(new Response(null, { status }))
      expect(yield* Effect.flip(upload(server, large))).toMatchObject({
        name: expect.stringMatching(/Error$/),
        message: `blob upload PUT failed: ${status}`,
        status,
        operation: "evals.sets.uploadDocument"
      })
      expect(asked(server.requests)).toEqual(throughStorage.slice(0, 2))
    })
  )

  it.effect.each([301, 302, 307, 308])("is not redirected by status %i", (status) =>
    Effect.gen(function* () {
      for (const location of ["https://elsewhere.example/", "https://storage.example/other"]) {
        const server = platform(new Response(null, { status, headers: { location } }))
        const failure = yield* Effect.flip(upload(server, large))
        expect(failure).toMatchObject({ message: `blob upload PUT failed: ${status}` })
        expect(server.requests).toHaveLength(2)
      }
    })
  )

  it.effect.each([{ upload_url: "ftp://storage/x" }, { upload_url: "/x" }, { upload_url: null }, {}])(
    "is not sent to the URL of %j",
    (answer) =>
      Effect.gen(function* () {
        const { fetch, requests } = scriptedFetch(json({ storage_uri: "gs://b/x", ...answer }))
        expect(yield* Effect.flip(upload({ fetch }, large))).toMatchObject({ _tag: "APIResponseValidationError" })
        expect(requests).toHaveLength(1)
      })
  )
})

/** Runs an Effect while virtual time passes. */
const inTime = <A, E>(self: Effect.Effect<A, E>): Effect.Effect<Result.Result<A, E>> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.result(self))
    while (fiber.pollUnsafe() === undefined) {
      yield* Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))
      yield* TestClock.adjust("1 second")
    }
    return yield* Fiber.join(fiber)
  })

const reset = Object.assign(new TypeError("fetch failed"), { cause: new Error("ECONNRESET") })

describe("the PUT is retried", () => {
  it.effect.each([
    ["500", new Response(null, { status: 500 })],
    ["503", new Response(null, { status: 503 })],
    ["429", new Response(null, { status: 429 })],
    ["a reset", reset]
  ] as ReadonlyArray<readonly [string, Answer]>)("after %s, with the whole body", ([_, trouble]) =>
    Effect.gen(function* () {
      const server = platform(trouble, trouble, new Response(null))
      const result = yield* inTime(upload(server, large, place, { maxRetries: 2 }))
      expect(result).toMatchObject({ success: attached })
      expect(server.received).toEqual([signedFrom, signedFrom, signedFrom])
      expect(server.requests.map(({ method }) => method)).toEqual(["POST", "PUT", "PUT", "PUT", "POST"])
    })
  )

  it.effect("as often as the options of the call say", () =>
    Effect.gen(function* () {
      const server = platform(new Response(null, { status: 500 }))
      const call = withRequestOptions(upload(server, large, place, { maxRetries: 9 }), { maxRetries: 1 })
      expect(yield* inTime(call)).toMatchObject({ failure: { message: "blob upload PUT failed: 500", attempts: 2 } })
      expect(server.received).toHaveLength(2)
    })
  )

  it.effect("but not after a permanent status", () =>
    Effect.gen(function* () {
      const server = platform(new Response(null, { status: 403 }))
      yield* inTime(upload(server, large, place, { maxRetries: 2 }))
      expect(server.received).toHaveLength(1)
    })
  )
})

describe("progress", () => {
  const progressOf = (server: ReturnType<typeof platform>, maxRetries = 0) => {
    const reports: Array<UploadProgress> = []
    const onProgress = (progress: UploadProgress) => reports.push(progress)
    return Effect.as(inTime(upload(server, large, { ...place, onProgress }, { maxRetries })), reports)
  }

  /** The progress of each attempt. An attempt begins at 0. */
  const attemptsOf = (reports: ReadonlyArray<UploadProgress>): ReadonlyArray<ReadonlyArray<number>> => {
    const attempts: Array<Array<number>> = []
    for (const { loaded } of reports) {
      if (loaded === 0) attempts.push([])
      attempts.at(-1)?.push(loaded)
    }
    return attempts
  }

  it.effect("goes from 0 to the full size in steps, never back", () =>
    Effect.gen(function* () {
      const reports = yield* progressOf(platform())
      expect(new Set(reports.map(({ total }) => total))).toEqual(new Set([signedFrom]))
      const loaded = reports.map((progress) => progress.loaded)
      expect([loaded[0], loaded.at(-1)]).toEqual([0, signedFrom])
      expect(loaded.length).toBeGreaterThan(10)
      expect(loaded).toEqual(loaded.toSorted((one, other) => one - other))
    })
  )

  it.effect("starts again with each attempt", () =>
    Effect.gen(function* () {
      const reports = yield* progressOf(platform(reset, new Response(null)), 1)
      const attempts = attemptsOf(reports)
      expect(attempts).toHaveLength(2)
      for (const loaded of attempts) {
        expect(loaded.at(-1)).toBe(signedFrom)
        expect(loaded).toEqual(loaded.toSorted((one, other) => one - other))
      }
    })
  )

  it.effect.each([1, signedFrom])("does not fail the upload of %i bytes if the callback throws", (size) =>
    Effect.gen(function* () {
      const server = platform()
      const onProgress = () => {
        throw new Error("a broken progress bar")
      }
      expect(yield* upload(server, new Uint8Array(size), { ...place, onProgress })).toEqual(attached)
      expect(server.received).toHaveLength(size === 1 ? 0 : 1)
    })
  )
})

describe("nothing is sent", () => {
  it.effect.each([
    [{ ...place, idx: -1 }, "idx must be the index of a row, from 0"],
    [{ ...place, idx: 0.5 }, "idx must be the index of a row, from 0"],
    [{ ...place, idx: Number.NaN }, "idx must be the index of a row, from 0"],
    [{ ...place, idx: "0" }, "idx must be the index of a row, from 0"],
    [{ fieldName: "document" }, "idx must be the index of a row, from 0"],
    [{ idx: 0 }, "fieldName is required"],
    [{ idx: 0, fieldName: "" }, "fieldName is required"],
    [undefined, "idx must be the index of a row, from 0"],
    [{ ...place, mime: "text/plain\r\nX-Evil: 1" }, "mime is not a valid header value"],
    [{ ...place, mime: 5 }, "mime must be a string"],
    [{ ...place, mime: Number.NaN }, "mime must be a string"]
  ] as ReadonlyArray<readonly [unknown, string]>)("for %o", ([options, message]) =>
    Effect.gen(function* () {
      const server = platform()
      // `undefined` would be replaced by the default of `upload`.
      const failure = yield* Effect.flip(upload(server, large, (options ?? null) as UploadDocumentOptions))
      expect(failure).toMatchObject({ _tag: "InvalidArgumentError", message })
      expect(server.requests).toHaveLength(0)
    })
  )

  it.effect.each([[5], [null], [{}], [[1, 2]]])("for the file %o", ([file]) =>
    Effect.gen(function* () {
      const server = platform()
      expect(yield* Effect.flip(upload(server, file as FileInput))).toMatchObject({ _tag: "InvalidArgumentError" })
      expect(server.requests).toHaveLength(0)
    })
  )

  it.effect("for a path that does not exist, which the error names", () =>
    Effect.gen(function* () {
      const server = platform()
      expect(yield* Effect.flip(upload(server, "/no/such/acme.pdf"))).toMatchObject({
        _tag: "InvalidArgumentError",
        message: expect.stringContaining("/no/such/acme.pdf")
      })
      expect(server.requests).toHaveLength(0)
    })
  )

  it.effect.each(["", null, ".."])("for the set %j", (id) =>
    Effect.gen(function* () {
      const server = platform()
      const failure = yield* Effect.flip(upload(server, new Uint8Array(1), place, {}, id))
      expect(failure).toMatchObject({ _tag: "InvalidArgumentError" })
      expect(server.requests).toHaveLength(0)
    })
  )
})

it.effect("an HttpClient gets the length of the body that it streams", () =>
  Effect.gen(function* () {
    const requests: Array<HttpClientRequest.HttpClientRequest> = []
    const client = HttpClient.make((request) =>
      Effect.sync(() => {
        requests.push(request)
        const answer = { ...attached, upload_url: uploadUrl, storage_uri: "gs://b/x" }
        return HttpClientResponse.fromWeb(request, json(answer))
      })
    )
    const transport = Layer.provide(HttpClientTransport.layer, Layer.succeed(HttpClient.HttpClient, client))
    yield* ParetaClient.use((api) => api.evals.sets.uploadDocument("es_1", large, place)).pipe(
      Effect.provide(Layer.provide(ParetaClient.layer({ apiKey }), transport))
    )
    const [, put] = requests
    expect(put?.body).toMatchObject({ _tag: "Stream", contentLength: signedFrom })
    expect(put?.headers).toMatchObject({ "content-length": String(signedFrom) })
  })
)

describe("where fetch would send a stream in chunks", () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  const elsewhere = {
    "a browser": { process: undefined },
    "a worker that calls itself Node": { navigator: { userAgent: "Cloudflare-Workers" } },
    Bun: { process: { ...process, versions: { ...process.versions, bun: "1.2.0" } } },
    Deno: { process: { ...process, versions: { ...process.versions, deno: "2.2.0" } } }
  }

  it.effect.each(Object.entries(elsewhere))("as in %s, the Blob itself is sent", ([_, globals]) =>
    Effect.gen(function* () {
      const server = platform()
      const reports: Array<number> = []
      for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
      yield* upload(server, large, { ...place, onProgress: ({ loaded }) => reports.push(loaded) })
      const put = server.requests[1]
      expect(put?.body).toBeInstanceOf(Blob)
      expect(put?.headers).toEqual({ "Content-Type": "application/octet-stream" })
      expect(put?.redirect).toBe("manual")
      expect(server.received).toEqual([signedFrom])
      expect(reports).toEqual([0, signedFrom])
    })
  )
})

/** A tracer that keeps its spans. */
const tracer = (spans: Array<Tracer.NativeSpan>): Tracer.Tracer =>
  Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })

describe("the signature is never shown", () => {
  const quoting = `<Error><Code>SignatureDoesNotMatch</Code><SignatureProvided>${signature}</SignatureProvided></Error>`

  it.effect.each([
    ["a storage that quotes it", new Response(quoting, { status: 403 })],
    ["a storage that quotes the URL", new Response(`no ${uploadUrl}`, { status: 400 })],
    ["a failing storage that quotes it", new Response(quoting, { status: 500 })],
    ["a redirect", new Response(null, { status: 307, headers: { location: uploadUrl } })],
    ["a fetch that quotes the URL", new TypeError(`request to ${uploadUrl} failed`)],
    ["a fetch that quotes the query", new TypeError(`no route to ${uploadUrl.replace(/.*\?/, "?")}`)],
    ["a fetch that carries the URL", Object.assign(new TypeError("fetch failed"), { config: { url: uploadUrl } })],
    ["success", new Response(null)]
  ] as ReadonlyArray<readonly [string, Answer]>)("with %s", ([_, answer]) =>
    Effect.gen(function* () {
      const spans: Array<Tracer.NativeSpan> = []
      const reports: Array<AttemptEvent | RetryEvent | ResponseMeta> = []
      const report = (event: AttemptEvent | RetryEvent | ResponseMeta) => reports.push(event)
      const hooks = { onAttempt: report, onRetry: report, onResponse: report, maxRetries: 1 }
      const result = yield* inTime(
        Effect.provideService(upload(platform(answer), large, place, hooks), Tracer.Tracer, tracer(spans))
      )
      const failure = Result.isFailure(result) ? (result.failure as CallFailure) : undefined
      const shown = inspect({ reports, failure, spans }, { depth: 12, showHidden: true, maxStringLength: null })
      const lines = `${shown}\n${failure?.message}\n${failure?.stack}`.split("\n")
      expect(lines.filter((line) => line.includes(signature))).toEqual([])
      expect(shown).toContain("https://storage.example/bucket/object")
    })
  )
})
