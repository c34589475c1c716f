import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Core from "@pareta/core"
import * as Schemas from "@pareta/core/Schemas"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { property } from "../fuzz/Property.ts"

const models: ReadonlyArray<readonly [name: string, schema: Schema.Codec<Core.BaseModel, unknown>, Class: unknown]> = [
  ["ChatCompletion", Schemas.ChatCompletion, Core.ChatCompletion],
  ["ChatCompletionChunk", Schemas.ChatCompletionChunk, Core.ChatCompletionChunk],
  ["Choice", Schemas.Choice, Core.Choice],
  ["Message", Schemas.Message, Core.Message],
  ["Usage", Schemas.Usage, Core.Usage],
  ["Model", Schemas.Model, Core.Model],
  ["ModelList", Schemas.ModelList, Core.ModelList],
  ["Endpoint", Schemas.Endpoint, Core.Endpoint],
  ["Task", Schemas.Task, Core.Task],
  ["TaskMatch", Schemas.TaskMatch, Core.TaskMatch],
  ["TaskMatchCandidate", Schemas.TaskMatchCandidate, Core.TaskMatchCandidate],
  ["Capability", Schemas.Capability, Core.Capability],
  ["Leaderboard", Schemas.Leaderboard, Core.Leaderboard],
  ["LeaderboardEntry", Schemas.LeaderboardEntry, Core.LeaderboardEntry],
  ["EvalSet", Schemas.EvalSet, Core.EvalSet],
  ["EvalRun", Schemas.EvalRun, Core.EvalRun],
  ["EvalResult", Schemas.EvalResult, Core.EvalResult],
  ["EvalItemResult", Schemas.EvalItemResult, Core.EvalItemResult],
  ["FrontierModel", Schemas.FrontierModel, Core.FrontierModel]
]

const failures: ReadonlyArray<readonly [name: string, schema: Schema.Codec<Core.ParetaFailure, unknown>]> = [
  ["InvalidArgumentError", Schemas.InvalidArgumentError],
  ["APIConnectionError", Schemas.APIConnectionError],
  ["APITimeoutError", Schemas.APITimeoutError],
  ["APIStatusError", Schemas.APIStatusError],
  ["BadRequestError", Schemas.BadRequestError],
  ["AuthenticationError", Schemas.AuthenticationError],
  ["InsufficientCreditsError", Schemas.InsufficientCreditsError],
  ["PermissionDeniedError", Schemas.PermissionDeniedError],
  ["NotFoundError", Schemas.NotFoundError],
  ["ConflictError", Schemas.ConflictError],
  ["RateLimitError", Schemas.RateLimitError],
  ["EndpointNotReadyError", Schemas.EndpointNotReadyError],
  ["APIResponseValidationError", Schemas.APIResponseValidationError],
  ["APIStreamError", Schemas.APIStreamError],
  ["DeployError", Schemas.DeployError],
  ["EvalTimeoutError", Schemas.EvalTimeoutError],
  ["EvalContractError", Schemas.EvalContractError]
]

/** Chance alone seldom finds an endpoint with an id or a name. */
const endpoints = Arbitrary.map(
  Arbitrary.schema(
    Schema.Struct({
      ...{ id: Schema.Json, model: Schema.Json, status: Schema.Literals(["live", "stopped"]), taskName: Schema.Json },
      ...{ name: Schema.NonEmptyString, url: Schema.NullOr(Schema.String), unknown: Schema.Json }
    })
  ),
  (wire) => new Core.Endpoint(wire as Core.EndpointWire)
)

/** JSON texts have no negative zero. */
const overText = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** The ways to JSON and back: by the Schema itself, and by its canonical JSON codec, which RPC and the like use. */
const waysOf = <A>(schema: Schema.Codec<A, unknown>) =>
  [schema, Schema.toCodecJson(schema)].map((codec) => {
    const encode = Schema.encodeUnknownSync(codec)
    const decode = Schema.decodeUnknownSync(codec)
    return (value: unknown) => decode(overText(encode(value)))
  })

/** The facts of an error, without its stack. */
const factsOf = (error: Core.ParetaFailure) => ({
  ...error,
  _tag: error._tag,
  name: error.name,
  message: error.message,
  cause: error.cause,
  partial: overText("partial" in error ? (error.partial?.raw ?? null) : null)
})

describe("a model comes back from JSON as an equal instance", () => {
  it.each(
    models.map(([name, schema, Class]) => {
      const make = Class as new (wire: unknown) => Core.BaseModel
      const ways = waysOf(schema)
      const arbitrary = name === "Endpoint" ? endpoints : Arbitrary.schema(schema)
      return property(name, arbitrary, async (model) => {
        assert.ok(model instanceof make)
        const expected = new make(overText(model.raw))
        for (const way of ways) {
          const back = way(model)
          assert.deepEqual(back, expected)
          assert.deepEqual(back.raw, expected.raw)
        }
      })
    })
  )("$name", ({ check }) => check({ runs: 100 }), 30_000)
})

describe("a failure comes back from JSON as an equal error of its class", () => {
  it.each(
    failures.map(([name, schema]) => {
      const ways = [schema, Schemas.ParetaFailure].flatMap(waysOf)
      return property(name, Arbitrary.schema(schema), async (failure) => {
        assert.equal(failure._tag, name)
        for (const way of ways) {
          const back = way(failure)
          assert.equal(back.constructor, failure.constructor)
          assert.ok(Core.isParetaError(back))
          assert.equal(Core.isAPIStatusError(back), Core.isAPIStatusError(failure))
          assert.equal(
            "detail" in back && back.detail === undefined,
            "detail" in failure && failure.detail === undefined
          )
          assert.deepEqual(overText(factsOf(back)), overText(factsOf(failure)))
        }
      })
    })
  )("$name", ({ check }) => check({ runs: 100 }), 30_000)
})

describe("a union", () => {
  it.each(
    Object.entries({
      CallFailure: Schemas.CallFailure,
      StreamFailure: Schemas.StreamFailure,
      DeployFailure: Schemas.DeployFailure,
      WaitFailure: Schemas.WaitFailure,
      EvalSetFailure: Schemas.EvalSetFailure,
      ParetaFailure: Schemas.ParetaFailure
    }).map(([name, schema]: readonly [string, Schema.Codec<Core.ParetaFailure, unknown>]) => {
      const ways = waysOf(schema)
      return property(name, Arbitrary.schema(schema), async (failure) => {
        for (const way of ways) assert.equal(way(failure).constructor, failure.constructor)
      })
    })
  )("$name keeps the class of each failure", ({ check }) => check({ runs: 100 }), 30_000)

  it("DeployEvent keeps its events, and its endpoint is an instance", () => {
    const ways = waysOf(Schemas.DeployEvent)
    return property("DeployEvent", Arbitrary.schema(Schemas.DeployEvent), async (event) => {
      for (const way of ways) {
        const back = way(event)
        assert.deepEqual(overText(back), overText(event))
        if (back.event === "complete") assert.ok(back.data.endpoint instanceof Core.Endpoint)
      }
    }).check({ runs: 100 })
  })
})
