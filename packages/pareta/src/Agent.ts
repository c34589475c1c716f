/** `pareta.agent`: chat turns with tools. The platform picks the model, and a session keeps it. */
import {
  type AgentCompletionCreateParams,
  agentLane,
  agentModelsLane,
  type ChatCompletion
} from "@pareta/core/internal"
import type { ChatCompletionStream } from "./ChatCompletionStream.ts"
import { Completions } from "./ChatCompletions.ts"
import { Models } from "./Models.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import type { Runtime } from "./run.ts"

/** `pareta.agent` */
export class Agent {
  /** Chat completions, buffered and streamed. */
  readonly chat: { readonly completions: AgentCompletions }
  /** The models of the agent lane. */
  readonly models: Models

  /** Called only by the client. */
  constructor(runtime: Runtime) {
    this.chat = { completions: new Completions(runtime, agentLane) }
    this.models = new Models(runtime, agentModelsLane)
  }
}

/** `pareta.agent.chat.completions` */
export interface AgentCompletions {
  /**
   * Answers one turn of a conversation with tools: `POST /agent/v1/chat/completions`. Billed once a turn. Returns the
   * complete result, or with `stream: true` a stream of its chunks, the last of them with the usage. The option
   * `session` keeps a conversation on the same model.
   *
   * ```ts
   * const turn = await pareta.agent.chat.completions.create({ messages, tools }, { session: "support-4711" })
   * for (const call of turn.choices[0]?.message.toolCalls ?? []) console.log(call.function?.name)
   * ```
   */
  create(
    params: AgentCompletionCreateParams & { readonly stream: true },
    options?: RequestOptions
  ): ChatCompletionStream
  create(
    params: AgentCompletionCreateParams & { readonly stream?: false | null | undefined },
    options?: RequestOptions
  ): Promise<ChatCompletion>
  create(
    params: AgentCompletionCreateParams & { readonly stream?: boolean | null | undefined },
    options?: RequestOptions
  ): Promise<ChatCompletion> | ChatCompletionStream
}
