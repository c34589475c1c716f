/** The state of a platform: its world, its log, its faults, its rate limit, and what is arriving. */
import { World } from "../state/World.ts"
import { FaultScript } from "./Faults.ts"
import { RateLimiter } from "./RateLimiter.ts"
import { RequestLog } from "./RequestLog.ts"
import { routeNames } from "./Router.ts"

/** The platform as the doors see it. `Emulator.reset` replaces `world` and `log`. */
export interface Platform {
  world: World
  log: RequestLog
  /** The size of the bodies that are arriving now, in bytes. */
  arriving: number
  readonly faults: FaultScript
  readonly rateLimiter: RateLimiter
  /** The origins of the upload storage of running servers. The fetch door serves them too. */
  readonly storageOrigins: Set<string>
}

/** Restores the initial state. The clock is not reset. */
export const reset = (platform: Platform): void => {
  const { options, clock, model } = platform.world
  platform.world = new World(options, clock, model)
  platform.log = new RequestLog(options)
  platform.faults.clear()
  platform.rateLimiter.restore(options.rateLimit)
}

/** How much was dropped, because the limits left no space for it. */
export const droppedBy = ({ log, world }: Platform) => ({
  logEntries: log.dropped.entries,
  logBodies: log.dropped.bodies,
  ledgerEntries: world.ledger.dropped,
  rememberedReplies: world.idempotency.dropped,
  trafficSamples: world.traffic.dropped,
  evalRuns: world.droppedRuns,
  uploadUrls: world.storage.dropped
})

/** Creates a platform over a world. */
export const make = (world: World): Platform => ({
  world,
  log: new RequestLog(world.options),
  arriving: 0,
  faults: new FaultScript(routeNames()),
  rateLimiter: new RateLimiter(world.options.rateLimit, routeNames()),
  storageOrigins: new Set()
})
