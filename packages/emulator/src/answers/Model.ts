/**
 * The interface of a model: its requests and its answers.
 *
 * Everything else in this folder implements it, and other folders import this file only. `Emulator.ts` passes the
 * built-in model to the `World`. A test can pass another one.
 */
import type { CatalogueTask } from "../catalogue/CatalogueTask.ts"
import type { JsonObject, JsonValue } from "../wire/JsonValue.ts"

/** Takes the place of every language model of the platform. */
export interface Model {
  /** Writes the answer of a chat completion. With `n: 3`, three choices have it. */
  readonly complete: (request: ModelRequest) => ModelAnswer
  /** Predicts the answer to one row of an eval set, with the mistakes that a model of the given quality makes. */
  readonly predict: (question: EvalQuestion) => JsonValue
}

/** The parts of a chat request that determine the answer. */
export interface ModelRequest {
  /** The task of the endpoint that serves the request. */
  readonly task: CatalogueTask
  readonly prompt: Prompt
  readonly format: AnswerFormat
  /** The function tools of the request; empty when it has none. */
  readonly tools: ReadonlyArray<Tool>
  readonly toolChoice: ToolChoice
  /** Whether one answer may call several tools. */
  readonly parallelToolCalls: boolean
}

/** The text of a conversation. */
export interface Prompt {
  /** All system and developer messages. */
  readonly system: string
  /** The last user message. */
  readonly ask: string
  /** All user messages, because a document may have been sent before the question about it. */
  readonly userText: string
  /** How many images the messages contain. */
  readonly images: number
  /** The names of the tools that were called since the last user message. */
  readonly calledTools: ReadonlyArray<string>
  /** What they returned, in order. */
  readonly toolResults: ReadonlyArray<string>
}

/** The form of the answer, from `response_format`. */
export type AnswerFormat =
  | { readonly _tag: "Text" }
  | { readonly _tag: "JsonObject" }
  | { readonly _tag: "JsonSchema"; readonly schema: JsonValue }

/** A function tool, as in OpenAI's API. */
export interface Tool {
  readonly type: string
  readonly function: { readonly name: string; readonly description?: string; readonly parameters?: JsonValue }
}

/** `tool_choice`, as in OpenAI's API. */
export type ToolChoice = string | { readonly function?: { readonly name: string } | undefined } | undefined

/** One complete choice of a completion. The platform cuts it at `stop` and `max_tokens`, and counts its tokens. */
export interface ModelAnswer {
  /** Empty when the model only calls tools. */
  readonly text: string
  readonly toolCalls: ReadonlyArray<ToolCall>
  readonly finishReason: FinishReason
}

/** A call of a function tool. */
export interface ToolCall {
  readonly name: string
  /** The arguments as JSON text. */
  readonly arguments: string
}

/** Why a choice ended. */
export type FinishReason = "stop" | "length" | "tool_calls"

/** One row of an eval set, for one candidate of a run. */
export interface EvalQuestion {
  readonly task: CatalogueTask
  /** The row as it was uploaded. */
  readonly row: JsonObject
  /** The text of the row, without its expected answer. */
  readonly input: string
  /** The expected answer. */
  readonly gold: JsonValue
  /** The labels that are expected somewhere in the set; the first hundred if there are more. */
  readonly labels: ReadonlyArray<string>
  /** The share of answers that the candidate gets right, in [0, 1]. */
  readonly quality: number
  /**
   * Numbers in [0, 1) for the parts of the answer. They are spread evenly over the set and are the same for every
   * candidate, so that a better candidate never scores worse by chance.
   */
  readonly luck: (part: number) => number
}
