/** The body of a chat request. Fields that the emulator does not use are accepted and ignored. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { malformedBody, Problem } from "../wire/Problem.ts"
import { type ContentPart, withPages } from "./ChatDocuments.ts"
import type { Exchange } from "./Exchange.ts"
import { bodyOf } from "./Validation.ts"

const Part = Schema.Struct({
  type: Schema.String,
  text: Schema.optional(Schema.String),
  // An object with a URL. Only those of PDF files are read.
  image_url: Schema.optional(Schema.Unknown)
})

const Message = Schema.Struct({
  role: Schema.String,
  content: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Array(Part)]))),
  // Only the names of functions are read. Calls of other kinds of tools have another form.
  tool_calls: Schema.optional(Schema.Unknown),
  tool_call_id: Schema.optional(Schema.NullOr(Schema.String))
}).check(
  Schema.makeFilter(({ role, tool_call_id: id }) => role !== "tool" || typeof id === "string" || "needs a tool_call_id")
)

const Tool = Schema.Struct({
  type: Schema.String,
  function: Schema.Struct({
    name: Schema.String,
    description: Schema.optional(Schema.String),
    parameters: Schema.optional(Schema.Unknown)
  })
})

const positive = Schema.Int.check(Schema.isGreaterThan(0))

/** The fields of `POST /v1/chat/completions` that are checked. */
export const ChatRequest = Schema.Struct({
  model: Schema.NonEmptyString,
  messages: Schema.NonEmptyArray(Message),
  stream: Schema.optional(Schema.NullOr(Schema.Boolean)),
  stream_options: Schema.optional(Schema.NullOr(Schema.Struct({ include_usage: Schema.optional(Schema.Boolean) }))),
  max_tokens: Schema.optional(Schema.NullOr(positive)),
  max_completion_tokens: Schema.optional(Schema.NullOr(positive)),
  n: Schema.optional(Schema.NullOr(positive.check(Schema.isLessThanOrEqualTo(16)))),
  stop: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Array(Schema.String)]))),
  temperature: Schema.optional(Schema.NullOr(Schema.Finite)),
  seed: Schema.optional(Schema.NullOr(Schema.Int)),
  response_format: Schema.optional(
    Schema.NullOr(
      Schema.Struct({
        type: Schema.String,
        json_schema: Schema.optional(Schema.Struct({ schema: Schema.optional(Schema.Unknown) }))
      }).check(
        Schema.makeFilter(
          ({ type, json_schema: schema }) => type !== "json_schema" || schema !== undefined || "needs a json_schema"
        )
      )
    )
  ),
  tools: Schema.optional(Schema.NullOr(Schema.Array(Tool))),
  parallel_tool_calls: Schema.optional(Schema.NullOr(Schema.Boolean)),
  tool_choice: Schema.optional(
    Schema.NullOr(
      Schema.Union([
        Schema.Literals(["none", "auto", "required"]),
        Schema.Struct({ function: Schema.optional(Schema.Struct({ name: Schema.String })) })
      ])
    )
  )
})

/** A checked chat request. */
export interface ChatRequest extends Omit<typeof ChatRequest.Type, "messages"> {
  readonly messages: ReadonlyArray<ChatMessage>
}

/** A message. The pages of a PDF have taken its place. */
export interface ChatMessage extends Omit<typeof Message.Type, "content"> {
  readonly content?: string | ReadonlyArray<ContentPart> | null | undefined
}

/** Decodes the body of a chat request. Where generation 3 is served, PDF files are replaced with their pages. */
export const readChatRequest = (exchange: Exchange): Effect.Effect<ChatRequest, Problem> =>
  Effect.flatMap(readBody(exchange), (request) => withDocuments(exchange, request))

/**
 * Decodes the body of a turn of the agent lane. It need not name a model, and has one choice. For a body that is not
 * JSON, it fails with 400 and not with 422.
 */
export const readAgentRequest = Effect.fnUntraced(function* (exchange: Exchange) {
  const { model, n, ...others } = yield* readAgentBody(exchange)
  if ((model ?? "auto") !== "auto") return yield* refused(`model must be 'auto' or left out, not '${model}'`)
  if ((n ?? 1) !== 1) return yield* refused("n must be 1")
  return yield* withDocuments(exchange, { ...others, model: "auto" })
})

const refused = (detail: string) => new Problem({ status: 400, detail })

const readBody = bodyOf(ChatRequest)

const readAgentBody = bodyOf(
  Schema.Struct({
    ...ChatRequest.fields,
    model: Schema.optional(Schema.NullOr(Schema.String)),
    n: Schema.optional(Schema.NullOr(Schema.Finite))
  }),
  malformedBody
)

const withDocuments = Effect.fnUntraced(function* (
  exchange: Exchange,
  request: ChatRequest
): Effect.fn.Return<ChatRequest, Problem> {
  if (exchange.world.options.surface === "0.2") return request
  return { ...request, messages: yield* Effect.forEach(request.messages, withPagesOf) }
})

const withPagesOf = (message: ChatMessage): Effect.Effect<ChatMessage, Problem> =>
  typeof message.content === "object" && message.content !== null
    ? Effect.map(withPages(message.content), (content) => ({ ...message, content }))
    : Effect.succeed(message)
