/** `agent`: chat turns with tools. The platform picks the model, and a session keeps it. */
import { type AgentCompletions, agentLane, make as makeCompletions } from "../chat/ChatCompletions.ts"
import type { Api } from "../http/Api.ts"
import * as Models from "../models/Models.ts"

/** `client.agent` */
export interface Agent {
  readonly chat: { readonly completions: AgentCompletions }
  readonly models: {
    /** Lists the models of the agent lane: `GET /agent/v1/models`. Not billed. */
    readonly list: Models.Models["list"]
  }
}

/** Creates the operations of the namespace. */
export const make = (api: Api): Agent => ({
  chat: { completions: makeCompletions(api, agentLane) },
  models: Models.make(api, Models.agentModelsLane)
})
