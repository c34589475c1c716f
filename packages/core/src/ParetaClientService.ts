import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { AnyRouteRequest } from "./AnyRoute.ts"
import type { ChatCompletion, ChatCompletionChunk } from "./chat/ChatCompletion.ts"
import type { ChatCompletionCreateParams } from "./chat/ChatCompletionParams.ts"
import type { DeployEvent } from "./endpoints/DeployEvent.ts"
import type { Endpoint } from "./endpoints/Endpoint.ts"
import type { EndpointMetrics } from "./endpoints/EndpointMetrics.ts"
import type { DeployParams, EndpointId } from "./endpoints/Endpoints.ts"
import type { EvalRun } from "./evals/EvalRun.ts"
import type { EvalRunCreateParams, EvalRunId } from "./evals/EvalRuns.ts"
import type { EvalSet } from "./evals/EvalSet.ts"
import type { EvalSetCreateParams, EvalSetId } from "./evals/EvalSets.ts"
import type { FrontierModel } from "./evals/FrontierModel.ts"
import type { WaitOptions } from "./evals/RunWatch.ts"
import type { UploadDocumentOptions } from "./evals/UploadDocument.ts"
import type { FileInput } from "./http/FileSource.ts"
import type { SSEEvent } from "./http/SSEEvent.ts"
import type { ModelList } from "./models/Model.ts"
import type { CallFailure, DeployFailure, StreamFailure, WaitFailure } from "./ParetaError.ts"
import type { Leaderboard } from "./tasks/Leaderboard.ts"
import type { Task } from "./tasks/Task.ts"
import type { TaskMatch } from "./tasks/TaskMatch.ts"
import type { MatchTaskOptions, RetrieveTaskOptions, TaskId } from "./tasks/Tasks.ts"

/** What can be called. Nothing more is needed to run any of it (`R` is `never`). */
export interface ParetaClientService {
  readonly chat: {
    readonly completions: {
      /** A completion as a whole (contract R1). */
      readonly create: (params: ChatCompletionCreateParams) => Effect.Effect<ChatCompletion, CallFailure>
      /** A completion in chunks, as they are generated; one that breaks off fails, with `partial` (contract §3.1). */
      readonly stream: (params: ChatCompletionCreateParams) => Stream.Stream<ChatCompletionChunk, StreamFailure>
    }
  }
  readonly models: {
    /** The endpoints that can be called now, in OpenAI's shape (contract R2). */
    readonly list: Effect.Effect<ModelList, CallFailure>
  }
  readonly endpoints: {
    /** Deploys, telling the progress; a failed deployment is the last event (contract R3, §3.3). */
    readonly deploy: (params: DeployParams) => Stream.Stream<DeployEvent, DeployFailure>
    /** Deploys and answers the live endpoint; a failed deployment is a `DeployError`. */
    readonly deployAndWait: (params: DeployParams) => Effect.Effect<Endpoint, DeployFailure>
    /** Every endpoint of the organization (contract R4). */
    readonly list: Effect.Effect<Array<Endpoint>, CallFailure>
    /** One endpoint as it is now (contract R5). */
    readonly retrieve: (id: EndpointId) => Effect.Effect<Endpoint, CallFailure>
    /** Starts a stopped endpoint; poll `retrieve` until it is live (contract R6). */
    readonly start: (id: EndpointId) => Effect.Effect<unknown, CallFailure>
    /** Stops an endpoint: it costs nothing and answers 503 until it is started (contract R7). */
    readonly stop: (id: EndpointId) => Effect.Effect<unknown, CallFailure>
    /** Deletes an endpoint for good (contract R8). */
    readonly delete: (id: EndpointId) => Effect.Effect<void, CallFailure>
    /** A handle on the five dimensions of an endpoint's metrics (contract R9). */
    readonly metrics: (id: EndpointId) => EndpointMetrics
  }
  readonly tasks: {
    /** Every task of the catalogue (contract R10). */
    readonly list: Effect.Effect<Array<Task>, CallFailure>
    /** One task, with sample rows when asked for (contract R11). */
    readonly retrieve: (id: TaskId, options?: RetrieveTaskOptions) => Effect.Effect<Task, CallFailure>
    /** Finds the task that words mean; not finding one is an answer (contract R12). */
    readonly match: (query: string, options?: MatchTaskOptions) => Effect.Effect<TaskMatch, CallFailure>
    /** The models of a task, best first (contract R13). */
    readonly leaderboard: (id: TaskId) => Effect.Effect<Leaderboard, CallFailure>
    /** The alias that a deployment of this task takes by default (contract R13). */
    readonly recommended: (id: TaskId) => Effect.Effect<string | null, CallFailure>
  }
  readonly evals: {
    readonly sets: {
      /** Uploads rows as a set (contract R15). */
      readonly create: (params: EvalSetCreateParams) => Effect.Effect<EvalSet, CallFailure>
      /** Every set of the organization (contract R16). */
      readonly list: Effect.Effect<Array<EvalSet>, CallFailure>
      /** One set (contract R17). */
      readonly retrieve: (id: EvalSetId) => Effect.Effect<EvalSet, CallFailure>
      /** Deletes a set for good (contract R18). */
      readonly delete: (id: EvalSetId) => Effect.Effect<void, CallFailure>
      /** Attaches a document to a row of a set; answers the server's JSON (contract §6.4). */
      readonly uploadDocument: (
        id: EvalSetId,
        file: FileInput,
        options: UploadDocumentOptions
      ) => Effect.Effect<unknown, CallFailure>
    }
    readonly runs: {
      /** Starts a run (contract R23). */
      readonly create: (params: EvalRunCreateParams) => Effect.Effect<EvalRun, CallFailure>
      /** Starts a run and waits until it is over; a failed run is an answer. */
      readonly createAndWait: (
        params: EvalRunCreateParams,
        options?: WaitOptions
      ) => Effect.Effect<EvalRun, WaitFailure>
      /** A run as it is now (contract R24). */
      readonly retrieve: (id: EvalRunId) => Effect.Effect<EvalRun, CallFailure>
      /** Waits until a run is over (contract §6.7). */
      readonly wait: (id: EvalRunId, options?: WaitOptions) => Effect.Effect<EvalRun, WaitFailure>
      /** The states of a run, one per poll, until it is over. */
      readonly watch: (id: EvalRunId, options?: WaitOptions) => Stream.Stream<EvalRun, WaitFailure>
    }
    /** The frontier models that can take part in a run (contract R14). */
    readonly frontierModels: (task?: string | null) => Effect.Effect<Array<FrontierModel>, CallFailure>
  }
  /** Calls any route, also one this version does not know; a schema decodes the answer. */
  readonly request: <A = unknown>(route: AnyRouteRequest<A>) => Effect.Effect<A, CallFailure>
  /** Streams the events of any route; a schema decodes their data. */
  readonly stream: <A = unknown>(route: AnyRouteRequest<A>) => Stream.Stream<SSEEvent<A>, CallFailure>
}
