import { Worker } from "node:worker_threads"
import { NodeWorker } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { InvalidArgumentError, Leaderboard, LeaderboardEntry } from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as RpcClient from "effect/rpc/RpcClient"
import { Ranking } from "./RankingWorker.ts"

const workers = RpcClient.layerProtocolWorker({ size: 1 }).pipe(
  Layer.provide(
    NodeWorker.layer(
      () => new Worker(new URL("RankingWorker.ts", import.meta.url), { execArgv: ["--conditions=@pareta/source"] })
    )
  )
)

/** A worker loads Effect and the client before its first reply. */
const startUp = 30_000

describe("a worker thread", () => {
  it.live(
    "takes a model and returns one",
    () =>
      Effect.gen(function* () {
        const ranking = yield* RpcClient.make(Ranking)
        const leaderboard = new Leaderboard({
          models: [
            { name: "dear", cost_per_request_micro_usd: 9 },
            { name: "cheap", cost_per_request_micro_usd: 1, unknown: { kept: true } }
          ]
        })
        const entry = yield* ranking.cheapest({ leaderboard })
        expect(entry).toBeInstanceOf(LeaderboardEntry)
        expect(entry.costPerRequestMicroUsd).toBe(1)
        expect(entry.get("unknown")).toEqual({ kept: true })
      }).pipe(Effect.scoped, Effect.provide(workers)),
    startUp
  )

  it.live(
    "fails with a failure, caught by its tag",
    () =>
      Effect.gen(function* () {
        const ranking = yield* RpcClient.make(Ranking)
        const failure = yield* ranking.cheapest({ leaderboard: new Leaderboard() }).pipe(
          Effect.as(null),
          Effect.catchTag("InvalidArgumentError", (error) => Effect.succeed(error))
        )
        expect(failure).toBeInstanceOf(InvalidArgumentError)
        expect(failure?.message).toBe("the leaderboard is empty")
      }).pipe(Effect.scoped, Effect.provide(workers)),
    startUp
  )
})
