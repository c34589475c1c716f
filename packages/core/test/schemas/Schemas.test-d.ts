import type * as Core from "@pareta/core"
import * as Schemas from "@pareta/core/Schemas"
import type * as Schema from "effect/Schema"
import { expectTypeOf, test } from "vitest"

test("a model's Schema has the model and its wire interface", () => {
  expectTypeOf<typeof Schemas.Endpoint.Type>().toEqualTypeOf<Core.Endpoint>()
  expectTypeOf<typeof Schemas.Endpoint.Encoded>().toEqualTypeOf<Core.EndpointWire>()
  expectTypeOf<typeof Schemas.ChatCompletionChunk.Type>().toEqualTypeOf<Core.ChatCompletionChunk>()
  expectTypeOf<typeof Schemas.TaskMatch.Type>().toEqualTypeOf<Core.TaskMatch>()
  expectTypeOf<typeof Schemas.DeployEvent.Type>().toEqualTypeOf<Core.DeployEvent>()
  expectTypeOf(Schemas.EvalRun).toEqualTypeOf<Schema.Codec<Core.EvalRun, Core.EvalRunWire>>()
})

test("a failure's Schema has the class and its JSON", () => {
  expectTypeOf<typeof Schemas.NotFoundError.Type>().toEqualTypeOf<Core.NotFoundError>()
  expectTypeOf<typeof Schemas.NotFoundError.Encoded>().toEqualTypeOf<Schemas.StatusErrorWire<"NotFoundError">>()
  expectTypeOf<typeof Schemas.APIConnectionError.Type>().toEqualTypeOf<Core.APIConnectionFailure>()
  expectTypeOf<typeof Schemas.APIStatusError.Type._tag>().toEqualTypeOf<"APIStatusError">()
})

test("a union's Schema has the error channel of the calls", () => {
  expectTypeOf<typeof Schemas.CallFailure.Type>().toEqualTypeOf<Core.CallFailure>()
  expectTypeOf<typeof Schemas.StreamFailure.Type>().toEqualTypeOf<Core.StreamFailure>()
  expectTypeOf<typeof Schemas.DeployFailure.Type>().toEqualTypeOf<Core.DeployFailure>()
  expectTypeOf<typeof Schemas.WaitFailure.Type>().toEqualTypeOf<Core.WaitFailure>()
  expectTypeOf<typeof Schemas.EvalSetFailure.Type>().toEqualTypeOf<Core.EvalSetFailure>()
  expectTypeOf<typeof Schemas.ParetaFailure.Type>().toEqualTypeOf<Core.ParetaFailure>()
})

test("the tags of a union are literals, in its errors and in their JSON", () => {
  type Tags = Core.CallFailure["_tag"]
  expectTypeOf<typeof Schemas.CallFailure.Type._tag>().toEqualTypeOf<Tags>()
  expectTypeOf<typeof Schemas.CallFailure.Encoded._tag>().toEqualTypeOf<Tags>()
  expectTypeOf<typeof Schemas.ParetaFailure.Encoded._tag>().toEqualTypeOf<Core.ParetaFailure["_tag"]>()
  expectTypeOf<string>().not.toExtend<typeof Schemas.WaitFailure.Type._tag>()
})
