import type { Emulator, EmulatorOptions } from "@pareta/emulator"

/** A server beside the emulator, for a program that needs another. */
export interface Beside {
  readonly url: string
  /** Checks what it has seen. */
  readonly seen: () => void
  readonly close: () => Promise<void>
}

/** What is expected of a program. */
export interface Example {
  /** What the platform is like before the program runs. */
  readonly options?: EmulatorOptions
  readonly prepare?: (emulator: Emulator) => void
  /** Its URL is the program's only argument. */
  readonly beside?: () => Promise<Beside>
  readonly args?: ReadonlyArray<string>
  /** Whether it is run file by file, as the README tells people to, and not bundled. */
  readonly asWritten?: boolean
  /** The lines it prints; a pattern where something is drawn from a seed. */
  readonly prints: ReadonlyArray<string | RegExp>
  /** What the platform must have seen of it. */
  readonly seen?: (emulator: Emulator) => void
}

/** Programs by their names. */
export type Examples = Readonly<Record<string, Example>>

/** What `new Pareta()` says. */
export const missingKey =
  "missing API key. Pass apiKey: … or use Pareta.fromEnv() with PARETA_API_KEY (mint a pareta_sk_ key in the dashboard)."

export const requests = (emulator: Emulator): ReadonlyArray<string> =>
  emulator.log.map(({ method, path }) => `${method} ${path}`)

/** How often a route was asked. */
export const countOf = (emulator: Emulator, route: string): number =>
  emulator.log.filter((request) => request.route === route).length

/** The bodies that a route was sent. */
export const bodiesOf = (emulator: Emulator, route: string): ReadonlyArray<unknown> =>
  emulator.log.filter((request) => request.route === route).map(({ body }) => body)

/** The most requests, of a route or of all, that were open at the same time. */
export const mostAtOnce = (emulator: Emulator, route?: string): number => {
  const changes = emulator.log
    .filter((request) => route === undefined || request.route === route)
    .flatMap(({ receivedAt, endedAt }) => [
      { at: receivedAt, by: 1 },
      { at: endedAt ?? Number.POSITIVE_INFINITY, by: -1 }
    ])
  let open = 0
  let most = 0
  // Ends go first: within a millisecond, the next request of a worker follows the answer to the last.
  for (const { by } of changes.sort((left, right) => left.at - right.at || left.by - right.by)) {
    open += by
    most = Math.max(most, open)
  }
  return most
}
