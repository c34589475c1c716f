/** The agent lane: `/agent/v1/models` and `/agent/v1/chat/completions`. See `docs/wire.md#agent-lane`. */
import * as Effect from "effect/Effect"
import { notFound, type Problem } from "../wire/Problem.ts"
import { json } from "../wire/Reply.ts"
import { answer } from "./Chat.ts"
import { readAgentRequest } from "./ChatRequest.ts"
import { autoTarget } from "./ChatTarget.ts"
import type { Exchange, Route } from "./Exchange.ts"
import { checkCredit } from "./Metering.ts"

/** The routes of the agent lane. */
export const agentRoutes: ReadonlyArray<Route> = [
  {
    name: "agent.models",
    method: "GET",
    path: "/agent/v1/models",
    generation: 3,
    handle: (exchange) => Effect.as(checkLane(exchange), json({ object: "list", data: [auto] }))
  },
  {
    name: "agent.chat",
    method: "POST",
    path: "/agent/v1/chat/completions",
    generation: 3,
    handle: (exchange) => turn(exchange)
  }
]

const contextTokens = 131_072

const auto = {
  id: "auto",
  object: "model",
  owned_by: "pareta",
  created: 0,
  max_model_len: contextTokens,
  context_window: contextTokens
}

const turn = Effect.fnUntraced(function* (exchange: Exchange) {
  yield* checkLane(exchange)
  const request = yield* readAgentRequest(exchange)
  yield* checkCredit(exchange)
  const complete = {
    ...request,
    max_tokens: request.max_tokens ?? defaultMaxTokens,
    stream_options: { include_usage: true }
  }
  const { reply } = yield* answer(exchange, complete, autoTarget(), { route: "agent.chat", showsProgress: false })
  return reply
})

const defaultMaxTokens = 8192

const checkLane = ({ world }: Exchange): Effect.Effect<void, Problem> =>
  world.options.agentLane ? Effect.void : Effect.fail(notFound())
