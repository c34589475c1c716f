import assert from "node:assert/strict"
import { inspect } from "node:util"
import {
  type APIResponseValidationError,
  isParetaError,
  type ParetaClientService,
  type ParetaError,
  responseMeta
} from "@pareta/core"
import { Call } from "@pareta/core/src/http/Call.ts"
import { fetchTransport } from "@pareta/core/src/http/HttpTransport.ts"
import { make } from "@pareta/core/src/make.ts"
import { resolveConfig } from "@pareta/core/src/ParetaConfig.ts"
import * as Arbitrary from "effect/Arbitrary"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { Damages, damaged, Mutations, mutated } from "./Generators.ts"
import { type Property, property, soon } from "./Property.ts"
import { illTyped } from "./WellTyped.ts"
import { chatShape, fits, isEndpoint, isModelList, isObject } from "./WireModel.ts"

interface Operation {
  readonly name: string
  readonly call: (client: ParetaClientService) => Effect.Effect<unknown, ParetaError>
  /** An answer as it should be. */
  readonly answer: unknown
  /** Whether an answer is as it should be. */
  readonly accepts: (answer: unknown) => boolean
  /** What of the result is not as documented. */
  readonly problems: (result: unknown) => ReadonlyArray<string>
}

const endpoint = {
  ...{ id: "ep_1", name: "n", model: "qwen-vl-1", status: "live", taskName: "t", task: "t", url: "https://x.example" },
  ...{ recommendedSystemPrompt: "p", promptScaffold: null, cost: { total: 1 } }
}

const completion = {
  ...{ id: "c", object: "chat.completion", created: 1, model: "m" },
  choices: [
    {
      index: 0,
      finish_reason: "stop",
      message: {
        ...{ role: "assistant", content: "a", refusal: null },
        tool_calls: [{ index: 0, id: "t", type: "function", function: { name: "f", arguments: "{}" } }]
      },
      logprobs: { content: [{ token: "a", logprob: -1 }] }
    }
  ],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, details: { cached: 0 } }
}

const anything = () => []

const operations: ReadonlyArray<Operation> = [
  {
    name: "chat.completions.create",
    call: (client) => client.chat.completions.create({ model: "m", messages: [{ role: "user", content: "p" }] }),
    answer: completion,
    accepts: (answer) => fits(answer, chatShape),
    problems: illTyped
  },
  {
    name: "models.list",
    call: (client) => client.models.list,
    answer: { object: "list", data: [{ id: "ep_1", object: "model", owned_by: "me", created: 1 }, { id: "ep_2" }] },
    accepts: isModelList,
    problems: illTyped
  },
  {
    name: "endpoints.list",
    call: (client) => client.endpoints.list,
    answer: [endpoint, { name: "only" }],
    accepts: (answer) => Array.isArray(answer) && answer.every(isEndpoint),
    problems: (result) => (Array.isArray(result) ? result.flatMap(illTyped) : ["not an array"])
  },
  {
    name: "endpoints.retrieve",
    call: (client) => client.endpoints.retrieve("e"),
    answer: endpoint,
    accepts: isEndpoint,
    problems: illTyped
  },
  {
    name: "endpoints.start",
    call: (client) => client.endpoints.start("e"),
    answer: { ok: true },
    accepts: () => true,
    problems: anything
  },
  {
    name: "endpoints.metrics.cost",
    call: (client) => client.endpoints.metrics("e").cost(),
    answer: { dimension: "cost", total_micro_usd: 1, series: [{ at: "2026-01-01", value: 1 }] },
    accepts: isObject,
    problems: (result) => (isObject(result) ? [] : ["not an object"])
  },
  {
    name: "request",
    call: (client) => client.request({ method: "GET", path: "/v1/x" }),
    answer: { any: [1] },
    accepts: () => true,
    problems: anything
  }
]

const outcome = async (operation: Operation, response: Response): Promise<Exit.Exit<unknown, ParetaError>> => {
  const call = new Call(
    fetchTransport(() => Promise.resolve(response)),
    resolveConfig({ apiKey: "pareta_sk_fuzz", maxRetries: 0 })
  )
  return soon(Effect.runPromiseExit(operation.call(make(call) as ParetaClientService)))
}

const parsed = (text: string): unknown => (text.trim() === "" ? {} : JSON.parse(text))

/** Whether an answer is JSON as it should be; an empty one counts as `{}`. */
const isGood = ({ accepts }: Operation, text: string): boolean => {
  let value: unknown
  try {
    value = parsed(text)
  } catch {
    return false
  }
  return accepts(value)
}

const agrees = async (operation: Operation, bytes: Uint8Array): Promise<void> => {
  const exit = await outcome(operation, new Response(bytes.slice()))
  const text = new TextDecoder().decode(bytes)
  if (Exit.isSuccess(exit)) {
    assert.ok(isGood(operation, text), `accepted: ${text}`)
    assert.deepEqual(operation.problems(exit.value), [], text)
    // What a person does first with a result: neither may crash, and nothing of the answer is lost.
    inspect(exit.value)
    assert.equal(JSON.stringify(exit.value), JSON.stringify(parsed(text)))
    if (typeof exit.value === "object" && exit.value !== null) assert.equal(responseMeta(exit.value)?.status, 200)
    return
  }
  const failure = Cause.squash(exit.cause) as APIResponseValidationError
  assert.ok(isParetaError(failure), `fails with ${inspect(failure)} for ${text}`)
  assert.equal(failure._tag, "APIResponseValidationError", text)
  assert.ok(!isGood(operation, text), `refused: ${failure.message} for ${text}`)
}

const bytes = (text: string) => new TextEncoder().encode(text)

export const answerProperties: ReadonlyArray<Property> = operations.flatMap((operation) => [
  property(
    `any change of an answer to ${operation.name} gives a result or a typed error`,
    Arbitrary.schema(Mutations),
    (all) => agrees(operation, bytes(mutated(operation.answer, all)))
  ),
  property(
    `any damage to an answer to ${operation.name} gives a result or a typed error`,
    Arbitrary.schema(Damages),
    (all) => agrees(operation, damaged(bytes(JSON.stringify(operation.answer)), all))
  )
])

export const errorProperties: ReadonlyArray<Property> = [
  property(
    "any body of an error gives an error of its status",
    Arbitrary.schema(
      Schema.Struct({
        status: Schema.Literals([400, 401, 402, 403, 404, 409, 418, 422, 429, 500, 503]),
        mutations: Mutations,
        damages: Damages
      })
    ),
    async ({ status, mutations, damages }) => {
      const detail = [{ loc: ["body", "model"], msg: "m", type: "t" }]
      const body = damaged(bytes(mutated({ detail }, mutations)), damages)
      const exit = await outcome(operations[1] as Operation, new Response(body.slice(), { status }))
      assert.ok(Exit.isFailure(exit))
      const failure = Cause.squash(exit.cause) as ParetaError & { readonly status: number }
      assert.ok(isParetaError(failure), inspect(failure))
      assert.equal(failure.status, status)
      assert.equal(typeof failure.message, "string")
      inspect(failure)
    }
  )
]
