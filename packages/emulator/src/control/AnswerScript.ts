/** Scripted answers: what the model says to the chat requests that a matcher fits. */
import * as Schema from "effect/Schema"
import { checkNames, type Names } from "./KnownNames.ts"
import { Script } from "./Script.ts"
import { Count, Times, typeCheck } from "./ScriptTypes.ts"

/** A chat request as it was sent. Fields that are not listed here are passed on, too. */
export interface AskedRequest {
  readonly model: string
  readonly messages: ReadonlyArray<AskedMessage>
  readonly [name: string]: unknown
}

/** A message of a chat request. */
export interface AskedMessage {
  readonly role: string
  readonly content?: string | ReadonlyArray<{ readonly type: string; readonly [name: string]: unknown }> | null
  readonly [name: string]: unknown
}

/**
 * The requests that an answer is for: a text or a pattern that occurs in the last user message, or a predicate. `""`
 * fits every request.
 */
export type AnswerMatcher = string | RegExp | ((request: AskedRequest) => boolean)

/** One answer. It is sent as it is: `stop`, `max_tokens` and `response_format` of the request do not change it. */
export interface ScriptedAnswer {
  /** The content of the message. */
  readonly text?: string
  /** The content of the message, as JSON text of this value. */
  readonly json?: unknown
  /** The content of the message, in the pieces it is streamed in. Default: one piece for each token. */
  readonly chunks?: ReadonlyArray<string>
  readonly toolCalls?: ReadonlyArray<ScriptedToolCall>
  /** Sent as `reasoning_content`, before the content. */
  readonly reasoning?: string
  /** Sent as `refusal`. The content is then `null`, unless there is a text. */
  readonly refusal?: string
  /** Default: `"tool_calls"` if there are tool calls, otherwise `"stop"`. */
  readonly finishReason?: string
  /** Replaces the counts of tokens, which determine the price where tokens are billed. Other fields are sent, too. */
  readonly usage?: ScriptedUsage
  /** The number of requests that get this answer. Default: all, until another answer is scripted for them. */
  readonly times?: number
}

/** A call of a function tool. */
export interface ScriptedToolCall {
  readonly name: string
  /** The arguments. Text is sent as it is, so that it can be broken JSON. Default: `{}`. */
  readonly arguments?: unknown
  /** Default: an id from the seed. */
  readonly id?: string
}

/** Token counts, as on the wire. What is left out is counted; the total is the sum. */
export interface ScriptedUsage {
  readonly prompt_tokens?: number
  readonly completion_tokens?: number
  readonly total_tokens?: number
  readonly [name: string]: unknown
}

/** An answer, or a function that makes one from the request. It may return a plain text. */
export type AnswerSource = string | ScriptedAnswer | ((request: AskedRequest) => string | ScriptedAnswer)

/** The script of answers. A request that no entry fits is answered by the emulator's own rules. */
export interface Answers {
  /**
   * Sets the answer to the chat requests that the matcher fits. The newest entry that fits answers, and an entry with
   * the same matcher is replaced unless the new one is limited by `times`. Throws a `RangeError` for an answer that
   * cannot be sent.
   */
  readonly script: (matcher: AnswerMatcher, answer: AnswerSource) => void
  /** Removes all entries. */
  readonly clear: () => void
  /** The number of requests that the entries still answer. It is `Infinity` if one of them is not limited. */
  readonly pending: number
}

/** The implementation of `Answers`. The chat route calls `take`. */
export class AnswerScript extends Script<Entry> implements Answers {
  script(matcher: AnswerMatcher, answer: AnswerSource): void {
    this.scriptAll([[matcher, answer]])
  }

