import { describe, expect, it } from "@effect/vitest"
import { type CallFailure, ParetaClient, type ParetaClientService } from "@pareta/core"
import * as Effect from "effect/Effect"
import { apiKey, completion, json, params, scriptedFetch } from "../../ScriptedFetch.ts"

type Ask = (client: ParetaClientService) => Effect.Effect<unknown, CallFailure>

/** The result of a call that is answered with this body and a status of 200, or its failure. */
const outcome = (ask: Ask, body: unknown) =>
  Effect.gen(function* () {
    const { fetch, requests } = scriptedFetch(json(body))
    const result = yield* ParetaClient.use(ask).pipe(
      Effect.provide(ParetaClient.layerFetch({ apiKey, fetch })),
      Effect.match({
        onFailure: (failure) => ({ failure, value: undefined }),
        onSuccess: (value) => ({ failure: undefined, value })
      })
    )
    expect(requests).toHaveLength(1)
    return result
  })

const create: Ask = (client) => client.chat.completions.create(params)

/** Every route whose answer is read for some fields. */
const read: ReadonlyArray<readonly [name: string, ask: Ask]> = [
  ["chat.completions.create", create],
  ["models.list", (client) => client.models.list()],
  ["endpoints.list", (client) => client.endpoints.list()],
  ["endpoints.retrieve", (client) => client.endpoints.retrieve("ep_1")],
  ["tasks.list", (client) => client.tasks.list()],
  ["tasks.retrieve", (client) => client.tasks.retrieve("t")],
  ["tasks.match", (client) => client.tasks.match("invoices")],
  ["tasks.leaderboard", (client) => client.tasks.leaderboard("t")],
  ["tasks.recommended", (client) => client.tasks.recommended("t")],
  ["evals.sets.create", (client) => client.evals.sets.create({ task: "t", items: [{ input: "a" }] })],
  ["evals.sets.list", (client) => client.evals.sets.list()],
  ["evals.sets.retrieve", (client) => client.evals.sets.retrieve("s")],
  ["evals.runs.create", (client) => client.evals.runs.create({ evalSet: "s", models: ["m"] })],
  ["evals.runs.retrieve", (client) => client.evals.runs.retrieve("r")],
  ["evals.frontierModels", (client) => client.evals.frontierModels()]
]

/** Every route whose JSON is handed on as it is, or ignored. */
const raw: ReadonlyArray<readonly [name: string, ask: Ask]> = [
  ["endpoints.start", (client) => client.endpoints.start("ep_1")],
  ["endpoints.stop", (client) => client.endpoints.stop("ep_1")],
  ["endpoints.delete", (client) => client.endpoints.delete("ep_1")],
  ["endpoints.metrics", (client) => client.endpoints.metrics("ep_1").performance()],
  ["evals.sets.delete", (client) => client.evals.sets.delete("s")],
  ["request", (client) => client.request({ method: "GET", path: "/v1/x" })]
]

