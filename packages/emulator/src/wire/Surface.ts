/** The generations of the platform that the emulator serves, and what belongs to which. */

/** The generations that are served: that of 0.2, that of 3, or both. */
export type Surface = "all" | "0.2" | "3"

/** What one generation of the platform brought: a route, a task or a lane. */
export interface OfGeneration {
  /** The generation that brought it, if it was not the first. */
  readonly generation?: 3
}

/** Whether a surface has it. */
export const isServed = ({ generation }: OfGeneration, surface: Surface): boolean =>
  generation !== 3 || surface !== "0.2"
