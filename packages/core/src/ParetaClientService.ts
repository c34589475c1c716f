/** The operations of the client, and how they are built on an Api. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { checked, type FieldNames, fieldsOf } from "./Arguments.ts"
import * as Agent from "./agent/Agent.ts"
import * as Audio from "./audio/Audio.ts"
import * as Auto from "./auto/Auto.ts"
import * as ChatCompletions from "./chat/ChatCompletions.ts"
import type { EmbeddingsCall } from "./embeddings/Embeddings.ts"
import * as Embeddings from "./embeddings/Embeddings.ts"
import * as Endpoints from "./endpoints/Endpoints.ts"
import * as Evals from "./evals/Evals.ts"
import type { Api } from "./http/Api.ts"
import * as CustomRoute from "./http/CustomRoute.ts"
import { eventStream } from "./http/stream/EventStream.ts"
import * as Images from "./images/Images.ts"
import * as Models from "./models/Models.ts"
import { type CallFailure, InvalidArgumentError } from "./ParetaError.ts"
import type { RerankCall } from "./rerank/Rerank.ts"
import * as Rerank from "./rerank/Rerank.ts"
import * as Tasks from "./tasks/Tasks.ts"
import { decoderOfSchema } from "./wire/SchemaDecoder.ts"

/** The operations of the client. They need no other service (`R` is `never`). */
export interface ParetaClientService {
  readonly chat: { readonly completions: ChatCompletions.ChatCompletions }
  readonly models: Models.Models
  readonly endpoints: Endpoints.Endpoints
  readonly tasks: Tasks.Tasks
  readonly evals: Evals.Evals
  readonly auto: Auto.Auto
  readonly audio: Audio.Audio
  readonly images: Images.Images
  readonly rerank: RerankCall
  readonly embeddings: EmbeddingsCall
  readonly agent: Agent.Agent
  /**
   * Calls any route, including those that the client has no method for. Returns the JSON of the response (`{}` if the
   * body is empty), decoded with `schema` if there is one.
   */
  readonly request: <A = unknown>(route: CustomRoute.RouteRequest<A>) => Effect.Effect<A, CallFailure>
  /** Streams the events of any route; `schema` decodes the data of each. Ends at `[DONE]` or when the body ends. */
  readonly stream: <A = unknown>(
    route: CustomRoute.RouteRequest<A>
  ) => Stream.Stream<CustomRoute.SSEEvent<A>, CallFailure>
}

/** Creates the client on top of an Api. */
export const make = (api: Api): ParetaClientService => ({
  chat: { completions: ChatCompletions.make(api, ChatCompletions.chatLane) },
  models: Models.make(api, Models.modelsLane),
  endpoints: Endpoints.make(api),
  tasks: Tasks.make(api),
  evals: Evals.make(api),
  auto: Auto.make(api),
  audio: Audio.make(api),
  images: Images.make(api),
  rerank: Rerank.make(api),
  embeddings: Embeddings.make(api),
  agent: Agent.make(api),
  request: (route) => Effect.flatMap(checkRoute("request", route), (decode) => CustomRoute.request(api, route, decode)),
  stream: (route) =>
    eventStream((adopt) =>
      Effect.flatMap(checkRoute("stream", route), (decode) => CustomRoute.open(api, route, decode, adopt))
    )
})

const routeFields: FieldNames<CustomRoute.RouteRequest> = {
  method: true,
  path: true,
  query: true,
  json: true,
  body: true,
  schema: true
}

/** Checks at run time what the types require, for callers in plain JavaScript. */
const checkRoute = <A>(operation: string, route: CustomRoute.RouteRequest<A>) =>
  checked(operation, () => {
    const { schema, json, body } = fieldsOf<CustomRoute.RouteRequest<A>>(route, routeFields, "field")
    if (schema !== undefined && !Schema.isSchema(schema)) throw new InvalidArgumentError("schema must be a Schema")
    if (body !== undefined && !CustomRoute.isRawBody(body)) {
      throw new InvalidArgumentError("body must be FormData, a Blob or a ReadableStream; did you mean json?")
    }
    if (body !== undefined && json !== undefined) throw new InvalidArgumentError("json and body are mutually exclusive")
    return decoderOfSchema(schema)
  })

/** Some of the members of a service, at any depth. */
export type PartialService<T> = {
  readonly [K in keyof T]?: T[K] extends (...args: infer Args) => infer Result
    ? Result extends Effect.Effect<unknown, unknown, unknown> | Stream.Stream<unknown, unknown, unknown>
      ? T[K]
      : (...args: Args) => PartialService<Result>
    : PartialService<T[K]>
}

/** Creates a client with only the given members. Every other operation dies with a message that names it. */
export const makeTest = (members: PartialService<ParetaClientService>): ParetaClientService =>
  completed({ ...make(noApi) }, { ...members }, "") as unknown as ParetaClientService

/** The Api of a test client. Operations on it are made, to see whether each is an Effect or a Stream, but never run. */
const noApi: Api = {
  json: () => Effect.never,
  done: () => Effect.never,
  put: () => Effect.never,
  open: () => Effect.never
}

interface Namespace {
  readonly [name: string]: unknown
}

const completed = (real: Namespace, given: Namespace | undefined, path: string): Namespace =>
  Object.fromEntries(
    Object.entries(real).map(([name, member]) => [name, completedMember(member, given?.[name], `${path}${name}`)])
  )

const completedMember = (real: unknown, given: unknown, path: string): unknown => {
  if (typeof real !== "function") return completed(real as Namespace, given as Namespace | undefined, `${path}.`)
  return (...args: ReadonlyArray<unknown>) => {
    const made = real(...args)
    const result = typeof given === "function" ? given(...args) : undefined
    if (Effect.isEffect(made)) return result ?? Effect.die(notGiven(path))
    if (Stream.isStream(made)) return result ?? Stream.die(notGiven(path))
    // A group of operations, such as the metrics of an endpoint.
    return completed(made, result, `${path}.`)
  }
}

const notGiven = (path: string) => new Error(`ParetaClient.layerTest was not given ${path}`)
