import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ParetaClientService } from "./ParetaClientService.ts"

/** Some of a service's members, at any depth: what `ParetaClient.layerTest` is given. */
export type PartialService<T> = {
  readonly [K in keyof T]?: T[K] extends (...args: never) => unknown
    ? T[K]
    : T[K] extends Effect.Effect<unknown, unknown>
      ? T[K]
      : PartialService<T[K]>
}

/** The service made of the given members; every other one dies with a message that names it. */
export const implementedBy = (members: PartialService<ParetaClientService>): ParetaClientService => ({
  chat: {
    completions: {
      create: missing("chat.completions.create"),
      stream: missingStream("chat.completions.stream"),
      ...members.chat?.completions
    }
  },
  models: { list: missing("models.list")(), ...members.models },
  endpoints: {
    deploy: missingStream("endpoints.deploy"),
    deployAndWait: missing("endpoints.deployAndWait"),
    list: missing("endpoints.list")(),
    retrieve: missing("endpoints.retrieve"),
    start: missing("endpoints.start"),
    stop: missing("endpoints.stop"),
    delete: missing("endpoints.delete"),
    ...members.endpoints,
    metrics: (id) => ({
      performance: missing("endpoints.metrics.performance"),
      uptime: missing("endpoints.metrics.uptime"),
      cost: missing("endpoints.metrics.cost"),
      quality: missing("endpoints.metrics.quality"),
      activity: missing("endpoints.metrics.activity"),
      ...members.endpoints?.metrics?.(id)
    })
  },
  tasks: {
    list: missing("tasks.list")(),
    retrieve: missing("tasks.retrieve"),
    match: missing("tasks.match"),
    leaderboard: missing("tasks.leaderboard"),
    recommended: missing("tasks.recommended"),
    ...members.tasks
  },
  evals: {
    sets: {
      create: missing("evals.sets.create"),
      list: missing("evals.sets.list")(),
      retrieve: missing("evals.sets.retrieve"),
      delete: missing("evals.sets.delete"),
      uploadDocument: missing("evals.sets.uploadDocument"),
      ...members.evals?.sets
    },
    runs: {
      create: missing("evals.runs.create"),
      createAndWait: missing("evals.runs.createAndWait"),
      retrieve: missing("evals.runs.retrieve"),
      wait: missing("evals.runs.wait"),
      watch: missingStream("evals.runs.watch"),
      ...members.evals?.runs
    },
    frontierModels: members.evals?.frontierModels ?? missing("evals.frontierModels")
  },
  request: members.request ?? missing("request"),
  stream: members.stream ?? missingStream("stream")
})

const notGiven = (member: string) => new Error(`ParetaClient.layerTest was not given ${member}`)

const missing = (member: string) => (): Effect.Effect<never> => Effect.die(notGiven(member))

const missingStream = (member: string) => (): Stream.Stream<never> => Stream.die(notGiven(member))
