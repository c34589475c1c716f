import type { AnswerSource, Emulator, EmulatorOptions } from "@pareta/emulator"
import type { Program } from "./runProgram.ts"

/** A second server, for a program that needs one. */
export interface Beside {
  readonly url: string
  /** Checks the requests that it got. */
  readonly seen: () => void
  readonly close: () => Promise<void>
}

/** The setup of a program, and its expected behaviour. */
export interface Example {
  readonly options?: EmulatorOptions
  /** What the model answers, by words of the last user message. */
  readonly answers?: Readonly<Record<string, AnswerSource>>
  /** Changes the platform before the program runs. */
  readonly prepare?: (emulator: Emulator) => void
  /** Acts on the platform and on the program's time limit while it runs. */
  readonly meanwhile?: (emulator: Emulator, program: Program) => Promise<void>
  /** Starts a second server. The program gets its URL as the only argument. */
  readonly beside?: () => Promise<Beside>
  readonly args?: ReadonlyArray<string>
  /** The program runs from its source file, as the README says, and not from a bundle. */
  readonly asWritten?: boolean
  /** The last argument is a time limit. It expires when `timeIsUp` is called. */
  readonly holdsTimers?: boolean
  /** The lines that it prints. A line that depends on the seed is a pattern. */
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
