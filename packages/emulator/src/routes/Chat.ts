/** `POST /v1/chat/completions`. See `docs/wire.md#chat-completions`. */
import * as Effect from "effect/Effect"
import type { AskedRequest } from "../control/AnswerScript.ts"
import { drawBetween } from "../control/Seed.ts"
import { keyOf } from "../state/Idempotency.ts"
import type { TrafficSample } from "../state/Traffic.ts"
import { outOfCredit, type Problem } from "../wire/Problem.ts"
import type { Reply } from "../wire/Reply.ts"
import { bufferedReply, type ChatReplyOptions, streamedReply } from "./ChatReply.ts"
import { type ChatRequest, readChatRequest } from "./ChatRequest.ts"
import { type ChatTarget, costOf, resolveTarget } from "./ChatTarget.ts"
import { type Completion, complete } from "./Completion.ts"
import { type Exchange, jsonBody, type Route } from "./Exchange.ts"

/** The chat route. */
export const chatRoutes: ReadonlyArray<Route> = [
  { name: "chat", method: "POST", path: "/v1/chat/completions", handle: (exchange) => createCompletion(exchange) }
]

const createCompletion = Effect.fnUntraced(function* (exchange: Exchange) {
  const { world, now } = exchange
  const request = yield* readChatRequest(exchange)
  const target = yield* resolveTarget(world, request.model, now).pipe(
    Effect.filterOrFail(() => world.ledger.balanceMicroUsd > 0, outOfCredit),
    Effect.tapError((problem) => Effect.sync(() => recordFailure(exchange, request.model, problem)))
  )
  const { reply, sample } = yield* answer(exchange, request, target, {
    route: "chat",
    showsProgress: request.model === "auto"
  })
  if (target.endpoint !== undefined || request.model === "auto") world.traffic.push(sample)
  return reply
})

/** Answers a request and debits its cost. Returns the reply, and what metrics count. */
export const answer = Effect.fnUntraced(function* (
  exchange: Exchange,
  request: ChatRequest,
  target: ChatTarget,
  { route, showsProgress }: { readonly route: string; readonly showsProgress: boolean }
) {
  const { world, now, requestId } = exchange
  // The checked request has only the fields that the emulator uses; a script may look at the others.
  const asked = world.answers.pending === 0 ? undefined : ((yield* jsonBody(exchange)) as AskedRequest)
  const completion = complete(request, asked, target, world)
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = completion.usage
  const cost = costOf(target, promptTokens, completionTokens)
  const pace = paceOf(exchange)
  world.ledger.debit({
    at: now,
    requestId,
    route,
    idempotencyKey: keyOf(exchange.request),
    model: request.model,
    microUsd: cost.billedMicroUsd
  })
  const sample: TrafficSample = {
    at: now,
    endpointId: target.endpoint?.id ?? request.model,
    status: 200,
    latencyMilliseconds: latencyOf(completion, pace),
    promptTokens,
    completionTokens,
    ...cost
  }
  const options: ChatReplyOptions = {
    id: world.nextId("chatcmpl-", 24),
    model: request.model,
    now,
    ...pace.slept,
    showsProgress,
    includeUsage: request.stream_options?.include_usage === true,
    cost
  }
  const render = request.stream === true ? streamedReply : bufferedReply
  const replay = () => render(completion, { ...options, cost: { ...cost, billedMicroUsd: 0 } })
  const reply: Reply = { ...render(completion, options), replay }
  return { reply, sample }
})

const recordFailure = (exchange: Exchange, model: string, problem: Problem): void => {
  if (model !== "auto" && !exchange.world.endpoints.has(model)) return
  const sample: TrafficSample = {
    at: exchange.now,
    endpointId: model,
    status: problem.status,
    latencyMilliseconds: 1,
    promptTokens: 0,
    completionTokens: 0,
    billedMicroUsd: 0,
    frontierMicroUsd: 0
  }
  exchange.world.traffic.push(sample)
}

const paceOf = ({ world, requestId }: Exchange) => {
  const { seed, timing } = world.options
  const drawn = {
    firstTokenMilliseconds: Math.round(drawBetween(seed, `first-token/${requestId}`, 150, 300)),
    tokensPerSecond: drawBetween(seed, `rate/${requestId}`, 80, 120)
  }
  return {
    slept: {
      firstTokenMilliseconds: timing.firstTokenMilliseconds ?? drawn.firstTokenMilliseconds,
      tokensPerSecond: timing.tokensPerSecond ?? drawn.tokensPerSecond
    },
    drawn
  }
}

// The latency that metrics report: the time that the reply takes, or would take with realistic latency.
const latencyOf = (completion: Completion, pace: ReturnType<typeof paceOf>): number => {
  const milliseconds = ({ firstTokenMilliseconds, tokensPerSecond }: (typeof pace)["slept"]) =>
    firstTokenMilliseconds + (completion.usage.completion_tokens * 1000) / tokensPerSecond
  return Math.round(milliseconds(pace.slept) || milliseconds(pace.drawn))
}
