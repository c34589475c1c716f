/** The time that an import takes in a fresh process. */
import { spawnSync } from "node:child_process"
import type { Measurement } from "./budgets.ts"
import { quantile } from "./interleaved.ts"
import { plainEnvironment, runSubject } from "./subject.ts"

/** Fresh processes per package, with fewer for the older module system. */
const processes = { import: 11, require: 5 }

const programs = {
  import: (name: string) =>
    `const began = performance.now(); await import("${name}"); process.stdout.write(String(performance.now() - began))`,
  require: (name: string) =>
    `const began = performance.now(); require("${name}"); process.stdout.write(String(performance.now() - began))`
}

/** The time until a program can use the package. */
const measure = async (): Promise<ReadonlyArray<Measurement>> => [
  { budget: "importModule", ...compare("import") },
  { budget: "requireModule", ...compare("require") }
]

const compare = (system: keyof typeof programs): { readonly value: number; readonly detail: string } => {
  const ours: Array<number> = []
  const theirs: Array<number> = []
  // The first round is not counted: it also reads the files from disk.
  for (let round = 0; round <= processes[system]; round++) {
    const took = { ours: milliseconds(system, "pareta"), theirs: milliseconds(system, "openai") }
    if (round === 0) continue
    ours.push(took.ours)
    theirs.push(took.theirs)
  }
  const [own, other] = [quantile(ours, 0.5), quantile(theirs, 0.5)]
  return { value: own / other, detail: `${own.toFixed(1)} ms, openai ${other.toFixed(1)} ms` }
}

const milliseconds = (system: keyof typeof programs, name: string): number => {
  const inputType = `--input-type=${system === "import" ? "module" : "commonjs"}`
  // The names are resolved from this folder, as from a user's project.
  const { status, stdout, stderr } = spawnSync(process.execPath, [inputType, "--eval", programs[system](name)], {
    cwd: import.meta.dirname,
    env: plainEnvironment(),
    encoding: "utf8"
  })
  if (status !== 0) throw new Error(`${system} of ${name} failed: ${stderr}`)
  return Number(stdout)
}

await runSubject(measure)
