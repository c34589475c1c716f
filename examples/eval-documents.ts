/**
 * A set of documents: create the rows first, then upload a file for each (scenario 62). `eval-documents.ts [folder]`
 *
 * A file is read piece by piece while it is sent. A file of 5 MiB or more is uploaded directly to storage.
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

// The type comes from the file extension.
const paths = ["acme.pdf", "initech.pdf"]
for (const [idx, name] of paths.entries()) {
  console.log(
    name,
    await pareta.evals.sets.uploadDocument(evalSet.id, join(folder, name), { idx, fieldName: "document" })
  )
}

// Bytes have no file extension, so give their type.
const bytes = await readFile(join(folder, "scan.tif"))
console.log(
  await pareta.evals.sets.uploadDocument(evalSet.id, bytes, { idx: 2, fieldName: "document", mime: "image/tiff" })
)

const run = await pareta.evals.runs.create({ evalSet: evalSet.id, models: ["qwen-vl-2"], wait: true })
console.log(run.results.map((result) => `${result.nSucceeded} read, ${result.errorCount} failed`))

await pareta.evals.sets.delete(evalSet.id)
