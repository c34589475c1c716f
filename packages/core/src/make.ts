import type { AnyRouteRequest } from "./AnyRoute.ts"
import * as AnyRoute from "./AnyRoute.ts"
import type { ChatCompletionCreateParams } from "./chat/ChatCompletionParams.ts"
import * as ChatCompletions from "./chat/ChatCompletions.ts"
import * as EndpointMetrics from "./endpoints/EndpointMetrics.ts"
import type { DeployParams, EndpointId } from "./endpoints/Endpoints.ts"
import * as Endpoints from "./endpoints/Endpoints.ts"
import type { EvalRunCreateParams, EvalRunId } from "./evals/EvalRuns.ts"
import * as EvalRuns from "./evals/EvalRuns.ts"
import type { EvalSetCreateParams, EvalSetId } from "./evals/EvalSets.ts"
import * as EvalSets from "./evals/EvalSets.ts"
import { frontierModels } from "./evals/Frontier.ts"
import type { WaitOptions } from "./evals/RunWatch.ts"
import * as RunWatch from "./evals/RunWatch.ts"
import { type UploadDocumentOptions, uploadDocument } from "./evals/UploadDocument.ts"
import type { Call } from "./http/Call.ts"
import type { FileInput } from "./http/FileSource.ts"
import * as Models from "./models/Models.ts"
import type { MatchTaskOptions, RetrieveTaskOptions, TaskId } from "./tasks/Tasks.ts"
import * as Tasks from "./tasks/Tasks.ts"

/** Assembles the namespaces over a Call. */
export const make = (call: Call) => ({
  chat: {
    completions: {
      create: (params: ChatCompletionCreateParams) => ChatCompletions.create(call, params),
      stream: (params: ChatCompletionCreateParams) => ChatCompletions.stream(call, params)
    }
  },
  models: { list: Models.list(call) },
  endpoints: {
    deploy: (params: DeployParams) => Endpoints.deploy(call, params),
    deployAndWait: (params: DeployParams) => Endpoints.deployAndWait(call, params),
    list: Endpoints.list(call),
    retrieve: (id: EndpointId) => Endpoints.retrieve(call, id),
    start: (id: EndpointId) => Endpoints.start(call, id),
    stop: (id: EndpointId) => Endpoints.stop(call, id),
    delete: (id: EndpointId) => Endpoints.remove(call, id),
    metrics: (id: EndpointId) => EndpointMetrics.metrics(call, id)
  },
  tasks: {
    list: Tasks.list(call),
    retrieve: (id: TaskId, options?: RetrieveTaskOptions) => Tasks.retrieve(call, id, options),
    match: (query: string, options?: MatchTaskOptions) => Tasks.match(call, query, options),
    leaderboard: (id: TaskId) => Tasks.leaderboard(call, id),
    recommended: (id: TaskId) => Tasks.recommended(call, id)
  },
  evals: {
    sets: {
      create: (params: EvalSetCreateParams) => EvalSets.create(call, params),
      list: EvalSets.list(call),
      retrieve: (id: EvalSetId) => EvalSets.retrieve(call, id),
      delete: (id: EvalSetId) => EvalSets.remove(call, id),
      uploadDocument: (id: EvalSetId, file: FileInput, options: UploadDocumentOptions) =>
        uploadDocument(call, id, file, options)
    },
    runs: {
      create: (params: EvalRunCreateParams) => EvalRuns.create(call, params),
      createAndWait: (params: EvalRunCreateParams, options?: WaitOptions) =>
        RunWatch.createAndWait(call, params, options),
      retrieve: (id: EvalRunId) => EvalRuns.retrieve(call, id),
      wait: (id: EvalRunId, options?: WaitOptions) => RunWatch.wait(call, id, options),
      watch: (id: EvalRunId, options?: WaitOptions) => RunWatch.watch(call, id, options)
    },
    frontierModels: (task?: string | null) => frontierModels(call, task)
  },
  request: <A = unknown>(route: AnyRouteRequest<A>) => AnyRoute.request(call, route),
  stream: <A = unknown>(route: AnyRouteRequest<A>) => AnyRoute.stream(call, route)
})
