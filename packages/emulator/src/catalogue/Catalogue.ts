/** Finds tasks and their candidate models in the catalogue. */
import { isServed, type Surface } from "../wire/Surface.ts"
import type { Candidate, CatalogueTask } from "./CatalogueTask.ts"
import { documentTasks } from "./DocumentTasks.ts"
import { laneTasks } from "./LaneTasks.ts"
import { textTasks } from "./TextTasks.ts"

/** Every task, in the order the platform lists them. */
export const tasks: ReadonlyArray<CatalogueTask> = [...documentTasks, ...textTasks, ...laneTasks]

/** Finds a task by id, among those that the surface serves. */
export const findTask = (id: string, surface: Surface = "all"): CatalogueTask | undefined => {
  const task = byId.get(id)
  return task !== undefined && isServed(task, surface) ? task : undefined
}

/** Whether an endpoint can serve a task. */
export const isDeployable = (task: CatalogueTask): boolean => task.notDeployable === undefined

/** Finds a candidate of a task by alias. `"recommended"` means the recommended one. */
export const findCandidate = (task: CatalogueTask, alias: string): Candidate | undefined => {
  const wanted = alias === "recommended" ? task.recommended : alias
  return task.candidates.find((candidate) => candidate.alias === wanted)
}

/** The task that an alias stands for: the one that recommends it, or else the first that can use it. */
export const findTaskOfAlias = (alias: string): CatalogueTask | undefined =>
  tasks.find((task) => isDeployable(task) && task.recommended === alias) ??
  tasks.find((task) => isDeployable(task) && task.candidates.some((candidate) => candidate.alias === alias))

/** The cost of one call of the task's first vendor model, in micro-USD; 0 if it was not measured. */
export const frontierCostOf = (task: CatalogueTask): number => task.frontier[0]?.costPerRequestMicroUsd ?? 0

const byId = new Map(tasks.map((task) => [task.id, task]))
