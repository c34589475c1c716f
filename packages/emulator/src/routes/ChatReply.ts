/** Renders a completion as one JSON object or as an event stream. See `docs/wire.md#chat-stream`. */
import type { JsonObject } from "../wire/JsonValue.ts"
import { comment, dataStream, event, json, type Reply, type TimedEvent } from "../wire/Reply.ts"
import type { Cost } from "./ChatTarget.ts"
import type { Completion, CompletionChoice } from "./Completion.ts"

/** The parts of a reply besides the completion: ids, times and cost. */
export interface ChatReplyOptions {
  readonly id: string
  readonly model: string
  /** Unix time in milliseconds. */
  readonly now: number
  readonly firstTokenMilliseconds: number
  readonly tokensPerSecond: number
  readonly includeUsage: boolean
  /** Whether a stream begins with the stages of `auto`. */
  readonly showsProgress: boolean
  readonly cost: Cost
}

/** The buffered reply. It is due at the time of its last token. */
export const bufferedReply = (completion: Completion, options: ChatReplyOptions): Reply => ({
  ...json(
    {
      id: options.id,
      object: "chat.completion",
      created: Math.floor(options.now / 1000),
      model: options.model,
      choices: completion.choices.map((choice) => ({
        index: choice.index,
        message: messageOf(choice, options.id),
        finish_reason: choice.finishReason
      })),
      usage: completion.usage
    },
    200,
    {
      "x-pareta-billed": String(options.cost.billedMicroUsd),
      "x-pareta-frontier-would-have-cost": String(options.cost.frontierMicroUsd)
    }
  ),
  headAt: completedAt(completion, options)
})

/**
 * The streamed reply: the role, one delta per token, the finish reason, the usage if requested, the receipts, `[DONE]`.
 */
export const streamedReply = (completion: Completion, options: ChatReplyOptions): Reply => {
  const start = options.now + options.firstTokenMilliseconds
  const end = completedAt(completion, options)
  const chunk = (choices: ReadonlyArray<unknown>, more: { readonly [name: string]: unknown } = {}) => ({
    id: options.id,
    object: "chat.completion.chunk",
    created: Math.floor(options.now / 1000),
    model: options.model,
    choices,
    ...more
  })
  const chunks: Array<TimedEvent> = options.showsProgress
    ? ["planning", "executing", "answering"].map((stage) => comment(options.now, `pareta-progress ${stage}`))
    : []
  let tokens = 0
  for (const choice of completion.choices) {
    const { index } = choice
    const due = () => start + (tokens * 1000) / options.tokensPerSecond
    const delta = (value: unknown, finishReason: string | null = null) =>
      chunks.push(event(due(), chunk([{ index, delta: value, finish_reason: finishReason }])))
    delta({ role: "assistant" })
    for (const each of deltasOf(choice, options.id)) {
      delta(each)
      tokens += 1
    }
    delta({}, choice.finishReason)
  }
  if (options.includeUsage) chunks.push(event(end, chunk([], { usage: completion.usage })))
  chunks.push(
    comment(end, `pareta-billed-micro-usd ${options.cost.billedMicroUsd}`),
    comment(end, `pareta-frontier-would-have-cost-micro-usd ${options.cost.frontierMicroUsd}`),
    { ...event(end, "[DONE]"), terminator: true }
  )
  return dataStream(chunks)
}

const messageOf = (choice: CompletionChoice, id: string) => {
  const { tokens, reasoning, refusal, toolCalls } = choice
  const content = tokens.join("")
  const hasContent = content !== "" || (toolCalls.length === 0 && refusal === undefined)
  return {
    role: "assistant",
    content: hasContent ? content : null,
    ...(reasoning.length === 0 ? {} : { reasoning_content: reasoning.join("") }),
    ...(refusal === undefined ? {} : { refusal }),
    ...(toolCalls.length === 0
      ? {}
      : {
          tool_calls: toolCalls.map((call, position) => ({
            id: toolCallId(id, choice, position),
            type: "function",
            function: { name: call.name, arguments: call.arguments }
          }))
        })
  }
}

// The first call of a choice has no suffix.
const toolCallId = (id: string, choice: CompletionChoice, position: number): string =>
  choice.toolCalls[position]?.id ?? `call_${id.slice(-12)}${choice.index}${position === 0 ? "" : `_${position}`}`

const completedAt = (completion: Completion, options: ChatReplyOptions): number =>
  options.now + options.firstTokenMilliseconds + (completion.usage.completion_tokens * 1000) / options.tokensPerSecond

const deltasOf = (choice: CompletionChoice, id: string): ReadonlyArray<JsonObject> => [
  ...choice.reasoning.map((token) => ({ reasoning_content: token })),
  ...choice.tokens.map((token) => ({ content: token })),
  ...(choice.refusal === undefined ? [] : [{ refusal: choice.refusal }]),
  ...choice.toolCalls.flatMap((call, index) => [
    {
      tool_calls: [
        { index, id: toolCallId(id, choice, index), type: "function", function: { name: call.name, arguments: "" } }
      ]
    },
    ...call.tokens.map((token) => ({ tool_calls: [{ index, function: { arguments: token } }] }))
  ])
]
