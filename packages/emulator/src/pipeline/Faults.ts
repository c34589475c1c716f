/** Scripted faults for the next requests. */
import type * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { checkDuration } from "../control/Durations.ts"
import { checkNames, type Names } from "../control/KnownNames.ts"
import { checkMatcher, matches, type RequestMatcher } from "../control/RequestMatcher.ts"
import { Script } from "../control/Script.ts"
import { Count, Times, typeCheck } from "../control/ScriptTypes.ts"
import type { LineEnding } from "../wire/Reply.ts"
import type { WireRequest } from "../wire/WireRequest.ts"

/** A position in a body: after a number of events (comments are not counted), or after a number of bytes. */
export type BodyPosition = { readonly afterEvents: number } | { readonly afterBytes: number }

/**
 * How a body is split into chunks: a number of bytes each, one event each, all in one, or after every CR.
 * `"split-crlf"`, the last of these, separates the CR from the LF of a line ending.
 */
export type Chunking = number | "event" | "all" | "split-crlf"

/**
 * One fault. Its fields can be combined. `{}` leaves a request unchanged.
 *
 * With a `status`, the scripted reply is sent and the route does not run. With any other fault, the route runs and is
 * billed, and its reply is damaged.
 */
export interface Fault {
  /** Which requests it applies to. Default: every request. */
  readonly on?: RequestMatcher
  /** The number of requests it applies to. Default: 1. `Infinity` applies it until `clear` is called. */
  readonly times?: number

  /** Replies with this status. Without `body`, the reply is `{"detail": detail}`. */
  readonly status?: number
  /** Default: a text that fits the status. */
  readonly detail?: unknown
  /**
   * The body. A string is sent unchanged, as `text/plain` unless `headers` say otherwise; any other value is sent as
   * JSON.
   */
  readonly body?: unknown
  /** Added to the headers of the reply, for example `{ "retry-after": "2" }` or `{ location: "/v1/models" }`. */
  readonly headers?: { readonly [name: string]: string }

  /** Delays the head. */
  readonly delay?: Duration.Input
  /** Breaks the connection, before the head or in the body. */
  readonly reset?: "before-head" | BodyPosition
  /** Sends nothing more and keeps the connection open, before the head or in the body. */
  readonly stall?: "before-head" | BodyPosition
  /** Ends the body early as if it were complete, for example to truncate JSON. The reply has no `content-length`. */
  readonly end?: BodyPosition

  /** Inserts an event with broken JSON after this number of events. */
  readonly malformedAfter?: number
  /**
   * Inserts an error frame after `afterEvents` events (default: 0) and ends the stream there. A deploy then creates no
   * endpoint.
   */
  readonly errorFrame?: { readonly data?: unknown; readonly event?: string; readonly afterEvents?: number }
  /** Leaves out `[DONE]`, or the last event of a deploy stream. */
  readonly withoutTerminator?: boolean

  /** Default: `"event"` for streams, `"all"` for other bodies. */
  readonly chunking?: Chunking
  /** Default: `"LF"` for chat, `"CRLF"` for deploys. */
  readonly lineEnding?: LineEnding
}

/** The script of faults. Each request takes the first fault that applies to it. */
export interface Faults {
  /** Appends faults to the script. Throws a `RangeError` for a field or a route name that does not exist. */
  readonly add: (...faults: ReadonlyArray<Fault>) => void
  /** Appends faults for one route, or for another matcher. */
  readonly script: (on: RequestMatcher, ...faults: ReadonlyArray<Omit<Fault, "on">>) => void
  /** Removes all remaining faults. */
  readonly clear: () => void
  /** The number of requests that the remaining faults apply to. */
  readonly pending: number
}

/** The implementation of `Faults`. The platform calls `take`. */
export class FaultScript extends Script<Fault> implements Faults {
  readonly #routeNames: ReadonlyArray<string>

  constructor(routeNames: ReadonlyArray<string>) {
    super()
    this.#routeNames = routeNames
  }

  add(...faults: ReadonlyArray<Fault>): void {
    this.append(faults, (fault) => {
      checkNames(fault, faultNames, "a fault")
      checkTypes(fault, "a fault")
      checkNames(fault.errorFrame ?? {}, errorFrameNames, "errorFrame")
      checkHeaders(fault.headers)
      checkDuration(fault.delay, "a fault: delay")
      checkMatcher(fault.on, this.#routeNames)
    })
  }

  script(on: RequestMatcher, ...faults: ReadonlyArray<Omit<Fault, "on">>): void {
    if (faults.length === 0) throw new RangeError("faults.script: at least one fault is needed after the matcher")
    if (faults.some((fault) => "on" in fault)) throw new RangeError("faults.script: the matcher is the first argument")
    checkMatcher(on, this.#routeNames)
    this.add(...faults.map((fault) => ({ ...fault, on })))
  }

  /** Returns the fault for a request, if there is one, and counts one use of it. */
  take(route: string, request: WireRequest): Fault | undefined {
    return this.next((fault) => matches(fault.on, route, request))
  }
}

const Position = Schema.Union([Schema.Struct({ afterEvents: Count }), Schema.Struct({ afterBytes: Count })])
const PositionOrHead = Schema.Union([Schema.Literal("before-head"), Position])

const checkTypes = typeCheck(
  Schema.Struct({
    times: Times,
    status: Schema.optional(Schema.Int.check(Schema.isBetween({ minimum: 200, maximum: 599 }))),
    headers: Schema.optional(Schema.Record(Schema.String, Schema.String)),
    reset: Schema.optional(PositionOrHead),
    stall: Schema.optional(PositionOrHead),
    end: Schema.optional(Position),
    malformedAfter: Schema.optional(Count),
    errorFrame: Schema.optional(
      Schema.Struct({ event: Schema.optional(Schema.String), afterEvents: Schema.optional(Count) })
    ),
    withoutTerminator: Schema.optional(Schema.Boolean),
    chunking: Schema.optional(
      Schema.Union([
        Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
        Schema.Literals(["event", "all", "split-crlf"])
      ])
    ),
    lineEnding: Schema.optional(Schema.Literals(["LF", "CRLF", "CR"]))
  })
)

const checkHeaders = (headers: Fault["headers"]): void => {
  try {
    new Headers(headers)
  } catch (error) {
    throw new RangeError(`a fault: headers: ${(error as Error).message}`)
  }
}

const errorFrameNames: Names<NonNullable<Fault["errorFrame"]>> = { data: true, event: true, afterEvents: true }

const faultNames: Names<Fault> = {
  on: true,
  times: true,
  status: true,
  detail: true,
  body: true,
  headers: true,
  delay: true,
  reset: true,
  stall: true,
  end: true,
  malformedAfter: true,
  errorFrame: true,
  withoutTerminator: true,
  chunking: true,
  lineEnding: true
}