describe("a successful answer that is an error", () => {
  it.effect.each([...read, ...raw])("fails %s with the server's message, without a retry", ([_, ask]) =>
    Effect.gen(function* () {
      const body = { error: { message: "the model is overloaded" } }
      const { failure } = yield* outcome(ask, body)
      expect(failure?._tag).toBe("APIResponseValidationError")
      expect(failure?.message).toContain("the model is overloaded")
      expect(failure?.response?.status).toBe(200)
      expect((failure as { readonly body?: unknown }).body).toEqual(body)
    })
  )

  it.effect.each([...read, ...raw])("fails %s with the class of the status that it names", ([_, ask]) =>
    Effect.gen(function* () {
      const { failure } = yield* outcome(ask, { error: { message: "slow down", code: 429 }, request_id: "r" })
      expect(failure).toMatchObject({ _tag: "RateLimitError", status: 429, message: "slow down" })
      expect(failure?.response?.status).toBe(200)
    })
  )

  it.effect.each([
    ["a text", { error: "boom" }, "boom"],
    ["a detail", { detail: "boom" }, "boom"],
    ["a list of faults", { detail: [{ loc: ["body", "model"], msg: "boom" }] }, "body.model: boom"],
    ["an error beside empty choices", { choices: [], error: { message: "boom" } }, "boom"],
    ["an error beside null choices", { id: "c", model: "m", choices: null, error: { message: "boom" } }, "boom"],
    ["an error in a list", [{ error: { message: "boom" } }], "boom"],
    ["an error without words", { error: { code: 7 } }, "the server reported an error"],
    ["a choice with an error", { choices: [{ index: 0, error: { message: "boom" } }] }, "boom"],
    ["a choice that ended in an error", { choices: [{ finish_reason: "error", message: {} }] }, "reported an error"]
  ] as const)("may be %s", ([_, body, words]) =>
    Effect.gen(function* () {
      const { failure } = yield* outcome(create, body)
      expect(failure?._tag).toBe("APIResponseValidationError")
      expect(failure?.message).toContain(words)
      expect((failure as { readonly body?: unknown }).body).toEqual(body)
    })
  )

  it.effect.each([
    [{ error: { message: "m", code: "insufficient_quota" } }, "InsufficientCreditsError"],
    [{ error: { message: "m", type: "rate_limit_exceeded" } }, "RateLimitError"],
    [{ error: { message: "m", code: "invalid_api_key" } }, "AuthenticationError"],
    [{ error: { message: "m", status: "404" } }, "NotFoundError"],
    [{ error: { message: "m", status_code: 503 } }, "EndpointNotReadyError"],
    [{ error: "m", status_code: 402 }, "InsufficientCreditsError"],
    [{ detail: "m", code: "418" }, "APIStatusError"],
    [{ error: { message: "m", code: 200 } }, "APIResponseValidationError"],
    [{ error: { message: "m", code: 429.5 } }, "APIResponseValidationError"]
  ] as const)("%j fails as %s", ([body, tag]) =>
    Effect.map(outcome(create, body), ({ failure }) => {
      expect(failure?._tag).toBe(tag)
      expect(failure?.message).toContain("m")
    })
  )
})

describe("a successful answer that is a result", () => {
  it.effect.each([null, "", " ", {}, [], false, 0, [[]], { message: "", code: null }, { a: { b: [] } }])(
    "may have an error that says nothing: %j",
    (error) => Effect.map(outcome(create, { error, detail: error }), ({ failure }) => expect(failure).toBeUndefined())
  )

  it.effect.each([
    ["a completion with a warning in error", create, { ...completion, error: { message: "partly" } }],
    ["a match with a detail", read[6]?.[1] as Ask, { matched: false, candidates: [], detail: "no task is near" }],
    ["a model list with a detail", read[1]?.[1] as Ask, { data: [], detail: "nothing is live" }],
    ["metrics beside an error", raw[3]?.[1] as Ask, { error: "partly", latency_ms: 3 }],
    ["a detail that is an object", raw[5]?.[1] as Ask, { detail: { a: 1 } }]
  ] as const)("stays one: %s", ([_, ask, body]) =>
    Effect.map(outcome(ask, body), ({ failure }) => expect(failure).toBeUndefined())
  )
})

describe("an answer of another shape", () => {
  it.effect("is in the error as it was decoded, and neither in its JSON nor in its properties", () =>
    Effect.gen(function* () {
      const body = { id: "c", choices: { "0": { message: { content: "paid for" } } } }
      const { failure } = yield* outcome(create, body)
      expect(failure?._tag).toBe("APIResponseValidationError")
      expect((failure as { readonly body?: unknown }).body).toEqual(body)
      expect(Object.getOwnPropertyNames(failure)).not.toContain("body")
      expect(JSON.stringify({ ...failure })).not.toContain("paid for")
    })
  )

  it.effect("is in the error as its text if it is not JSON", () =>
    Effect.gen(function* () {
      const { fetch } = scriptedFetch(new Response('{"choices":[{"message":{"content":"paid'))
      const failure = yield* ParetaClient.use(create).pipe(
        Effect.provide(ParetaClient.layerFetch({ apiKey, fetch })),
        Effect.flip
      )
      expect((failure as { readonly body?: unknown }).body).toBe('{"choices":[{"message":{"content":"paid')
    })
  )
})
