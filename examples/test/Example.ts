import type { Emulator, EmulatorOptions } from "@pareta/emulator"
import type { Program } from "./runProgram.ts"

/** A second server, for a program that needs one. */
export interface Beside {
  readonly url: string
  /** Checks the requests it got. */
  readonly seen: () => void
  readonly close: () => Promise<void>
}

/** A program's circumstances, and what it must do. */
export interface Example {
  readonly options?: EmulatorOptions
  /** Changes the platform before the program runs. */
  readonly prepare?: (emulator: Emulator) => void
  /** Acts on the platform and on the program's time limit while it runs. */
  readonly meanwhile?: (emulator: Emulator, program: Program) => Promise<void>
  /** The program gets its URL as its only argument. */
  readonly beside?: () => Promise<Beside>
  readonly args?: ReadonlyArray<string>
  /** Run from its source file, as the README says, and not from a bundle. */
  readonly asWritten?: boolean
  /** Its last argument is a time limit, which ends by `timeIsUp`. */
  readonly holdsTimers?: boolean
  /** The lines it prints; a pattern where something depends on the seed. */
  readonly prints: ReadonlyArray<string | RegExp>
  /** Checks the requests that the platform got; `mostAtOnce` is the most that were in flight at the same time. */
  readonly seen?: (emulator: Emulator, mostAtOnce: number) => void | Promise<void>
}

/** Programs by their names. */
export type Examples = Readonly<Record<string, Example>>

/** The message of `new Pareta()` without a key. */
export const missingKey =
  "missing API key. Pass apiKey: … or use Pareta.fromEnv() with PARETA_API_KEY (mint a pareta_sk_ key in the dashboard)."

export const requests = (emulator: Emulator): ReadonlyArray<string> =>
  emulator.log.map(({ method, path }) => `${method} ${path}`)

/** How many requests a route got. */
export const countOf = (emulator: Emulator, route: string): number =>
  emulator.log.filter((request) => request.route === route).length

/** The request bodies of a route. */
export const bodiesOf = (emulator: Emulator, route: string): ReadonlyArray<unknown> =>
  emulator.log.filter((request) => request.route === route).map(({ body }) => body)
