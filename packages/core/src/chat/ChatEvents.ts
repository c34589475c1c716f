/** The events of a chat stream: see `docs/wire.md#chat-stream`. */
import type { EventSourceMessage } from "eventsource-parser"
import type { StreamKind } from "../http/Api.ts"
import type { Call } from "../http/call/Call.ts"
import { detailOf, invalidResponse, reportedStatus } from "../http/call/CallErrors.ts"
import { chatStreamLimits } from "../http/call/Limits.ts"
import { saysInDetail } from "../http/call/ReportedError.ts"
import { type EventDialect, streamErrorOptions, terminated } from "../http/stream/EventReader.ts"
import { APIStreamError, type CallFailure, connectionError, type ParetaErrorOptions } from "../ParetaError.ts"
import { isJsonObject } from "../wire/JsonObject.ts"
import { parsedOrText } from "../wire/JsonText.ts"
import { says, shortened, wordsOf } from "../wire/ServerWords.ts"
import type { ChatAccumulator } from "./ChatAccumulator.ts"
import type { ChatCompletion, ChatCompletionChunk, ChatCompletionWire } from "./ChatCompletion.ts"
import { chatCompletionProblem, failedChoice, isChatChunk, isPlainChunk } from "./ChatCompletionShape.ts"

/** Every failure of a chat stream. `partial` is the completion so far, merged from the chunks that had arrived. */
export type StreamFailure = (CallFailure | APIStreamError) & { readonly partial?: ChatCompletion }

/** Chat streams: unnamed events with one chunk each, until `[DONE]`. `completion` collects the chunks. */
export const chatStream = (completion: ChatAccumulator): StreamKind<ChatCompletionChunk, StreamFailure> => ({
  dialect: (call) => new ChatEvents(call, completion),
  limits: chatStreamLimits
})

type Outcome = StreamFailure | typeof terminated | undefined

class ChatEvents implements EventDialect<ChatCompletionChunk, StreamFailure> {
  readonly #call: Call
  readonly #completion: ChatAccumulator

  constructor(call: Call, completion: ChatAccumulator) {
    this.#call = call
    this.#completion = completion
  }

  readonly take = (message: EventSourceMessage, out: Array<ChatCompletionChunk>, cut: boolean): Outcome => {
    const { data, event } = message
    let value: unknown
    try {
      value = JSON.parse(data)
    } catch {
      return data.trim() === "[DONE]" ? terminated : this.#takeText(message, out, cut)
    }
    if (event !== "error" && isPlainChunk(value)) return this.#chunk(value, out, true)
    if (event === "error") return this.#errorFrame(value)
    return this.#takeValue(value, out)
  }

  /** llama.cpp reports errors in a field `error`, in place of `data`. */
  readonly errorLine = (line: string): StreamFailure | undefined => {
    const field = /^error(?:: ?|$)/.exec(line)?.[0]
    if (field === undefined) {
      const reported = errorFrameIn(parsedOrText(line))
      return reported === undefined ? undefined : this.#errorFrame(reported)
    }
    const value = parsedOrText(line.slice(field.length))
    if (!says(value)) return undefined
    return this.#errorFrame(isJsonObject(value) && "error" in value ? value : { error: value })
  }

