/** Runs every measurement and compares the results with the budgets. */
import { cells, type Findings, isKept, maximumRuns, measureSubject } from "./subject.ts"

/** The programs. Each also runs alone. Values that other work on the machine cannot change are measured once. */
const subjects: ReadonlyArray<{ readonly program: string; readonly runs: number }> = [
  { program: "json-call.ts", runs: maximumRuns },
  { program: "loopback.ts", runs: maximumRuns },
  { program: "chat-stream.ts", runs: maximumRuns },
  { program: "failing.ts", runs: maximumRuns },
  { program: "import.ts", runs: maximumRuns },
  { program: "demo.ts", runs: maximumRuns },
  { program: "memory.ts", runs: 1 },
  { program: "size.ts", runs: 1 }
]

const findings: Array<Findings[number]> = []
for (const [position, { program, runs }] of subjects.entries()) {
  const began = performance.now()
  const progress = `[${position + 1}/${subjects.length}] ${program}`
  console.error(`${progress} begins, ${runs === 1 ? "1 run" : `${runs} runs`}`)
  const found = await measureSubject(program, runs)
  const missed = found.filter((finding) => !isKept(finding)).length
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.error(`${progress} ended after ${seconds} s: ${missed === 0 ? "within budget" : `${missed} missed`}`)
  findings.push(...found)
}

const header = {
  what: "What",
  budget: "Budget",
  measured: "Measured",
  verdict: "Verdict",
  detail: "Best run",
  runs: "Runs"
}
const rows = findings.map(cells)
const columns = Object.keys(header) as Array<keyof typeof header>
const width = (column: keyof typeof header) => Math.max(...[header, ...rows].map((row) => row[column].length))
const line = (row: typeof header) => `| ${columns.map((column) => row[column].padEnd(width(column))).join(" | ")} |`

console.log(`Node ${process.version}. Where there are several runs, each is a fresh process and the best one counts.\n`)
console.log(line(header))
console.log(`|${columns.map((column) => "-".repeat(width(column) + 2)).join("|")}|`)
for (const row of rows) console.log(line(row))

if (!findings.every(isKept)) {
  console.log("\nA budget is missed.")
  process.exitCode = 1
}
