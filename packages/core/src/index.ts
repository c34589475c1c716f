export type { AnyRouteRequest } from "./AnyRoute.ts"
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
export { finalCompletion, text } from "./chat/ChatCompletions.ts"
export type { DeployComplete, DeployEvent, DeployProblem, DeployProgress } from "./endpoints/DeployEvent.ts"
export { Endpoint, type EndpointWire } from "./endpoints/Endpoint.ts"
export type { CostReport, EndpointMetrics, MetricsReport, QualityReport } from "./endpoints/EndpointMetrics.ts"
export type { DeployParams, EndpointId } from "./endpoints/Endpoints.ts"
export {
  type Fetch,
  type FetchInit,
  type HttpMethod,
  HttpTransport,
  type HttpTransportRequest
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
export { ParetaClient, type ParetaClientService } from "./ParetaClient.ts"
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
  type ValidationErrorItem
} from "./ParetaError.ts"
export type { PartialService } from "./TestClient.ts"
export { VERSION } from "./version.ts"
