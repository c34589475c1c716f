export type { AnyRouteRequest } from "./AnyRoute.ts"
export {
  ChatCompletion,
  ChatCompletionChunk,
  type ChatCompletionWire,
  Choice,
  type ChoiceWire,
  Message,
  type MessageWire,
  type ToolCall,
  type ToolCallFunction,
  Usage,
  type UsageWire
} from "./chat/ChatCompletion.ts"
export type { ChatCompletionCreateParams, ChatMessage } from "./chat/ChatCompletionParams.ts"
export { finalCompletion, text } from "./chat/ChatCompletions.ts"
export type { DeployComplete, DeployEvent, DeployProblem, DeployProgress } from "./endpoints/DeployEvent.ts"
export { Endpoint, type EndpointWire } from "./endpoints/Endpoint.ts"
export type { CostReport, EndpointMetrics, MetricsReport, QualityReport } from "./endpoints/EndpointMetrics.ts"
export type { DeployParams, EndpointId } from "./endpoints/Endpoints.ts"
export {
  EvalItemResult,
  type EvalItemResultWire,
  EvalResult,
  type EvalResultWire,
  EvalRun,
  type EvalRunRecordWire,
  type EvalRunWire
} from "./evals/EvalRun.ts"
export type { EvalRunCreateParams, EvalRunId } from "./evals/EvalRuns.ts"
export { EvalSet, type EvalSetWire } from "./evals/EvalSet.ts"
export type { EvalSetCreateParams, EvalSetId } from "./evals/EvalSets.ts"
export type { FrontierSpec } from "./evals/Frontier.ts"
export { FrontierModel, type FrontierModelWire } from "./evals/FrontierModel.ts"
export type { EvalItem, EvalItems } from "./evals/Items.ts"
export type { WaitOptions } from "./evals/RunWatch.ts"
export type { UploadDocumentOptions, UploadProgress } from "./evals/UploadDocument.ts"
export type { FileInput } from "./http/FileSource.ts"
export {
  type Fetch,
  type FetchInit,
  type HttpMethod,
  HttpTransport,
  type HttpTransportRequest,
  type NetworkFailure
} from "./http/HttpTransport.ts"
export {
  type IdempotencyKeyRequest,
  type RequestOptions,
  type RetrySchedule,
  type Timeouts,
  withRequestOptions
} from "./http/RequestOptions.ts"
export { type ResponseMeta, responseMeta, type StreamVerdict } from "./http/ResponseMeta.ts"
export * as RetryPolicy from "./http/RetryPolicy.ts"
export type { RouteRequest } from "./http/Route.ts"
export type { SSEEvent } from "./http/SSEEvent.ts"
export type { QueryParams } from "./http/Url.ts"
export { Model, ModelList, type ModelListWire, type ModelWire } from "./models/Model.ts"
export { ParetaClient } from "./ParetaClient.ts"
export type { ParetaClientService } from "./ParetaClientService.ts"
export { type AttemptEvent, defaultBaseURL, type ParetaClientOptions, type RetryEvent } from "./ParetaConfig.ts"
export {
  APIAbortError,
  APIConnectionError,
  type APIConnectionFailure,
  APIResponseValidationError,
  APIStatusError,
  type APIStatusErrorOptions,
  type APIStatusFailure,
  APIStreamError,
  type APIStreamErrorOptions,
  APITimeoutError,
  AuthenticationError,
  BadRequestError,
  type CallFailure,
  ConflictError,
  DeployError,
  type DeployFailure,
  EndpointNotReadyError,
  type ErrorDetail,
  EvalTimeoutError,
  type EvalTimeoutErrorOptions,
  InsufficientCreditsError,
  InvalidArgumentError,
  isAPIConnectionError,
  isAPIStatusError,
  isParetaError,
  NotFoundError,
  ParetaError,
  type ParetaErrorOptions,
  type ParetaFailure,
  PermissionDeniedError,
  type RateLimit,
  RateLimitError,
  type ResponseFacts,
  type StreamFailure,
  type ValidationErrorItem,
  type WaitFailure
} from "./ParetaError.ts"
export type { PartialService } from "./TestClient.ts"
export {
  Leaderboard,
  LeaderboardEntry,
  type LeaderboardEntryWire,
  type LeaderboardWire
} from "./tasks/Leaderboard.ts"
export { Task, type TaskWire } from "./tasks/Task.ts"
export {
  Capability,
  type CapabilityWire,
  type MatchedCapability,
  type MatchedTask,
  TaskMatch,
  TaskMatchCandidate,
  type TaskMatchCandidateWire,
  type TaskMatchFields,
  type TaskMatchWire,
  type UnmatchedTask
} from "./tasks/TaskMatch.ts"
export type { MatchTaskOptions, RetrieveTaskOptions, TaskId } from "./tasks/Tasks.ts"
export { VERSION } from "./version.ts"
export { BaseModel } from "./wire/BaseModel.ts"
export type { JsonObject } from "./wire/JsonObject.ts"
export type { LiteralUnion } from "./wire/LiteralUnion.ts"
