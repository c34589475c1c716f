import {
  ParetaClient,
  type ParetaClientOptions,
  type ParetaClientService,
  type RequestOptions,
  withRequestOptions
} from "@pareta/core"
import { test } from "vitest"

declare const client: ParetaClientService
declare const signal: AbortSignal

const never = (_: () => unknown): void => {}
const chat = { model: "m", messages: [{ role: "user", content: "a" }] }

test("a setting of the call is no parameter", () => {
  never(() => [
    // @ts-expect-error it belongs in withRequestOptions
    client.chat.completions.create({ ...chat, timeout: "5 seconds" }),
    // @ts-expect-error it belongs in withRequestOptions
    client.chat.completions.stream({ ...chat, maxRetries: 0 }),
    // @ts-expect-error it belongs in withRequestOptions
    client.chat.completions.create({ ...chat, signal }),
    // @ts-expect-error it belongs in withRequestOptions
    client.endpoints.deploy({ task: "t", idempotencyKey: "k" }),
    // @ts-expect-error it belongs in withRequestOptions
    client.evals.sets.create({ task: "t", items: [], headers: {} }),
    // @ts-expect-error it belongs to createAndWait
    client.evals.runs.create({ evalSet: "s", models: [], timeout: 5 }),
    // @ts-expect-error it belongs in withRequestOptions
    client.request({ method: "GET", path: "/v1/x", maxRetries: 0 }),
    // @ts-expect-error it is called query
    client.request({ method: "GET", path: "/v1/x", params: {} }),
    // @ts-expect-error a method is in upper case
    client.request({ method: "get", path: "/v1/x" })
  ])
})

test("a parameter has its name in snake case", () => {
  never(() => [
    // @ts-expect-error it is called max_tokens
    client.chat.completions.create({ ...chat, maxTokens: 5 }),
    // @ts-expect-error it is called response_format
    client.chat.completions.stream({ ...chat, responseFormat: { type: "text" } }),
    client.chat.completions.create({ ...chat, max_tokens: 5, topK: 5 })
  ])
})

test("an option that does not exist does not compile", () => {
  // @ts-expect-error it is called baseURL
  const baseUrl: ParetaClientOptions = { apiKey: "k", baseUrl: "http://localhost" }
  // @ts-expect-error a call is stopped by interruption
  const signalled: RequestOptions = { signal }
  never(() => [
    baseUrl,
    signalled,
    // @ts-expect-error it is an option of layerFetch
    ParetaClient.layer({ apiKey: "k", fetch }),
    // @ts-expect-error it is called maxRetries
    withRequestOptions({ max_retries: 1 }),
    ParetaClient.layerFetch({ apiKey: "k", fetch })
  ])
})

test("an id is neither null nor absent", () => {
  never(() => [
    // @ts-expect-error an id is a string
    client.endpoints.retrieve(null),
    // @ts-expect-error an id is a string
    client.evals.runs.wait(undefined),
    // @ts-expect-error an id is a string
    client.evals.sets.delete(null),
    // @ts-expect-error an id is a string
    client.tasks.leaderboard(undefined)
  ])
})
