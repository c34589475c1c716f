import * as Result from "effect/Result"
import { checkOf, maybe, struct, text } from "#WireSchema"
import { BaseModel } from "../BaseModel.ts"
import { decoderOf, unexpected } from "../http/Decoder.ts"

/** The wire's endpoint (contract R4, R5). It has an `id` or a `name`. */
export interface EndpointWire {
  readonly id?: string | null
  readonly name?: string | null
  readonly model?: string | null
  readonly status?: string | null
  readonly taskName?: string | null
  readonly task?: string | null
  readonly url?: string | null
  readonly recommendedSystemPrompt?: string | null
  readonly promptScaffold?: string | null
  readonly [key: string]: unknown
}

/** A deployed model that serves one task. */
export class Endpoint extends BaseModel<EndpointWire> {
  /** What `chat.completions.create` takes as `model`. */
  readonly id: string
  readonly name: string | null
  /** The per-task alias of what it runs. */
  readonly model: string | null
  /** `live`, `starting`, `stopped`, …; others may come. */
  readonly status: string | null
  readonly task: string | null
  /** Present once live. */
  readonly url: string | null
  /** For structured extraction: what the platform puts before a conversation that has no system message. */
  readonly recommendedSystemPrompt: string | null
  /** For classification with fixed labels: a template that is never applied by itself. */
  readonly promptScaffold: string | null

  constructor(wire?: EndpointWire | null) {
    super(wire)
    this.id = wire?.id || wire?.name || ""
    this.name = wire?.name ?? null
    this.model = wire?.model ?? null
    this.status = wire?.status ?? null
    this.task = wire?.taskName ?? wire?.task ?? null
    this.url = wire?.url ?? null
    this.recommendedSystemPrompt = wire?.recommendedSystemPrompt ?? null
    this.promptScaffold = wire?.promptScaffold ?? null
  }

  /** Whether it answers calls now. */
  get isLive(): boolean {
    return this.status === "live"
  }
}

const optionalText = /*#__PURE__*/ maybe(text)

const shapeProblem = /*#__PURE__*/ checkOf(
  /*#__PURE__*/ struct({
    id: optionalText,
    name: optionalText,
    model: optionalText,
    status: optionalText,
    taskName: optionalText,
    task: optionalText,
    url: optionalText,
    recommendedSystemPrompt: optionalText,
    promptScaffold: optionalText
  })
)

/** What is wrong with an endpoint record. */
export const endpointProblem = (value: unknown): string | undefined => {
  const problem = shapeProblem(value)
  if (problem !== undefined) return problem
  const { id, name } = value as EndpointWire
  return id || name ? undefined : "an endpoint has neither id nor name"
}

export const decodeEndpoint = /*#__PURE__*/ decoderOf(endpointProblem, (wire: EndpointWire) => new Endpoint(wire))

/** The list is a bare array (contract R4). */
export const decodeEndpointList = (value: unknown): Result.Result<Array<Endpoint>, string> => {
  if (!Array.isArray(value)) return Result.fail(unexpected("Expected array"))
  const endpoints: Array<Endpoint> = []
  for (const [position, record] of value.entries()) {
    const endpoint = decodeEndpoint(record)
    if (Result.isFailure(endpoint)) return Result.fail(`${endpoint.failure} at [${position}]`)
    endpoints.push(endpoint.success)
  }
  return Result.succeed(endpoints)
}
