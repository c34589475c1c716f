import assert from "node:assert/strict"
import { inspect } from "node:util"
import { type APIResponseValidationError, isParetaError, type ParetaError, responseMeta } from "@pareta/core"
import { fetchTransport, makeApi, settingsOf } from "@pareta/core/internal"
import * as Arbitrary from "effect/Arbitrary"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { make } from "../../src/ParetaClientService.ts"
import { Damages, damaged, Mutations, mutated } from "./Generators.ts"
import { type Operation, operations } from "./Operations.ts"
import { type Property, property, soon } from "./Property.ts"

const outcome = async (operation: Operation, response: Response): Promise<Exit.Exit<unknown, ParetaError>> => {
  const api = makeApi(
    fetchTransport(() => Promise.resolve(response)),
    settingsOf({ apiKey: "pareta_sk_fuzz", maxRetries: 0 }, "a test")
  )
  return soon(Effect.runPromiseExit(operation.call(make(api))))
}

type Fields = { readonly [name: string]: unknown }

const parsed = (text: string): unknown => (text.trim() === "" ? {} : JSON.parse(text))

/** Whether the text is a valid response of the operation. An empty text counts as `{}`. */
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
    // Printing a result must not throw, and its JSON must contain the whole response.
    inspect(exit.value)
    const { json } = operation
    const answer = parsed(text)
    assert.equal(JSON.stringify(exit.value), JSON.stringify(json === undefined ? answer : json(answer as Fields)))
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
    `any change to a response of ${operation.name} leads to a result or a typed error`,
    Arbitrary.schema(Mutations),
    (all) => agrees(operation, bytes(mutated(operation.answer, all)))
  ),
  property(
    `any damage to a response of ${operation.name} leads to a result or a typed error`,
    Arbitrary.schema(Damages),
    (all) => agrees(operation, damaged(bytes(JSON.stringify(operation.answer)), all))
  )
])

export const errorProperties: ReadonlyArray<Property> = [
  property(
    "any body of an error response leads to an error with its status",
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
