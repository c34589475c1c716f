/** Checks a JSON body against a schema. Errors are reported as FastAPI does. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { type Problem, unprocessable } from "../wire/Problem.ts"
import { type Exchange, jsonBody } from "./Exchange.ts"

/**
 * Creates a decoder for the JSON body of a route. It fails with a 422 that lists every wrong field. `notJson` is the
 * failure for a body that is not JSON, if the route has its own.
 */
export const bodyOf = <A, I>(
  schema: Schema.Codec<A, I>,
  notJson?: () => Problem
): ((exchange: Exchange) => Effect.Effect<A, Problem>) => {
  const decode = {
    every: Schema.decodeUnknownEffect(schema, { errors: "all" }),
    first: Schema.decodeUnknownEffect(schema, { errors: "first" })
  }
  return (exchange) =>
    Effect.flatMap(jsonBody(exchange, notJson), (body) =>
      Effect.mapError(decode[exchange.request.size > largeBytes ? "first" : "every"](body), (error) =>
        unprocessable(
          toItems(error.issue).issues.map(({ message, path }) => ({
            loc: ["body", ...(path ?? []).map((step) => (typeof step === "number" ? step : String(step)))],
            msg: message,
            type: message === missing ? "value_error" : "type_error"
          }))
        )
      )
    )
}

// A large body may have millions of wrong fields. Only the first is reported then.
const largeBytes = 100_000

const missing = "field required"

const toItems = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) => (issue._tag === "MissingKey" ? missing : SchemaIssue.defaultLeafHook(issue))
})
