import type { EventSourceMessage } from "eventsource-parser"
import { invalidResponse, type OpenedStream, type StreamKind } from "../http/Call.ts"
import { type EventDialect, terminated } from "../http/EventReader.ts"
import { rateLimitOf } from "../http/ResponseMeta.ts"
import {
  APIStreamError,
  connectionError,
  type ErrorDetail,
  type ParetaError,
  type StreamFailure,
  statusError
} from "../ParetaError.ts"
import { isJsonObject, type JsonObject } from "../wire/JsonObject.ts"
import type { ChatAccumulator } from "./ChatAccumulator.ts"
import { ChatCompletionChunk, type ChatCompletionWire } from "./ChatCompletion.ts"
import { chatCompletionProblem, isPlainChunk } from "./ChatCompletionShape.ts"

/** Chat streams: nameless events of one chunk each, until `[DONE]` (contract §3.1); `completion` takes them up. */
export const chatStream = (completion: ChatAccumulator): StreamKind<ChatCompletionChunk, StreamFailure> => ({
  dialect: (stream) => new ChatDialect(stream, completion),
  defaults: { firstEvent: 600_000, idle: 60_000, event: 600_000 }
})

type Outcome = StreamFailure | typeof terminated | undefined

class ChatDialect implements EventDialect<ChatCompletionChunk, StreamFailure> {
  readonly #stream: OpenedStream
  readonly #completion: ChatAccumulator

  constructor(stream: OpenedStream, completion: ChatAccumulator) {
    this.#stream = stream
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
      // The documentation prints streams with single newlines between chunks, which the grammar makes one event of.
      const lines = data.split("\n")
      // Empty data, some proxies' way to keep a connection alive, is no chunk that is broken.
      if (lines.length > 1 || data.trim() === "") return this.#takeLines(lines, out, cut)
      return cut ? this.#truncated() : invalidResponse(this.#stream.record, "a chunk of the stream is not JSON")
    }
    if (event !== "error" && isPlainChunk(value)) return this.#chunk(value, out)
    if (event === "error" || isErrorFrame(value)) return this.#errorFrame(value)
    const problem = chatCompletionProblem(value)
    if (problem !== undefined) {
      return invalidResponse(this.#stream.record, `a chunk of the stream is not as expected: ${problem}`)
    }
    return this.#chunk(value as ChatCompletionWire, out)
  }

  /** The price of a stream comes in comments before its terminator (contract §3.2). */
  readonly comment = (text: string): void => {
    const receipt = /^\s*pareta-(billed|frontier-would-have-cost)-micro-usd\s+(\d+)\s*$/.exec(text)
    if (receipt === null) return
    const { record } = this.#stream
    if (receipt[1] === "billed") record.billedMicroUsd = Number(receipt[2])
    else record.frontierWouldHaveCostMicroUsd = Number(receipt[2])
  }

  readonly end = (): StreamFailure | undefined => {
    const { finishReasons } = this.#completion
    // Without a choice there was no answer yet: some servers begin with a chunk about the prompt alone.
    return finishReasons.length === 0 || finishReasons.includes(null) ? this.#truncated() : undefined
  }

  readonly verdict = (isTerminated: boolean) => ({
    terminated: isTerminated,
    finishReasons: this.#completion.finishReasons,
    usage: this.#completion.usage
  })

  readonly explain = (failure: ParetaError): void => {
    if (!this.#completion.empty) Object.assign(failure, { partial: this.#completion.completion() })
  }

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
      // A first line that is no JSON is the beginning of a document in several lines, of which the end is missing.
      const isCut = cut && (position === last || position === 0)
      const outcome = this.take({ id: undefined, event: undefined, data }, out, isCut)
      if (outcome !== undefined) return outcome
    }
    return undefined
  }

  #truncated(): StreamFailure {
    const { operation } = this.#stream.record
    return connectionError(
      this.#completion.empty
        ? `${operation}: the stream ended before its first chunk`
        : `${operation}: the stream ended before the answer was complete (no [DONE], and a choice without finish_reason)`
    )
  }

  /** The error that a frame stands for: of its status where it names one, else a stream error (contract §12 Q-4 is silent). */
  #errorFrame(frame: unknown): StreamFailure {
    const { headers } = this.#stream.response
    const { status, message, detail } = frameFacts(frame)
    if (status === undefined) return new APIStreamError(message ?? "the stream reported an error", { detail })
    const facts = { status, detail, requestId: headers.get("x-request-id"), rateLimit: rateLimitOf(headers) }
    return statusError(message ?? `HTTP ${status}`, facts)
  }
}

/** A frame is an error when it lacks `choices` and has an `error`, or a `detail` as FastAPI writes it. */
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
