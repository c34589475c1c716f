/**
 * A set whose rows are documents: rows first, then a file for each (scenario 62). `eval-documents.ts [folder]`
 *
 * A path is read as it is sent, never as a whole; from 5 MiB on, a file goes to storage directly.
 */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const folder = process.argv[2] ?? "examples/documents"

const evalSet = await pareta.evals.sets.create({
  task: "contract-key-fields",
  items: [
    { expected: { parties: ["Acme Inc.", "Globex Ltd."], effective_date: "2026-05-04" } },
    { expected: { parties: ["Initech Inc.", "Umbrella AG"], governing_law: "Ireland" } },
    { expected: { parties: ["Hooli LLC", "Northwind Ltd"] } }
  ]
})

// By its name, a PDF.
const paths = ["acme.pdf", "initech.pdf"]
for (const [idx, name] of paths.entries()) {
  console.log(
    name,
    await pareta.evals.sets.uploadDocument(evalSet.id, join(folder, name), { idx, fieldName: "document" })
  )
}

// Bytes have no name to tell what they are.
const bytes = await readFile(join(folder, "scan.tif"))
console.log(
  await pareta.evals.sets.uploadDocument(evalSet.id, bytes, { idx: 2, fieldName: "document", mime: "image/tiff" })
)

const run = await pareta.evals.runs.create({ evalSet: evalSet.id, models: ["qwen-vl-2"], wait: true })
console.log(run.results.map((result) => `${result.nSucceeded} read, ${result.errorCount} not`))

await pareta.evals.sets.delete(evalSet.id)
