/** The client of the Pareta platform, in Effect. */
export type { Agent } from "./agent/Agent.ts"
export { asReason, type ParetaReason } from "./asReason.ts"
export type { Audio } from "./audio/Audio.ts"
export type { Auto } from "./auto/Auto.ts"
export * from "./bothFaces.ts"
export {
  type AgentCompletions,
  type ChatCompletions,
  completionSink,
  finalCompletion,
  type OpenedCompletion,
  snapshots,
  text
} from "./chat/ChatCompletions.ts"
export type { StreamFailure } from "./chat/ChatEvents.ts"
export { type AutoProgress, withProgress } from "./chat/withProgress.ts"
export type { EmbeddingsCall } from "./embeddings/Embeddings.ts"
export type { DeployFailure } from "./endpoints/DeployEvents.ts"
export type { EndpointId } from "./endpoints/Endpoint.ts"
export type { EndpointMetrics } from "./endpoints/EndpointMetrics.ts"
export type { Endpoints } from "./endpoints/Endpoints.ts"
export type { EvalRunId } from "./evals/EvalRun.ts"
export type { EvalRunCreateParams, EvalRuns } from "./evals/EvalRuns.ts"
export type { EvalSetId } from "./evals/EvalSet.ts"
export type { EvalSetFailure, EvalSets } from "./evals/EvalSets.ts"
export type { Evals } from "./evals/Evals.ts"
export type { WaitFailure } from "./evals/PollRun.ts"
export type { RouteRequest } from "./http/CustomRoute.ts"
export { defaultBaseURL, type ParetaClientOptions } from "./http/call/ClientOptions.ts"
export {
  type IdempotencyKeyRequest,
  type RequestOptions,
  type RetrySchedule,
  type Timeouts,
  withRequestOptions,
  withResponseMeta
} from "./http/call/RequestOptions.ts"
export * as RetryPolicy from "./http/call/RetryPolicy.ts"
export type { WaitOptions } from "./http/Polling.ts"
export { HttpTransport, type HttpTransportRequest, type NetworkFailure } from "./http/transport/HttpTransport.ts"
export type { Images } from "./images/Images.ts"
export type { Models } from "./models/Models.ts"
export { ParetaClient, type ParetaClientConfig } from "./ParetaClient.ts"
export type { ParetaClientService, PartialService } from "./ParetaClientService.ts"
export type {
  APIConnectionFailure,
  APIStatusErrorOptions,
  APIStatusFailure,
  APIStreamErrorOptions,
  CallFailure,
  ParetaErrorOptions
} from "./ParetaError.ts"
export { isParetaError, type ParetaFailure } from "./ParetaFailure.ts"
export type { RerankCall } from "./rerank/Rerank.ts"
export type { TaskId, Tasks } from "./tasks/Tasks.ts"
