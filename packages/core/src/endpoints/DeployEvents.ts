/** The events of a deployment: see `docs/wire.md#deploy-stream`. */
import type { EventSourceMessage } from "eventsource-parser"
import type { StreamKind } from "../http/Api.ts"
import type { SSEEvent } from "../http/CustomRoute.ts"
import type { Call } from "../http/call/Call.ts"
import { invalidResponse } from "../http/call/CallErrors.ts"
import { deployStreamLimits } from "../http/call/Limits.ts"
import { keepMeta } from "../http/call/ResponseMeta.ts"
import { type EventDialect, terminated } from "../http/stream/EventReader.ts"
import { type CallFailure, DeployError } from "../ParetaError.ts"
import { isJsonObject } from "../wire/JsonObject.ts"
import { parsedOrText } from "../wire/JsonText.ts"
import type { DeployEvent, DeployProblem } from "./DeployEvent.ts"
import { Endpoint, type EndpointWire, endpointProblem } from "./Endpoint.ts"

/** Every failure of a deployment. */
export type DeployFailure = CallFailure | DeployError

/** Deploy streams: named events until `complete` or `error`. The messages of timeouts name the task. */
export const deployStream = (deployment: { readonly task: string }): StreamKind<DeployEvent, DeployFailure> => ({
  dialect: (call) => new DeployEvents(call, deployment),
  limits: deployStreamLimits
})

class DeployEvents implements EventDialect<DeployEvent, DeployFailure> {
  readonly #call: Call
  readonly #deployment: { readonly task: string }
  #lastStage: string | undefined

  constructor(call: Call, deployment: { readonly task: string }) {
    this.#call = call
    this.#deployment = deployment
  }

  readonly take = (
    message: EventSourceMessage,
    out: Array<DeployEvent>,
    cut: boolean
  ): DeployFailure | typeof terminated | undefined => {
    const event = message.event ?? "message"
    const data = parsedOrText(message.data)
    if (event === "complete") {
      if (cut && !isJsonObject(data)) return this.end()
      return this.#complete(data, out)
    }
    if (event === "error") {
      // With `deployAndWait`, this text becomes the message of an error, which must not show the key.
      const failed: DeployEvent = { event, data: problemOf(parsedOrText(this.#call.withoutKey(message.data))) }
      keepMeta(failed, this.#call.metaFacts(null, null))
      out.push(failed)
      return terminated
    }
    if (isJsonObject(data) && typeof data["stage"] === "string") this.#lastStage = data["stage"]
    // Events with other names are delivered too; users read them as `SSEEvent`.
    const other: SSEEvent = { event, data }
    out.push(other as DeployEvent)
    return undefined
  }

  readonly end = (): DeployError =>
    new DeployError("deploy stream ended without a 'complete' event", this.#call.errorOptions())

  readonly verdict = (isTerminated: boolean) => ({ terminated: isTerminated, finishReasons: [], usage: null })

  readonly advice = (): string => {
    const stage = this.#lastStage === undefined ? "" : ` at stage "${this.#lastStage}"`
    return `; the deployment of ${this.#deployment.task}${stage} may still complete: look for it in endpoints.list()`
  }

  #complete(data: unknown, out: Array<DeployEvent>): DeployFailure | typeof terminated {
    const endpoint = isJsonObject(data) ? data["endpoint"] : undefined
    const problem = endpoint === undefined || endpoint === null ? "it has no endpoint" : endpointProblem(endpoint)
    if (problem !== undefined) {
      return invalidResponse(this.#call, `unexpected 'complete' event: ${problem}`, data)
    }
    const live = new Endpoint(endpoint as EndpointWire)
    keepMeta(live, this.#call.metaFacts(null, null))
    out.push({ event: "complete", data: { ...(data as object), endpoint: live } })
    return terminated
  }
}

/** The server sends the reason in `message`, sometimes in `status` or as the data itself. */
const problemOf = (data: unknown): DeployProblem => {
  const fields = isJsonObject(data) ? data : {}
  const message = [fields["message"], fields["status"], data].find(
    (text): text is string => typeof text === "string" && text !== ""
  )
  return { ...fields, message: message ?? "unknown error" }
}
