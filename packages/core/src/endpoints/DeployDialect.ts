import type { EventSourceMessage } from "eventsource-parser"
import { invalidResponse, type OpenedStream, type StreamKind } from "../http/Call.ts"
import { type EventDialect, terminated } from "../http/EventReader.ts"
import { keepMeta } from "../http/ResponseMeta.ts"
import { dataOf, type SSEEvent } from "../http/SSEEvent.ts"
import { APITimeoutError, DeployError, type DeployFailure, type ParetaError } from "../ParetaError.ts"
import { isJsonObject } from "../wire/JsonObject.ts"
import type { DeployEvent, DeployProblem } from "./DeployEvent.ts"
import { Endpoint, type EndpointWire, endpointProblem } from "./Endpoint.ts"

/** Deploy streams: named events until `complete` or `error` (contract §3.3); `task` is for the messages. */
export const deployStream = (task: string): StreamKind<DeployEvent, DeployFailure> => ({
  dialect: (stream) => new DeployDialect(stream, task),
  defaults: { firstEvent: Number.POSITIVE_INFINITY, idle: 600_000, event: Number.POSITIVE_INFINITY }
})

class DeployDialect implements EventDialect<DeployEvent, DeployFailure> {
  readonly #stream: OpenedStream
  readonly #task: string
  #lastStage: string | undefined

  constructor(stream: OpenedStream, task: string) {
    this.#stream = stream
    this.#task = task
  }

  readonly take = (
    message: EventSourceMessage,
    out: Array<DeployEvent>,
    cut: boolean
  ): DeployFailure | typeof terminated | undefined => {
    const event = message.event ?? "message"
    const data = dataOf(message.data)
    if (event === "complete") {
      if (cut && !isJsonObject(data)) return this.end()
      return this.#complete(data, out)
    }
    if (event === "error") {
      // What is waited for fails with these words, and an error shows no key.
      const failed: DeployEvent = { event, data: problemOf(dataOf(this.#stream.record.clean(message.data))) }
      keepMeta(failed, this.#stream.record.keep())
      out.push(failed)
      return terminated
    }
    if (isJsonObject(data) && typeof data["stage"] === "string") this.#lastStage = data["stage"]
    // Events of names that are not documented pass through; their type says so.
    const other: SSEEvent = { event, data }
    out.push(other as DeployEvent)
    return undefined
  }

  readonly end = (): DeployError => new DeployError("deploy stream ended without a 'complete' event")

  readonly verdict = (isTerminated: boolean) => ({ terminated: isTerminated, finishReasons: [], usage: null })

  readonly explain = (failure: ParetaError): void => {
    if (!(failure instanceof APITimeoutError)) return
    const stage = this.#lastStage === undefined ? "" : ` at stage "${this.#lastStage}"`
    failure.message += `; the deployment of ${this.#task}${stage} may still complete: look for it in endpoints.list()`
  }

  #complete(data: unknown, out: Array<DeployEvent>): DeployFailure | typeof terminated {
    const endpoint = isJsonObject(data) ? data["endpoint"] : undefined
    const problem = endpoint === undefined || endpoint === null ? "it carries no endpoint" : endpointProblem(endpoint)
    if (problem !== undefined) {
      return invalidResponse(this.#stream.record, `the 'complete' event is not as expected: ${problem}`)
    }
    const live = new Endpoint(endpoint as EndpointWire)
    keepMeta(live, this.#stream.record.keep())
    out.push({ event: "complete", data: { ...(data as object), endpoint: live } })
    return terminated
  }
}

/** The server says why in `message`, sometimes in `status`, or the data is the reason itself (contract §8.1). */
const problemOf = (data: unknown): DeployProblem => {
  const fields = isJsonObject(data) ? data : {}
  const message = [fields["message"], fields["status"], data].find(
    (text): text is string => typeof text === "string" && text !== ""
  )
  return { ...fields, message: message ?? "unknown error" }
}
