/** A deployed endpoint: `GET /v1/endpoints` and `GET /v1/endpoints/{id}`. */
import { pathSegment } from "../http/call/RequestHead.ts"
import { BaseModel } from "../wire/BaseModel.ts"
import { checkOf } from "../wire/Check.ts"
import { type Decoder, decoderOf } from "../wire/Decoder.ts"
import { textOf } from "../wire/Fields.ts"
import { isJsonObject } from "../wire/JsonObject.ts"
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import { array, optionalText, type Shape, struct, where } from "../wire/Shape.ts"

/** The id of an endpoint. An empty id is refused before sending. */
export type EndpointId = string

/** An endpoint as sent on the wire: an element of `GET /v1/endpoints`. It has an `id` or a `name`. */
export interface EndpointWire {
  readonly id?: string | null
  readonly name?: string | null
  readonly model?: string | null
  readonly status?: LiteralUnion<"live" | "starting" | "stopped"> | null
  readonly taskName?: string | null
  readonly task?: string | null
  readonly url?: string | null
  readonly recommendedSystemPrompt?: string | null
  readonly promptScaffold?: string | null
  readonly [key: string]: unknown
}

/** A deployed model that serves one task. */
export class Endpoint extends BaseModel<EndpointWire> {
  /** The value to pass as `model` to `chat.completions.create`: the wire's `id`, or its `name`. */
  readonly id: string
  /** The name that it was deployed with, or one that the server generated; `null` if the server omits it. */
  readonly name: string | null
  /** The per-task alias of the model it runs; `null` if the server omits it. */
  readonly model: string | null
  /** Its state; `null` if the server omits it. Values that are not listed here are possible. */
  readonly status: LiteralUnion<"live" | "starting" | "stopped"> | null
  /** The task that it serves; `null` if the server omits it. */
  readonly task: string | null
  /** The base URL of its OpenAI-compatible API; `null` until it is live. */
  readonly url: string | null
  /** For structured extraction: the prompt that the server adds to requests without a system message; else `null`. */
  readonly recommendedSystemPrompt: string | null
  /**
   * For classification with fixed labels: a template for prompts, which the server does not apply itself; else `null`.
   */
  readonly promptScaffold: string | null

  constructor(wire?: EndpointWire | null) {
    super(wire)
    this.id = textOf(wire?.id) || textOf(wire?.name) || ""
    this.name = textOf(wire?.name)
    this.model = textOf(wire?.model)
    this.status = textOf(wire?.status)
    this.task = textOf(wire?.taskName) ?? textOf(wire?.task)
    this.url = textOf(wire?.url)
    this.recommendedSystemPrompt = textOf(wire?.recommendedSystemPrompt)
    this.promptScaffold = textOf(wire?.promptScaffold)
  }

  /** Whether it accepts calls now. */
  get isLive(): boolean {
    return this.status === "live"
  }
}

/** The shape of an {@link EndpointWire}. */
export const endpointShape: Shape<EndpointWire> = /*#__PURE__*/ where(
  /*#__PURE__*/ struct<EndpointWire>({
    id: optionalText,
    name: optionalText,
    model: optionalText,
    status: optionalText,
    taskName: optionalText,
    task: optionalText,
    url: optionalText,
    recommendedSystemPrompt: optionalText,
    promptScaffold: optionalText
  }),
  (value) => isJsonObject(value) && Boolean(textOf(value["id"]) || textOf(value["name"])),
  "an endpoint needs an id or a name"
)

/** Returns the problem with an endpoint record, or `undefined` if there is none. */
export const endpointProblem = /*#__PURE__*/ checkOf(endpointShape)

/** Decodes an endpoint. */
export const decodeEndpoint = /*#__PURE__*/ decoderOf(endpointShape, ["id", "name"], (wire) => new Endpoint(wire))

/** Decodes the list of endpoints: `GET /v1/endpoints` returns a bare array. */
export const decodeEndpointList: Decoder<Array<Endpoint>> = /*#__PURE__*/ decoderOf(
  /*#__PURE__*/ array(endpointShape),
  // A bare array has no fields: an object is never the list.
  [],
  (wire) => wire.map((each) => new Endpoint(each))
)

/** Returns the path of an endpoint. Throws `InvalidArgumentError`. */
export const endpointPath = (id: EndpointId): string => `/v1/endpoints/${pathSegment(id, "endpoint id")}`