  /** A server that does not stream responds with a complete completion, or with an error. */
  readonly document = (text: string, out: Array<ChatCompletionChunk>): Outcome => {
    const value = parsedOrText(text)
    if (typeof value !== "string") {
      const taken = isChatChunk(value) || errorFrameIn(value) !== undefined
      return taken ? (this.#takeValue(value, out) ?? terminated) : undefined
    }
    // Others put a chunk on each line, without the grammar of events.
    if (!/^\s*\{/.test(text)) return undefined
    const lines = text.trim().split("\n")
    return this.#takeLines(lines, out, !/[}\]]\s*$/.test(text)) ?? this.end() ?? terminated
  }

  /** The stages of `auto` come in comments, and so does the receipt of a stream, before its terminator. */
  readonly comment = (text: string): void => {
    const [, name, value = ""] =
      /^\s*pareta-(progress|billed-micro-usd|frontier-would-have-cost-micro-usd)\s+([\w-]+)\s*$/.exec(text) ?? []
    if (name === "progress") this.#call.progressed(value)
    else if (!/^\d+$/.test(value)) return
    else if (name === "billed-micro-usd") this.#call.billedMicroUsd = Number(value)
    else this.#call.frontierWouldHaveCostMicroUsd = Number(value)
  }

  readonly end = (): StreamFailure | undefined => {
    // Without a choice there is no text yet: some servers begin with a chunk that is only about the prompt.
    return this.#completion.isFinished ? undefined : this.#truncated()
  }

  readonly verdict = (isTerminated: boolean) => ({
    terminated: isTerminated,
    finishReasons: this.#completion.finishReasons,
    usage: this.#completion.usage
  })

  readonly facts = () => (this.#completion.empty ? undefined : { partial: this.#completion.completion() })

  readonly describe = () => {
    const { finishReasons, usage } = this.#completion
    return {
      "gen_ai.response.id": this.#completion.field("id"),
      "gen_ai.response.model": this.#completion.field("model"),
      "gen_ai.response.finish_reasons": finishReasons.filter((reason) => reason !== null),
      "gen_ai.usage.input_tokens": usage?.["prompt_tokens"],
      "gen_ai.usage.output_tokens": usage?.["completion_tokens"]
    }
  }

  #chunk(wire: ChatCompletionWire, out: Array<ChatCompletionChunk>, isPlain?: boolean): undefined {
    out.push(this.#completion.take(wire, isPlain))
  }

  #takeValue(value: unknown, out: Array<ChatCompletionChunk>): StreamFailure | undefined {
    const reported = errorFrameIn(value)
    if (reported !== undefined) return this.#errorFrame(reported)
    // Such as a ping: it has no part of the completion.
    if (!isChatChunk(value)) return undefined
    const problem = chatCompletionProblem(value)
    return problem === undefined ? this.#chunk(value, out) : this.#invalid(`unexpected chunk: ${problem}`, value)
  }

  /** Takes data that is not one valid JSON document. */
  #takeText({ event, data }: EventSourceMessage, out: Array<ChatCompletionChunk>, cut: boolean): Outcome {
    if (event === "error") return this.#errorFrame(data)
    // A ping or the like, with a text.
    if (event !== undefined && event !== "message") return undefined
    // Some servers put single newlines between chunks, which the grammar reads as one event of several lines.
    const lines = data.split("\n")
    // Empty data is not an error: some proxies send it to keep a connection alive.
    if (lines.length > 1 || data.trim() === "") return this.#takeLines(lines, out, cut)
    return cut ? this.#truncated() : this.#invalid("a chunk of the stream is not JSON", data)
  }

  #takeLines(lines: ReadonlyArray<string>, out: Array<ChatCompletionChunk>, cut: boolean): Outcome {
    const last = lines.length - 1
    for (const [position, data] of lines.entries()) {
      if (data.trim() === "") continue
      // In a cut event, a first line that is not JSON means one document over several lines, with its end missing.
      const isCut = cut && (position === last || position === 0)
      const outcome = this.take({ id: undefined, event: undefined, data }, out, isCut)
      if (outcome !== undefined) return outcome
    }
    return undefined
  }

  #truncated(): StreamFailure {
    const { operation } = this.#call
    return connectionError(
      this.#completion.empty
        ? `${operation}: the stream ended before its first chunk`
        : `${operation}: the stream ended before the completion was finished (no [DONE], and a choice without finish_reason)`,
      this.#errorOptions()
    )
  }

  /** Creates the error for an error frame: of the class of its status if it names one, else an `APIStreamError`. */
  #errorFrame(frame: unknown): StreamFailure {
    const options = this.#errorOptions()
    const refused = reportedStatus(this.#call, frame, options)
    if (refused !== undefined) return refused
    const said = this.#call.clean(frame)
    return new APIStreamError(shortened(wordsOf(said) ?? "the stream reported an error"), {
      ...options,
      detail: detailOf(said)
    })
  }

  #invalid(problem: string, body: unknown): StreamFailure {
    return invalidResponse(this.#call, problem, body, this.#errorOptions())
  }

  #errorOptions(): ParetaErrorOptions {
    return streamErrorOptions(this.#call, this)
  }
}

/**
 * The part of a value that reports an error: the frame, or one of its choices. `undefined` if there is none.
 *
 * A frame with an `error` is an error even if it has `choices`. A `detail` is one only where there are none.
 */
const errorFrameIn = (value: unknown): unknown => {
  // Some gateways put the error into a list.
  if (Array.isArray(value)) return value.length === 1 ? errorFrameIn(value[0]) : undefined
  if (!isJsonObject(value)) return undefined
  const { error, choices, detail, object } = value
  if (says(error)) return value
  if (choices !== undefined && choices !== null) return failedChoice(choices)
  return saysInDetail(detail) || object === "error" ? value : undefined
}
