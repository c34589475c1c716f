/** The Schemas of the models. Each decodes to an instance of its class, and encodes to the instance's `raw`. */
import * as Schema from "effect/Schema"
import * as Sounds from "./audio/Speech.ts"
import * as Core from "./bothFaces.ts"
import * as Chat from "./chat/ChatCompletionShape.ts"
import * as Vectors from "./embeddings/Embeddings.ts"
import { endpointShape } from "./endpoints/Endpoint.ts"
import * as Contracts from "./evals/ContractProposal.ts"
import * as Runs from "./evals/EvalRun.ts"
import { evalSetShape } from "./evals/EvalSet.ts"
import { frontierModelShape } from "./evals/FrontierModel.ts"
import { imageGenerationShape } from "./images/ImageGeneration.ts"
import * as Models from "./models/Model.ts"
import * as Ranks from "./rerank/Rerank.ts"
import * as Boards from "./tasks/Leaderboard.ts"
import { taskShape } from "./tasks/Task.ts"
import * as Matches from "./tasks/TaskMatch.ts"
import { anything, maybe, number, text } from "./wire/Shape.ts"
import { modelSchema, named, schemaOf } from "./wire/ShapeSchema.ts"

const usage = /*#__PURE__*/ named("Usage", Chat.usageShape)
const toolCallFunction = /*#__PURE__*/ named("ToolCallFunction", Chat.toolCallFunctionShape)
const toolCall = /*#__PURE__*/ named("ToolCall", Chat.toolCallShape, [toolCallFunction])
const message = /*#__PURE__*/ named("Message", Chat.messageShape, [toolCall])
const choice = /*#__PURE__*/ named("Choice", Chat.choiceShape, [message])
const completion = /*#__PURE__*/ named("ChatCompletion", Chat.chatCompletionShape, [choice, usage])
const chunk = /*#__PURE__*/ named("ChatCompletionChunk", Chat.chatCompletionShape, [choice, usage])
const model = /*#__PURE__*/ named("Model", Models.modelShape)
const modelList = /*#__PURE__*/ named("ModelList", Models.modelListShape, [model])
const endpoint = /*#__PURE__*/ named("Endpoint", endpointShape)
const task = /*#__PURE__*/ named("Task", taskShape)
const candidate = /*#__PURE__*/ named("TaskMatchCandidate", Matches.taskMatchCandidateShape)
const capability = /*#__PURE__*/ named("Capability", Matches.capabilityShape)
const match = /*#__PURE__*/ named("TaskMatch", Matches.taskMatchShape, [candidate, capability])
const entry = /*#__PURE__*/ named("LeaderboardEntry", Boards.leaderboardEntryShape)
const leaderboard = /*#__PURE__*/ named("Leaderboard", Boards.leaderboardShape, [entry])
const evalSet = /*#__PURE__*/ named("EvalSet", evalSetShape)
const contractProposal = /*#__PURE__*/ named("ContractProposal", Contracts.contractProposalShape)
const proposal = /*#__PURE__*/ named("ProposalResult", Contracts.proposalResultShape, [contractProposal])
const itemResult = /*#__PURE__*/ named("EvalItemResult", Runs.evalItemResultShape)
const result = /*#__PURE__*/ named("EvalResult", Runs.evalResultShape, [itemResult])
const runRecord = /*#__PURE__*/ named("EvalRunRecord", Runs.evalRunRecordShape)
const run = /*#__PURE__*/ named("EvalRun", Runs.evalRunShape, [runRecord, result])
const imageGeneration = /*#__PURE__*/ named("ImageGeneration", imageGenerationShape)
const speech = /*#__PURE__*/ named("Speech", Sounds.speechShape)
const transcription = /*#__PURE__*/ named("Transcription", Sounds.transcriptionShape)
const rerankResult = /*#__PURE__*/ named("RerankResult", Ranks.rerankResultShape)
const rerank = /*#__PURE__*/ named("Rerank", Ranks.rerankShape, [rerankResult])
const embeddings = /*#__PURE__*/ named("Embeddings", Vectors.embeddingsShape)
const frontierModel = /*#__PURE__*/ named("FrontierModel", frontierModelShape)

