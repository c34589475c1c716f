import { execFile } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { createEmulator } from "@pareta/emulator"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { bundlePrograms, makeProject, removeProject } from "./bundlePrograms.ts"
import { runProgram } from "./runProgram.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

interface Program {
  /** Its document and section, for example `README.md, First call, 1`. */
  readonly name: string
  readonly file: string
  readonly code: string
  /** The output that the document shows; `undefined` if it shows none. */
  readonly prints: string | undefined
}

/** The TypeScript blocks of a document, each with the text block directly after it. */
const programsIn = (document: string): ReadonlyArray<Program> =>
  readFileSync(join(root, document), "utf8")
    .split(/^#+ /m)
    .flatMap((section) =>
      [...section.matchAll(/^```ts\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```)?/gm)].map(
        ([, code = "", prints], index) => ({
          name: `${document}, ${section.slice(0, section.indexOf("\n"))}, ${index + 1}`,
          file: `${document.replace(/\W+/g, "-")}-${section.slice(0, section.indexOf("\n")).replace(/\W+/g, "-")}-${index}.ts`,
          code,
          prints
        })
      )
    )

const pages = ["README.md", "packages/pareta/README.md", "packages/core/README.md", "docs/generations.md"]
const programs = pages.flatMap(programsIn)

let directory: string
let bundled: (file: string) => string
beforeAll(async () => {
  directory = makeProject()
  for (const { file, code } of programs) writeFileSync(join(directory, file), code)
  bundled = await bundlePrograms(
    programs.map(({ file }) => join(directory, file)),
    directory
  )
}, 300_000)
afterAll(() => removeProject(directory))

it("every document has programs", () => {
  const documents = new Set(programs.map(({ name }) => name.split(",")[0]))
  expect([...documents]).toEqual(pages)
})

describe.concurrent("the programs in the documents run", { timeout: 300_000 }, () => {
  it.each(programs)("$name", async ({ file, prints }) => {
    // Completes runs at the first poll, because programs poll only every few seconds.
    const server = await createEmulator({ timing: { run: 0 } }).listen()
    try {
      const run = await runProgram(bundled(file), server.url).run
      expect(run.errors).toBe("")
      expect(run.code).toBe(0)
      if (prints === undefined) expect(run.output).not.toBe("")
      else expect(run.output).toBe(prints)
    } finally {
      await server.close()
    }
  })
})

it("the programs in the documents compile with `strict` alone", { timeout: 300_000 }, async () => {
  const config = {
    compilerOptions: {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: "ES2022",
      lib: ["ES2023", "DOM", "DOM.Iterable"],
      module: "NodeNext",
      types: ["node"],
      typeRoots: [join(root, "node_modules", "@types")],
      // The sources, so that no build is needed.
      customConditions: ["@pareta/source"],
      allowImportingTsExtensions: true
    },
    include: ["*.ts"]
  }
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(config))
  const tsc = join(root, "node_modules", ".bin", "tsc")
  const { stdout } = await promisify(execFile)(tsc, ["-p", directory]).catch((error: { stdout: string }) => error)
  expect(stdout).toBe("")
})
