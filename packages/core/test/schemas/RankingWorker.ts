import { isMainThread } from "node:worker_threads"
import { NodeWorkerRunner } from "@effect/platform-node"
import { InvalidArgumentError, LeaderboardEntry } from "@pareta/core"
import * as Schemas from "@pareta/core/Schemas"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Rpc from "effect/rpc/Rpc"
import * as RpcGroup from "effect/rpc/RpcGroup"
import * as RpcServer from "effect/rpc/RpcServer"

export class Ranking extends RpcGroup.make(
  Rpc.make("cheapest", {
    payload: { leaderboard: Schemas.Leaderboard },
    success: Schemas.LeaderboardEntry,
    error: Schemas.InvalidArgumentError
  })
) {}

const costOf = (entry: LeaderboardEntry) => entry.costPerRequestMicroUsd ?? Number.POSITIVE_INFINITY

const handlers = Ranking.toLayer({
  cheapest: ({ leaderboard }) => {
    // Only instances count, so a plain object would make the leaderboard look empty.
    const entries = leaderboard.models.filter((entry) => entry instanceof LeaderboardEntry)
    const [cheapest] = entries.sort((one, other) => costOf(one) - costOf(other))
    return cheapest === undefined
      ? Effect.fail(new InvalidArgumentError("the leaderboard is empty"))
      : Effect.succeed(cheapest)
  }
})

const worker = RpcServer.layer(Ranking).pipe(
  Layer.provide(handlers),
  Layer.provide(RpcServer.layerProtocolWorkerRunner),
  Layer.provide(NodeWorkerRunner.layer)
)

if (!isMainThread) Effect.runFork(Layer.launch(worker))
