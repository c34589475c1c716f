/** The names that `@pareta/core` and `pareta` both export: models, wire interfaces, parameters, errors. */
export type { SpeechOptions, TranscriptionOptions } from "./audio/Audio.ts"
export { Speech, type SpeechWire, Transcription, type TranscriptionWire } from "./audio/Speech.ts"
export type { AutoMetrics, CompareFrontierParams, FrontierComparison } from "./auto/Auto.ts"
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
export type {
  AgentCompletionCreateParams,
  ChatCompletionCreateParams,
  ChatTool,
  FunctionDefinition,
  NamedToolChoice,
  ResponseFormat,
  ResponseSchema,
  StreamOptions
} from "./chat/ChatCompletionParams.ts"
export type {
  AssistantMessage,
  AssistantToolCall,
  CalledFunction,
  ChatContent,
  ChatMessage,
  ContentAudio,
  ContentFile,
  ContentImage,
  ContentPart,
  SystemMessage,
  ToolMessage,
  UntypedPart,
  UserMessage
} from "./chat/ChatMessage.ts"
export {
  Embeddings,
  type EmbeddingsOptions,
  type EmbeddingsUsageWire,
  type EmbeddingsWire,
  type EmbeddingWire
} from "./embeddings/Embeddings.ts"
export type { DeployComplete, DeployEvent, DeployProblem, DeployProgress } from "./endpoints/DeployEvent.ts"
export { Endpoint, type EndpointWire } from "./endpoints/Endpoint.ts"
export type { CostReport, MetricsReport, QualityReport } from "./endpoints/EndpointMetrics.ts"
export type { DeployParams } from "./endpoints/Endpoints.ts"
export * from "./errors.ts"
export {
  type ContractConflict,
  type ContractEvidence,
  ContractProposal,
  type ContractProposalWire,
  type ContractSplit,
  ProposalResult,
  type ProposalResultWire
} from "./evals/ContractProposal.ts"
export type { EvalItem, EvalItems } from "./evals/EvalItems.ts"
export {
  EvalItemResult,
  type EvalItemResultWire,
  EvalResult,
  type EvalResultWire,
  EvalRun,
  type EvalRunRecordWire,
  type EvalRunWire
} from "./evals/EvalRun.ts"
export { EvalSet, type EvalSetWire } from "./evals/EvalSet.ts"
export type { EvalSetCreateParams } from "./evals/EvalSets.ts"
export { FrontierModel, type FrontierModelWire } from "./evals/FrontierModel.ts"
export type { FrontierSpec } from "./evals/FrontierModels.ts"
export type { ProposeContractParams } from "./evals/ProposeContract.ts"
export type { UploadDocumentOptions, UploadProgress } from "./evals/UploadDocument.ts"
export type { FileInput } from "./files/FileSource.ts"
export type { MediaInput } from "./files/MediaInput.ts"
export type { SSEEvent } from "./http/CustomRoute.ts"
export type { AttemptEvent, RetryEvent } from "./http/call/ClientOptions.ts"
export type { QueryParams } from "./http/call/RequestHead.ts"
export { type ResponseMeta, responseMeta, type StreamVerdict } from "./http/call/ResponseMeta.ts"
export type { Fetch, FetchInit, HttpMethod } from "./http/transport/HttpTransport.ts"
export { ImageGeneration, type ImageGenerationWire, type ImageWire } from "./images/ImageGeneration.ts"
export type { ImageEditOptions, ImageGenerateOptions } from "./images/Images.ts"
export { Model, ModelList, type ModelListWire, type ModelWire } from "./models/Model.ts"
export { Rerank, type RerankOptions, RerankResult, type RerankResultWire, type RerankWire } from "./rerank/Rerank.ts"
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
export type { MatchTaskOptions, RetrieveTaskOptions } from "./tasks/Tasks.ts"
export { VERSION } from "./version.ts"
export { BaseModel } from "./wire/BaseModel.ts"
export type { JsonObject } from "./wire/JsonObject.ts"
export type { LiteralUnion } from "./wire/LiteralUnion.ts"
export type { OtherFields } from "./wire/OtherFields.ts"
