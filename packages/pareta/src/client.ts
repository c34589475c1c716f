/** Everything but the errors, in a separate file, so that a program that uses only the errors does not bundle it. */
export * from "@pareta/core/internal/bothFaces"
export { Agent, type AgentCompletions } from "./Agent.ts"
export { Audio } from "./Audio.ts"
export { Auto } from "./Auto.ts"
export type { ChatCompletionStream } from "./ChatCompletionStream.ts"
export { Chat, Completions } from "./ChatCompletions.ts"
export { EndpointMetrics } from "./EndpointMetrics.ts"
export { type EndpointStartOptions, Endpoints } from "./Endpoints.ts"
export { type EvalRunCreateParams, EvalRuns } from "./EvalRuns.ts"
export { EvalSets } from "./EvalSets.ts"
export { Evals } from "./Evals.ts"
export type { EventIterable } from "./EventIterable.ts"
export { type ForwardedCompletion, fromReadableStream } from "./fromReadableStream.ts"
export { Images } from "./Images.ts"
export { Models } from "./Models.ts"
export { type MapConcurrentContext, type MapConcurrentOptions, mapConcurrent } from "./mapConcurrent.ts"
export type { OpenTelemetrySpan, OpenTelemetryTracer, SpanAttributeValue } from "./OpenTelemetry.ts"
export {
  type FilePart,
  Pareta,
  Pareta as default,
  type ParetaOptions,
  type RouteOptions,
  type Transport
} from "./Pareta.ts"
export type { RequestOptions, TimeoutOptions } from "./RequestOptions.ts"
export { Tasks } from "./Tasks.ts"
export type { EvalRunWaitOptions } from "./WaitOptions.ts"
