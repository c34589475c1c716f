/** Looking things up in the catalogue of tasks and their candidate models. */
import type { Candidate, CatalogueTask } from "./CatalogueTask.ts"
import { documentTasks } from "./DocumentTasks.ts"
import { laneTasks } from "./LaneTasks.ts"
import { textTasks } from "./TextTasks.ts"

/** Every task, in the order the platform lists them. */
export const tasks: ReadonlyArray<CatalogueTask> = [...documentTasks, ...textTasks, ...laneTasks]

/** Finds a task by id. */
export const findTask = (id: string): CatalogueTask | undefined => byId.get(id)

/** Finds a task's candidate by alias; `"recommended"` means the recommended one. */
export const findCandidate = (task: CatalogueTask, alias: string): Candidate | undefined => {
  const wanted = alias === "recommended" ? task.recommended : alias
  return task.candidates.find((candidate) => candidate.alias === wanted)
}

/** The task that a bare alias stands for: the one that recommends it, else the first that it can serve. */
export const findTaskOfAlias = (alias: string): CatalogueTask | undefined =>
  tasks.find((task) => task.deployable && task.recommended === alias) ??
  tasks.find((task) => task.deployable && task.candidates.some((candidate) => candidate.alias === alias))

/** What one frontier call costs for a task, micro-USD: its first listed vendor model. */
export const frontierCostOf = (task: CatalogueTask): number => task.frontier[0]?.costPerRequestMicroUsd ?? 0

const byId = new Map(tasks.map((task) => [task.id, task]))
