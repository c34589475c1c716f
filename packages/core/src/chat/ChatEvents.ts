/** The events of a chat stream: see `docs/wire.md#chat-stream`. */
import type { EventSourceMessage } from "eventsource-parser"
import type { StreamKind } from "../http/Api.ts"
import type { Call } from "../http/call/Call.ts"
import { invalidResponse } from "../http/call/CallErrors.ts"
import { chatStreamLimits } from "../http/call/Limits.ts"
import { rateLimitOf } from "../http/call/ResponseHead.ts"
import { type EventDialect, streamErrorOptions, terminated } from "../http/stream/EventReader.ts"
import type { ReceivedResponse } from "../http/transport/ReceivedResponse.ts"
import {
  APIStreamError,
  type CallFailure,
  connectionError,
  type ErrorDetail,
  type ParetaErrorOptions,
  statusError
} from "../ParetaError.ts"
import { isJsonObject, type JsonObject } from "../wire/JsonObject.ts"
import type { ChatAccumulator } from "./ChatAccumulator.ts"
import { type ChatCompletion, ChatCompletionChunk, type ChatCompletionWire } from "./ChatCompletion.ts"
import { chatCompletionProblem, isPlainChunk } from "./ChatCompletionShape.ts"

/** Every failure of a chat stream. `partial` is the completion so far, merged from the chunks that had arrived. */
export type StreamFailure = (CallFailure | APIStreamError) & { readonly partial?: ChatCompletion }

/** Chat streams: unnamed events with one chunk each, until `[DONE]`. `completion` collects the chunks. */
export const chatStream = (completion: ChatAccumulator): StreamKind<ChatCompletionChunk, StreamFailure> => ({
  dialect: (call, response) => new ChatEvents(call, response, completion),
  limits: chatStreamLimits
})

type Outcome = StreamFailure | typeof terminated | undefined

class ChatEvents implements EventDialect<ChatCompletionChunk, StreamFailure> {
  readonly #call: Call
  readonly #response: ReceivedResponse
  readonly #completion: ChatAccumulator

  constructor(call: Call, response: ReceivedResponse, completion: ChatAccumulator) {
    this.#call = call
    this.#response = response
    this.#completion = completion
  }

  readonly take = (message: EventSourceMessage, out: Array<ChatCompletionChunk>, cut: boolean): Outcome => {
    const { data, event } = message
    if (data === "[DONE]" || data.trim() === "[DONE]") return terminated
    let value: unknown
    try {
      value = JSON.parse(data)
    } catch {
      if (event === "error") return this.#errorFrame(data)
      // Some servers put single newlines between chunks, which the grammar reads as one event of several lines.
      const lines = data.split("\n")
      // Empty data is not an error: some proxies send it to keep a connection alive.
      if (lines.length > 1 || data.trim() === "") return this.#takeLines(lines, out, cut)
      return cut ? this.#truncated() : this.#invalid("a chunk of the stream is not JSON")
    }
    if (event !== "error" && isPlainChunk(value)) return this.#chunk(value, out)
    if (event === "error" || isErrorFrame(value)) return this.#errorFrame(value)
    const problem = chatCompletionProblem(value)
    if (problem !== undefined) {
      return this.#invalid(`unexpected chunk: ${problem}`)
    }
    return this.#chunk(value as ChatCompletionWire, out)
  }

  /** The receipt of a stream comes in comments before its terminator. */
  readonly comment = (text: string): void => {
    const receipt = /^\s*pareta-(billed|frontier-would-have-cost)-micro-usd\s+(\d+)\s*$/.exec(text)
    if (receipt === null) return
    if (receipt[1] === "billed") this.#call.billedMicroUsd = Number(receipt[2])
    else this.#call.frontierWouldHaveCostMicroUsd = Number(receipt[2])
  }

  readonly end = (): StreamFailure | undefined => {
    const { finishReasons } = this.#completion
    // Without a choice there is no text yet: some servers begin with a chunk that is only about the prompt.
    return finishReasons.length === 0 || finishReasons.includes(null) ? this.#truncated() : undefined
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

  #chunk(wire: ChatCompletionWire, out: Array<ChatCompletionChunk>): undefined {
    this.#completion.add(wire)
    out.push(new ChatCompletionChunk(wire))
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
        : `${operation}: the stream ended before the completion did (no [DONE], and a choice without finish_reason)`,
      this.#errorOptions()
    )
  }

  /** Makes the error for an error frame: of the class of its status if it names one, else an `APIStreamError`. */
  #errorFrame(frame: unknown): StreamFailure {
    const facts = frameFacts(frame)
    const { status } = facts
    const detail = this.#call.clean(facts.detail)
    const options = { ...this.#errorOptions(), detail }
    const message = this.#call.clean(facts.message)
    if (status === undefined) return new APIStreamError(message ?? "the stream reported an error", options)
    const rateLimit = rateLimitOf(this.#response.headers)
    return statusError(message ?? `HTTP ${status}`, { ...options, status, rateLimit })
  }

  #invalid(problem: string): StreamFailure {
    return invalidResponse(this.#call, problem, this.#errorOptions())
  }

  #errorOptions(): ParetaErrorOptions {
    return streamErrorOptions(this.#call, this)
  }
}

/** An error frame has no `choices`, and has an `error` or a `detail`. */
const isErrorFrame = (value: unknown): boolean =>
  isJsonObject(value) &&
  (value["choices"] === undefined || value["choices"] === null) &&
  (("error" in value && value["error"] !== null && value["error"] !== undefined) ||
    typeof value["detail"] === "string" ||
    Array.isArray(value["detail"]))

const knownCodes: { readonly [code: string]: number } = {
  insufficient_quota: 402,
  rate_limit_exceeded: 429,
  invalid_api_key: 401
}

interface FrameFacts {
  readonly status: number | undefined
  readonly message: string | undefined
  readonly detail: ErrorDetail
}

const frameFacts = (frame: unknown): FrameFacts => {
  if (!isJsonObject(frame)) {
    const text = typeof frame === "string" && frame.trim() !== "" ? frame.trim() : undefined
    return { status: undefined, message: text, detail: text ?? (frame as ErrorDetail) }
  }
  const error = frame["error"]
  const inner: JsonObject = isJsonObject(error) ? error : {}
  const status = [frame["status"], frame["code"], inner["status"], inner["code"], inner["type"]]
    .map(statusOf)
    .find((found) => found !== undefined)
  const detail = (frame["detail"] ?? error ?? frame) as ErrorDetail
  const message = [inner["message"], error, frame["detail"], frame["message"]].find(
    (text): text is string => typeof text === "string" && text !== ""
  )
  return { status, message, detail }
}

const statusOf = (value: unknown): number | undefined => {
  if (typeof value === "string" && Object.hasOwn(knownCodes, value)) return knownCodes[value]
  const status = typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : value
  return Number.isInteger(status) && (status as number) >= 400 && (status as number) <= 599
    ? (status as number)
    : undefined
}
