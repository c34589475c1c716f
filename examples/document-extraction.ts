/** Documents from end to end: evaluate on files, deploy the best model, send it an image (scenario 89). */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const task = "contract-key-fields"
const folder = process.argv[2] ?? "examples/documents"

if (!(await pareta.tasks.retrieve(task)).hasBlobInput) throw new Error(`${task} reads no documents`)

const evalSet = await pareta.evals.sets.create({
  task,
  items: [
    { document: null, expected: { parties: ["Acme Inc.", "Globex Ltd."], effective_date: "2026-05-04" } },
    { document: null, expected: { parties: ["Initech Inc.", "Umbrella AG"], governing_law: "Ireland" } },
    { document: null, expected: { parties: ["Hooli LLC", "Northwind Ltd"] } }
  ]
})
const scan = await readFile(join(folder, "scan.tif"))
const documents = [
  { file: join(folder, "acme.pdf") },
  { file: new Uint8Array(await readFile(join(folder, "initech.pdf"))), mime: "application/pdf" },
  { file: scan, mime: "image/tiff" }
]
await Promise.all(
  documents.map(({ file, mime }, idx) =>
    pareta.evals.sets.uploadDocument(evalSet.id, file, { idx, fieldName: "document", mime })
  )
)

const baselines = (await pareta.evals.frontierModels(task))
  .filter((fm) => fm.vision && fm.benchmarked)
  .map((fm) => fm.id)
const run = await pareta.evals.runs.create({
  evalSet: evalSet.id,
  models: ["qwen-vl-1", "qwen-vl-2"],
  frontier: baselines,
  wait: true
})
const ranked = run.results.toSorted((a, b) => (b.qualityMean ?? 0) - (a.qualityMean ?? 0))
for (const r of ranked) console.log(r.modelId, r.kind, r.qualityMean?.toFixed(3), `${r.meanCostMicroUsd} µUSD`)

const winner = ranked.find((result) => result.kind === "open")
const ep = await pareta.endpoints.deploy({ task, model: winner?.modelId ?? "recommended", wait: true })
console.log("deployed:", ep.model)

const image = { type: "image_url", image_url: { url: `data:image/tiff;base64,${scan.toString("base64")}` } }
const messages = [
  { role: "user", content: [{ type: "text", text: "Agreement between Acme Inc. and Globex Ltd., as scanned:" }, image] }
]
const completion = await pareta.chat.completions.create({ model: ep.id, messages })
console.log(JSON.parse(completion.choices[0]?.message.content ?? "{}").parties)

const stream = pareta.chat.completions.create({ model: ep.id, messages, stream: true })
let text = ""
for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ""
console.log("streamed:", text === completion.choices[0]?.message.content)

await pareta.endpoints.delete(ep.id)
await pareta.evals.sets.delete(evalSet.id)