  /** Sets several answers, or none of them if one cannot be sent. */
  scriptAll(answers: ReadonlyArray<readonly [AnswerMatcher, AnswerSource]>): void {
    for (const [matcher, answer] of answers) {
      if (typeof matcher !== "string" && typeof matcher !== "function" && !(matcher instanceof RegExp)) {
        throw new RangeError("answers.script: the first argument must be a string, a pattern or a function")
      }
      if (typeof answer !== "function") checkAnswer(answer)
    }
    for (const [matcher, answer] of answers) {
      const times = typeof answer === "object" ? answer.times : undefined
      if (times === undefined) this.remove((entry) => isSame(entry.matcher, matcher))
      this.pushFirst({ matcher, answer, times: times ?? Number.POSITIVE_INFINITY })
    }
  }

  /** Returns the answer to a request, if one is scripted, and counts one use of it. `ask` is its last user message. */
  take(request: AskedRequest, ask: string): ScriptedAnswer | undefined {
    const found = this.next(({ matcher }) => fits(matcher, request, ask))
    if (found === undefined) return undefined
    const answer = typeof found.answer === "function" ? found.answer(request) : found.answer
    checkAnswer(answer)
    return typeof answer === "string" ? { text: answer } : answer
  }
}

/** The content of a scripted answer; `undefined` if it has none. */
export const contentOf = ({ text, json, chunks }: ScriptedAnswer): string | undefined =>
  text ?? chunks?.join("") ?? (json === undefined ? undefined : JSON.stringify(json))

interface Entry {
  readonly matcher: AnswerMatcher
  readonly answer: AnswerSource
  readonly times: number
}

const answerNames: Names<ScriptedAnswer> = {
  text: true,
  json: true,
  chunks: true,
  toolCalls: true,
  reasoning: true,
  refusal: true,
  finishReason: true,
  usage: true,
  times: true
}

const toolCallNames: Names<ScriptedToolCall> = { name: true, arguments: true, id: true }

const checkTypes = typeCheck(
  Schema.Struct({
    text: Schema.optional(Schema.String),
    chunks: Schema.optional(Schema.Array(Schema.String)),
    toolCalls: Schema.optional(
      Schema.Array(Schema.Struct({ name: Schema.String, id: Schema.optional(Schema.String) }))
    ),
    reasoning: Schema.optional(Schema.String),
    refusal: Schema.optional(Schema.String),
    finishReason: Schema.optional(Schema.String),
    usage: Schema.optional(
      Schema.Struct({
        prompt_tokens: Schema.optional(Count),
        completion_tokens: Schema.optional(Count),
        total_tokens: Schema.optional(Count)
      })
    ),
    times: Times
  })
)

const checkAnswer = (answer: string | ScriptedAnswer): void => {
  if (typeof answer === "string") return
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    throw new RangeError("answers.script: an answer must be a string or an object")
  }
  checkNames(answer, answerNames, "an answer")
  checkTypes(answer, "answers.script")
  for (const call of answer.toolCalls ?? []) checkNames(call, toolCallNames, "a tool call")
  const contents = [answer.text, answer.json, answer.chunks].filter((content) => content !== undefined)
  if (contents.length > 1) throw new RangeError("answers.script: give one of text, json and chunks")
  if (contents.length === 0 && !answer.toolCalls?.length && [answer.refusal, answer.reasoning].every(isMissing)) {
    throw new RangeError(
      "answers.script: the answer is empty: give text, json, chunks, toolCalls, reasoning or refusal"
    )
  }
  checkJson(answer.json)
  for (const { arguments: given } of answer.toolCalls ?? []) checkJson(given)
}

const checkJson = (value: unknown): void => {
  if (value === undefined) return
  try {
    if (JSON.stringify(value) !== undefined) return
  } catch {
    // It is cyclic, or has a bigint.
  }
  throw new RangeError("answers.script: a value cannot be written as JSON")
}

const isMissing = (value: unknown): boolean => value === undefined

const isSame = (left: AnswerMatcher, right: AnswerMatcher): boolean =>
  left === right || (left instanceof RegExp && right instanceof RegExp && String(left) === String(right))

const fits = (matcher: AnswerMatcher, request: AskedRequest, ask: string): boolean => {
  if (typeof matcher === "function") return matcher(request)
  return typeof matcher === "string" ? ask.includes(matcher) : ask.search(matcher) !== -1
}
