/** Finds tasks and their candidate models in the catalogue. */
import type { Candidate, CatalogueTask } from "./CatalogueTask.ts"
import { documentTasks } from "./DocumentTasks.ts"
import { laneTasks } from "./LaneTasks.ts"
import { textTasks } from "./TextTasks.ts"

/** Every task, in the order the platform lists them. */
export const tasks: ReadonlyArray<CatalogueTask> = [...documentTasks, ...textTasks, ...laneTasks]

/** Finds a task by id. */
export const findTask = (id: string): CatalogueTask | undefined => byId.get(id)

/** Finds a candidate of a task by alias. `"recommended"` means the recommended one. */
export const findCandidate = (task: CatalogueTask, alias: string): Candidate | undefined => {
  const wanted = alias === "recommended" ? task.recommended : alias
  return task.candidates.find((candidate) => candidate.alias === wanted)
}

/** The task that an alias stands for: the one that recommends it, or else the first that can use it. */
export const findTaskOfAlias = (alias: string): CatalogueTask | undefined =>
  tasks.find((task) => task.deployable && task.recommended === alias) ??
  tasks.find((task) => task.deployable && task.candidates.some((candidate) => candidate.alias === alias))

/** The cost of one call of the task's first vendor model, in micro-USD. */
export const frontierCostOf = (task: CatalogueTask): number => task.frontier[0]?.costPerRequestMicroUsd ?? 0

const byId = new Map(tasks.map((task) => [task.id, task]))
