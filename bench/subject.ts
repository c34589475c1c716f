/** Runs a measurement several times, in fresh processes, and collects its results. */
import { fork } from "node:child_process"
import { type Budget, bestOf, budgets, isWithin, type Measurement } from "./budgets.ts"

/** The maximum number of runs of which the best one counts. */
export const maximumRuns = 3

/** The argument with which `main.ts` requests one run. An IPC channel alone could come from another parent process. */
const oneRun = "--one-run"

/** The results of a subject: all runs, by budget. */
export type Findings = ReadonlyArray<ReadonlyArray<Measurement>>

/**
 * Runs the measurement of a program. For `main.ts` it runs once and sends the result as a message. Alone, it runs until
 * every budget is met, three times at most, and prints the result.
 *
 * Each subject is a separate program, because code that was compiled for one would affect the next.
 */
export const runSubject = async (measure: () => Promise<ReadonlyArray<Measurement>>): Promise<void> => {
  if (process.argv[2] === oneRun && process.send !== undefined) {
    process.send(await measure())
    process.disconnect()
    return
  }
  const runs: Array<ReadonlyArray<Measurement>> = []
  do runs.push(await measure())
  while (runs.length < maximumRuns && !byBudget(runs).every(isKept))
  const findings = byBudget(runs)
  for (const finding of findings) console.log(describe(finding))
  if (!findings.every(isKept)) process.exitCode = 1
}

/** Runs a subject's program several times, each in a fresh process. */
export const measureSubject = async (program: string, times: number): Promise<Findings> => {
  const runs: Array<ReadonlyArray<Measurement>> = []
  while (runs.length < times) runs.push(await inProcess(program))
  return byBudget(runs)
}

const inProcess = (program: string): Promise<ReadonlyArray<Measurement>> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL(program, import.meta.url), [oneRun], { execArgv: [], env: plainEnvironment() })
    child.once("message", (measurements) => resolve(measurements as ReadonlyArray<Measurement>))
    child.once("error", reject)
    child.once("exit", (code) => reject(new Error(`${program} ended without a result (exit code ${code})`)))
  })

/** The environment without the variables that change how Node finds or compiles modules. */
export const plainEnvironment = (): NodeJS.ProcessEnv => {
  const { NODE_OPTIONS: _options, NODE_COMPILE_CACHE: _cache, ...rest } = process.env
  return rest
}

const byBudget = (runs: ReadonlyArray<ReadonlyArray<Measurement>>): Findings =>
  (runs[0] ?? []).map(({ budget }) => runs.flatMap((run) => run.filter((found) => found.budget === budget)))

export const isKept = (finding: ReadonlyArray<Measurement>): boolean => {
  const best = bestOf(finding)
  return isWithin(budgets[best.budget], best.value)
}

/** A finding as one line. */
const describe = (finding: ReadonlyArray<Measurement>): string => {
  const { what, budget, measured, verdict, detail } = cells(finding)
  const runs = finding.length === 1 ? "" : `, best of ${finding.length} runs`
  return `${verdict.padEnd(6)} ${what}: ${measured} (${detail}${runs}), budget ${budget}`
}

/** A finding as the cells of a table. */
export const cells = (finding: ReadonlyArray<Measurement>) => {
  const best = bestOf(finding)
  const budget: Budget = budgets[best.budget]
  return {
    what: budget.what,
    budget: `${{ "at most": "≤", "at least": "≥", below: "<" }[budget.sense]} ${budget.limit} ${budget.unit}`,
    measured: `${shown(best.value)} ${budget.unit}`,
    verdict: isKept(finding) ? "ok" : "MISSED",
    detail: best.detail,
    runs: finding.map(({ value }) => shown(value)).join(", ")
  }
}

const shown = (value: number): string => value.toFixed(value < 10 ? 2 : 1)
