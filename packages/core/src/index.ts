/** The client of the Pareta platform, in Effect. */
export { BaseModel } from "./BaseModel.ts"
export {
  ChatCompletion,
  ChatCompletionChunk,
  type ChatCompletionWire,
  Choice,
  type ChoiceWire,
  Message,
  type MessageWire,
  type ToolCall,
  Usage,
  type UsageWire
} from "./chat/ChatCompletion.ts"
export type { ChatCompletionCreateParams, ChatMessage } from "./chat/ChatCompletionParams.ts"
export { type Chat, type ChatCompletions, finalCompletion, text } from "./chat/ChatCompletions.ts"
export type { StreamFailure } from "./chat/ChatEvents.ts"
export type { DeployComplete, DeployEvent, DeployProblem, DeployProgress } from "./endpoints/DeployEvent.ts"
export type { DeployFailure } from "./endpoints/DeployEvents.ts"
export { Endpoint, type EndpointWire } from "./endpoints/Endpoint.ts"
export type {
  CostReport,
  EndpointId,
  EndpointMetrics,
  MetricsReport,
  QualityReport
} from "./endpoints/EndpointMetrics.ts"
export type { DeployParams, Endpoints } from "./endpoints/Endpoints.ts"
export type { EvalItem, EvalItems } from "./evals/EvalItems.ts"
export {
  EvalItemResult,
  type EvalItemResultWire,
  EvalResult,
  type EvalResultWire,
  EvalRun,
  type EvalRunWire
} from "./evals/EvalRun.ts"
export type { EvalRunCreateParams, EvalRuns } from "./evals/EvalRuns.ts"
export { EvalSet, type EvalSetWire } from "./evals/EvalSet.ts"
export type { EvalSetCreateParams, EvalSets } from "./evals/EvalSets.ts"
export type { Evals } from "./evals/Evals.ts"
export type { FileInput } from "./evals/FileSource.ts"
export { FrontierModel, type FrontierModelWire } from "./evals/FrontierModel.ts"
export type { FrontierSpec } from "./evals/FrontierModels.ts"
export type { EvalRunId, WaitFailure, WaitOptions } from "./evals/PollRun.ts"
export type { EvalSetId, UploadDocumentOptions, UploadProgress } from "./evals/UploadDocument.ts"
export type { RouteRequest, SSEEvent } from "./http/CustomRoute.ts"
export {
  type AttemptEvent,
  defaultBaseURL,
  type ParetaClientOptions,
  type RetryEvent
} from "./http/call/ClientOptions.ts"
export type { QueryParams } from "./http/call/RequestHead.ts"
export {
  type IdempotencyKeyRequest,
  type RequestOptions,
  type RetrySchedule,
  type Timeouts,
  withRequestOptions
} from "./http/call/RequestOptions.ts"
export { type ResponseMeta, responseMeta, type StreamVerdict } from "./http/call/ResponseMeta.ts"
export * as RetryPolicy from "./http/call/RetryPolicy.ts"
export {
  type Fetch,
  type FetchInit,
  type HttpMethod,
  HttpTransport,
  type HttpTransportRequest,
  type NetworkFailure
} from "./http/transport/HttpTransport.ts"
export { Model, ModelList, type ModelListWire, type ModelWire } from "./models/Model.ts"
export type { Models } from "./models/Models.ts"
export { ParetaClient } from "./ParetaClient.ts"
export type { ParetaClientService, PartialService } from "./ParetaClientService.ts"
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
  EndpointNotReadyError,
  type ErrorDetail,
  EvalTimeoutError,
  type EvalTimeoutErrorOptions,
  InsufficientCreditsError,
  InvalidArgumentError,
  isAPIConnectionError,
  isAPIStatusError,
  NotFoundError,
  ParetaError,
  type ParetaErrorOptions,
  PermissionDeniedError,
  type RateLimit,
  RateLimitError,
  type ResponseFacts,
  type ValidationErrorItem
} from "./ParetaError.ts"
export { type FailureFacts, isParetaError, type ParetaFailure } from "./ParetaFailure.ts"
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
export type { MatchTaskOptions, RetrieveTaskOptions, TaskId, Tasks } from "./tasks/Tasks.ts"
export { VERSION } from "./version.ts"