/** The Schema of a `ChatCompletion`. */
export const ChatCompletion: Schema.Codec<Core.ChatCompletion, Core.ChatCompletionWire> = /*#__PURE__*/ modelSchema(
  Core.ChatCompletion,
  completion
)

/** The Schema of a `ChatCompletionChunk`. */
export const ChatCompletionChunk: Schema.Codec<Core.ChatCompletionChunk, Core.ChatCompletionWire> =
  /*#__PURE__*/ modelSchema(Core.ChatCompletionChunk, chunk)

/** The Schema of a `Choice`. */
export const Choice: Schema.Codec<Core.Choice, Core.ChoiceWire> = /*#__PURE__*/ modelSchema(Core.Choice, choice)

/** The Schema of a `Message`. */
export const Message: Schema.Codec<Core.Message, Core.MessageWire> = /*#__PURE__*/ modelSchema(Core.Message, message)

/** The Schema of a `Usage`. */
export const Usage: Schema.Codec<Core.Usage, Core.UsageWire> = /*#__PURE__*/ modelSchema(Core.Usage, usage)

/** The Schema of a `Model`. */
export const Model: Schema.Codec<Core.Model, Core.ModelWire> = /*#__PURE__*/ modelSchema(Core.Model, model)

/** The Schema of a `ModelList`. */
export const ModelList: Schema.Codec<Core.ModelList, Core.ModelListWire> = /*#__PURE__*/ modelSchema(
  Core.ModelList,
  modelList
)

/** The Schema of an `Endpoint`. */
export const Endpoint: Schema.Codec<Core.Endpoint, Core.EndpointWire> = /*#__PURE__*/ modelSchema(
  Core.Endpoint,
  endpoint
)

/** The Schema of a `Task`. */
export const Task: Schema.Codec<Core.Task, Core.TaskWire> = /*#__PURE__*/ modelSchema(Core.Task, task)

/** The Schema of a `TaskMatch`. */
export const TaskMatch: Schema.Codec<Core.TaskMatch, Core.TaskMatchWire> = /*#__PURE__*/ modelSchema(
  Core.TaskMatch,
  match
)

/** The Schema of a `TaskMatchCandidate`. */
export const TaskMatchCandidate: Schema.Codec<Core.TaskMatchCandidate, Core.TaskMatchCandidateWire> =
  /*#__PURE__*/ modelSchema(Core.TaskMatchCandidate, candidate)

/** The Schema of a `Capability`. */
export const Capability: Schema.Codec<Core.Capability, Core.CapabilityWire> = /*#__PURE__*/ modelSchema(
  Core.Capability,
  capability
)

/** The Schema of an `ImageGeneration`. */
export const ImageGeneration: Schema.Codec<Core.ImageGeneration, Core.ImageGenerationWire> = /*#__PURE__*/ modelSchema(
  Core.ImageGeneration,
  imageGeneration
)

/** The Schema of a `Speech`. */
export const Speech: Schema.Codec<Core.Speech, Core.SpeechWire> = /*#__PURE__*/ modelSchema(Core.Speech, speech)

/** The Schema of a `Transcription`. */
export const Transcription: Schema.Codec<Core.Transcription, Core.TranscriptionWire> = /*#__PURE__*/ modelSchema(
  Core.Transcription,
  transcription
)

/** The Schema of a `Rerank`. */
export const Rerank: Schema.Codec<Core.Rerank, Core.RerankWire> = /*#__PURE__*/ modelSchema(Core.Rerank, rerank)

/** The Schema of a `RerankResult`. */
export const RerankResult: Schema.Codec<Core.RerankResult, Core.RerankResultWire> = /*#__PURE__*/ modelSchema(
  Core.RerankResult,
  rerankResult
)

/** The Schema of an `Embeddings`. */
export const Embeddings: Schema.Codec<Core.Embeddings, Core.EmbeddingsWire> = /*#__PURE__*/ modelSchema(
  Core.Embeddings,
  embeddings
)

/** The Schema of a `Leaderboard`. */
export const Leaderboard: Schema.Codec<Core.Leaderboard, Core.LeaderboardWire> = /*#__PURE__*/ modelSchema(
  Core.Leaderboard,
  leaderboard
)

