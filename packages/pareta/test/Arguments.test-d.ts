import {
  type ChatCompletionCreateParams,
  type ChatMessage,
  type DeployParams,
  type EvalRunCreateParams,
  type EvalSetCreateParams,
  Pareta,
  type ParetaOptions,
  type RequestOptions,
  type RouteOptions
} from "pareta"
import { test } from "vitest"

declare const pareta: Pareta
declare const signal: AbortSignal

const never = (_: () => unknown): void => {}
const chat = { model: "m", messages: [{ role: "user", content: "a" }] }

test("a setting of the call is no parameter", () => {
  const { completions } = pareta.chat
  never(() => [
    // @ts-expect-error it belongs in the last argument
    completions.create({ ...chat, signal }),
    // @ts-expect-error it belongs in the last argument
    completions.create({ ...chat, timeout: 5000 }),
    // @ts-expect-error it belongs in the last argument
    completions.create({ ...chat, maxRetries: 0 }),
    // @ts-expect-error it belongs in the last argument
    completions.create({ ...chat, headers: {} }),
    // @ts-expect-error it belongs in the last argument
    completions.create({ ...chat, idempotencyKey: "k" }),
    // @ts-expect-error it belongs in the last argument
    completions.create({ ...chat, onResponse: () => {} }),
    // @ts-expect-error it belongs in the last argument
    completions.create({ ...chat, onProgress: () => {} }),
    // @ts-expect-error it belongs in the last argument
    completions.create({ ...chat, session: "s" }),
    // @ts-expect-error it belongs in the last argument
    completions.create({ ...chat, stream: true, signal }),
    // @ts-expect-error it belongs in the last argument
    pareta.endpoints.deploy({ task: "t", signal }),
    // @ts-expect-error it belongs in the last argument
    pareta.endpoints.deploy({ task: "t", wait: true, timeout: 5 }),
    // @ts-expect-error it belongs in the last argument
    pareta.evals.sets.create({ task: "t", items: [], signal }),
    // @ts-expect-error it belongs in the last argument
    pareta.evals.runs.create({ evalSet: "s", models: [], maxRetries: 0 }),
    // The documentation puts this one, in seconds, among the parameters.
    pareta.evals.runs.create({ evalSet: "s", models: [], wait: true, timeout: 5 })
  ])
})

test("a setting that is undefined is absent", () => {
  const params: ChatCompletionCreateParams = { ...chat, signal: undefined, maxRetries: undefined }
  const deploy: DeployParams = { task: "t", timeout: undefined }
  never(() => [params, deploy])
})

test("a parameter has its name in snake case", () => {
  const { completions } = pareta.chat
  never(() => [
    // @ts-expect-error it is called max_tokens
    completions.create({ ...chat, maxTokens: 5 }),
    // @ts-expect-error it is called max_completion_tokens
    completions.create({ ...chat, maxCompletionTokens: 5 }),
    // @ts-expect-error it is called top_p
    completions.create({ ...chat, topP: 1 }),
    // @ts-expect-error it is called frequency_penalty
    completions.create({ ...chat, frequencyPenalty: 1 }),
    // @ts-expect-error it is called presence_penalty
    completions.create({ ...chat, presencePenalty: 1 }),
    // @ts-expect-error it is called top_logprobs
    completions.create({ ...chat, topLogprobs: 1 }),
    // @ts-expect-error it is called response_format
    completions.create({ ...chat, responseFormat: { type: "text" } }),
    // @ts-expect-error it is called tool_choice
    completions.create({ ...chat, toolChoice: "auto" }),
    // @ts-expect-error it is called parallel_tool_calls
    completions.create({ ...chat, parallelToolCalls: true }),
    // @ts-expect-error it is called stream_options
    completions.create({ ...chat, streamOptions: {} }),
    // @ts-expect-error it is called run_mode
    pareta.endpoints.deploy({ task: "t", runMode: "x" }),
    // @ts-expect-error it is called cost_per_request_micro_usd
    pareta.endpoints.deploy({ task: "t", costPerRequestMicroUsd: 1 }),
    completions.create({ ...chat, max_tokens: 5, reasoning_effort: "low", topK: 5 }),
    pareta.endpoints.deploy({ task: "t", taskDisplay: "T", anything: 1 })
  ])
})

test("parameters may come from an interface of one's own", () => {
  interface Mine {
    readonly model: string
    readonly messages: ReadonlyArray<ChatMessage>
    readonly reasoning_effort: string
    readonly [key: string]: unknown
  }
  never(() => {
    const mine: Mine = { ...chat, reasoning_effort: "low" }
    return [pareta.chat.completions.create(mine), pareta.chat.completions.create({ ...mine, stream: true })]
  })
})

test("an option that does not exist does not compile", () => {
  // @ts-expect-error it is called baseURL
  const baseUrl: ParetaOptions = { apiKey: "k", baseUrl: "http://localhost" }
  // @ts-expect-error it is called headers
  const defaultHeaders: ParetaOptions = { apiKey: "k", defaultHeaders: {} }
  // @ts-expect-error there is none like it
  const organization: ParetaOptions = { apiKey: "k", organization: "o" }
  // @ts-expect-error it is an option of the client only
  const fetched: RequestOptions = { fetch }
  // @ts-expect-error it is called query
  const params: RouteOptions = { params: {} }
  never(() => [
    baseUrl,
    defaultHeaders,
    organization,
    fetched,
    params,
    // @ts-expect-error it is called maxRetries
    new Pareta({ apiKey: "k", max_retries: 1 }),
    // @ts-expect-error it is called apiKey
    Pareta.fromEnv({ apikey: "k" }),
    // @ts-expect-error the options are an object
    pareta.models.list(signal),
    // @ts-expect-error a method is in upper case
    pareta.request("post", "/v1/x"),
    // @ts-expect-error there is no HEAD
    pareta.request("HEAD", "/v1/x")
  ])
})

test("a parameter of evals that does not exist does not compile", () => {
  // @ts-expect-error it is called task
  const set: EvalSetCreateParams = { taskId: "t", items: [] }
  // @ts-expect-error it is called evalSet
  const run: EvalRunCreateParams = { eval_set: "s", models: [] }
  never(() => [set, run])
})
