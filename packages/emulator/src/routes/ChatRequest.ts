/** The body of a chat request. Fields that the emulator does not use are accepted and ignored. */
import * as Schema from "effect/Schema"
import { bodyOf } from "./Validation.ts"

const ContentPart = Schema.Struct({ type: Schema.String, text: Schema.optional(Schema.String) })

const Message = Schema.Struct({
  role: Schema.String,
  content: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Array(ContentPart)]))),
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
export type ChatRequest = typeof ChatRequest.Type

/** Decodes the body of a chat request. */
export const readChatRequest = bodyOf(ChatRequest)