/** The Schema of a `LeaderboardEntry`. */
export const LeaderboardEntry: Schema.Codec<Core.LeaderboardEntry, Core.LeaderboardEntryWire> =
  /*#__PURE__*/ modelSchema(Core.LeaderboardEntry, entry)

/** The Schema of an `EvalSet`. */
export const EvalSet: Schema.Codec<Core.EvalSet, Core.EvalSetWire> = /*#__PURE__*/ modelSchema(Core.EvalSet, evalSet)

/** The Schema of a `ProposalResult`. */
export const ProposalResult: Schema.Codec<Core.ProposalResult, Core.ProposalResultWire> = /*#__PURE__*/ modelSchema(
  Core.ProposalResult,
  proposal
)

/** The Schema of a `ContractProposal`. */
export const ContractProposal: Schema.Codec<Core.ContractProposal, Core.ContractProposalWire> =
  /*#__PURE__*/ modelSchema(Core.ContractProposal, contractProposal)

/** The Schema of an `EvalRun`. */
export const EvalRun: Schema.Codec<Core.EvalRun, Core.EvalRunWire> = /*#__PURE__*/ modelSchema(Core.EvalRun, run)

/** The Schema of an `EvalResult`. */
export const EvalResult: Schema.Codec<Core.EvalResult, Core.EvalResultWire> = /*#__PURE__*/ modelSchema(
  Core.EvalResult,
  result
)

/** The Schema of an `EvalItemResult`. */
export const EvalItemResult: Schema.Codec<Core.EvalItemResult, Core.EvalItemResultWire> = /*#__PURE__*/ modelSchema(
  Core.EvalItemResult,
  itemResult
)

/** The Schema of a `FrontierModel`. */
export const FrontierModel: Schema.Codec<Core.FrontierModel, Core.FrontierModelWire> = /*#__PURE__*/ modelSchema(
  Core.FrontierModel,
  frontierModel
)

/** The JSON of a `DeployEvent`: the endpoint of a `complete` event is a wire object. */
export type DeployEventWire =
  | Exclude<Core.DeployEvent, { readonly event: "complete" }>
  | {
      readonly event: "complete"
      readonly data: { readonly endpoint: Core.EndpointWire; readonly [key: string]: unknown }
    }

/** The Schema of a `DeployEvent`. An event of another name passes too, as it does in the stream of a deployment. */
export const DeployEvent: Schema.Codec<Core.DeployEvent, DeployEventWire> = /*#__PURE__*/ deployEvent()

function deployEvent(): Schema.Codec<Core.DeployEvent, DeployEventWire> {
  const anyJson = schemaOf(anything)
  const open = [Schema.Record(Schema.String, anyJson)] as const
  const leaf = { text: Schema.optionalKey(schemaOf(maybe(text))), number: Schema.optionalKey(schemaOf(maybe(number))) }
  const progress = Schema.StructWithRest(
    Schema.Struct({ stage: leaf.text, label: leaf.text, pct: leaf.number }),
    open
  ).annotate({ identifier: "DeployProgress" })
  const complete = Schema.StructWithRest(Schema.Struct({ endpoint: Endpoint }), open).annotate({
    identifier: "DeployComplete"
  })
  const problem = Schema.StructWithRest(Schema.Struct({ message: Schema.String }), open).annotate({
    identifier: "DeployProblem"
  })
  const otherName = Schema.String.check(
    Schema.makeFilter((name) => !["progress", "complete", "error"].includes(name), {
      expected: "an event of another name"
    })
  )
  return Schema.Union([
    Schema.Struct({ event: Schema.Literal("progress"), data: Schema.Union([progress, anyJson]) }),
    Schema.Struct({ event: Schema.Literal("complete"), data: complete }),
    Schema.Struct({ event: Schema.Literal("error"), data: problem }),
    Schema.Struct({ event: otherName, data: anyJson })
    // The type is narrower than the values: progress may carry any data, and users read other events as `SSEEvent`.
  ]).annotate({ identifier: "DeployEvent" }) as unknown as Schema.Codec<Core.DeployEvent, DeployEventWire>
}
