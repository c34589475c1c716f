/** Scripted faults: what goes wrong with the next requests, in the order given. */
import type * as Duration from "effect/Duration"
import { Script } from "../control/Script.ts"
import type { LineEnding } from "../wire/Reply.ts"
import type { WireRequest } from "../wire/WireRequest.ts"

/** A place in a body: after so many events (comments do not count), or after so many bytes. */
export type BodyPosition = { readonly afterEvents: number } | { readonly afterBytes: number }

/**
 * How a body is cut into chunks: so many bytes each, an event each, all in one, or after every CR (which parts the CR and
 * LF of a line end).
 */
export type Chunking = number | "event" | "all" | "split-crlf"

/** Which requests a fault is for: a route name (or the part before its dot), a path, or a test of one's own. */
export type FaultMatcher = string | RegExp | ((request: WireRequest) => boolean)

/**
 * One fault. Fields combine; `{}` lets a request pass unharmed. A `status` is answered in place of the route, which then
 * does nothing; every other fault harms the answer of a route that has done (and billed) its work.
 */
export interface Fault {
  /** Default: every request. Route names: `chat`, `models`, `endpoints.deploy`, `tasks.match`, `evals.runs.create`, … */
  readonly on?: FaultMatcher
  /** How many requests it is for; default 1, `Infinity` until cleared. */
  readonly times?: number

  /** Answer with this status; without `body`, as `{"detail": detail}`. */
  readonly status?: number
  /** Default: a text that fits the status. */
  readonly detail?: unknown
  /** The raw body: text (JSON is sent as `text/plain` unless `headers` say otherwise), or a value sent as JSON. */
  readonly body?: unknown
  /** Added to the answer's, for example `{ "retry-after": "2" }` or `{ location: "/v1/models" }`. */
  readonly headers?: { readonly [name: string]: string }

  /** Hold the head back for so long. */
  readonly delay?: Duration.Input
  /** Break the connection: before the head, or in the body. */
  readonly reset?: "before-head" | BodyPosition
  /** Send nothing more, and keep the connection open: before the head, or in the body. */
  readonly stall?: "before-head" | BodyPosition
  /** End the body early as if it were whole (no content length is announced), for example truncated JSON. */
  readonly end?: BodyPosition

  /** Put an event with broken JSON after so many events. */
  readonly malformedAfter?: number
  /** Put an error frame after so many events (default 0) and end the stream there. A deployment fails with it. */
  readonly errorFrame?: { readonly data?: unknown; readonly event?: string; readonly afterEvents?: number }
  /** Leave out `[DONE]`, or the deploy stream's last event. */
  readonly withoutTerminator?: boolean

  /** Default: an event each for streams, all in one for other bodies. */
  readonly chunking?: Chunking
  /** Default: LF for chat, CRLF for deploy. */
  readonly lineEnding?: LineEnding
}

/** The script. */
export interface Faults {
  /** Adds faults at the end of the script. */
  readonly add: (...faults: ReadonlyArray<Fault>) => void
  /** Adds faults for one route (or other matcher). */
  readonly script: (on: FaultMatcher, ...faults: ReadonlyArray<Omit<Fault, "on">>) => void
  /** Forgets what has not happened yet. */
  readonly clear: () => void
  /** How many requests the remaining faults are for. */
  readonly pending: number
}

/** The script and the hand that takes from it. */
export class FaultScript implements Faults {
  readonly #entries = new Script<Fault>()

  get pending(): number {
    return this.#entries.pending
  }

  add(...faults: ReadonlyArray<Fault>): void {
    for (const fault of faults) this.#entries.push(fault)
  }

  script(on: FaultMatcher, ...faults: ReadonlyArray<Omit<Fault, "on">>): void {
    this.add(...faults.map((fault) => ({ ...fault, on })))
  }

  clear(): void {
    this.#entries.clear()
  }

  /** The fault for a request, if there is one; it is used up once. */
  take(route: string, request: WireRequest): Fault | undefined {
    return this.#entries.next((fault) => matches(fault.on, route, request))
  }
}

const matches = (matcher: FaultMatcher | undefined, route: string, request: WireRequest): boolean => {
  // A browser's preflight is not what a script of faults means by "the next request", unless it says so.
  if (matcher === undefined) return route !== "preflight"
  if (typeof matcher === "function") return matcher(request)
  if (typeof matcher !== "string") return matcher.test(request.path)
  return matcher.startsWith("/") ? request.path === matcher : route === matcher || route.startsWith(`${matcher}.`)
}
