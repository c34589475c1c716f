/** Two open models and a frontier model on your own rows, in one call (scenario 60). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const run = await pareta.evals.runs.create({
  task: "invoice-extraction",
  items: [
    {
      input: { text: "Invoice INV-1042\nVendor: Acme Supplies Inc\nDate: 2026-02-03\nTotal: $119.00" },
      expected: { invoice_number: "INV-1042", vendor: "Acme Supplies Inc", invoice_date: "2026-02-03", total: 119 }
    },
    {
      input: { text: "Invoice 2026-77\nVendor: Globex GmbH\nDate: 2026-01-20\nTotal: €238.00" },
      expected: { invoice_number: "2026-77", vendor: "Globex GmbH", invoice_date: "2026-01-20", total: 238 }
    },
    {
      input: { text: "Invoice A-9\nVendor: Hooli LLC\nDate: 2025-12-01\nTotal: £64.50" },
      expected: { invoice_number: "A-9", vendor: "Hooli LLC", invoice_date: "2025-12-01", total: 64.5 }
    }
  ],
  models: ["qwen-vl-1", "pixtral-1"],
  frontier: ["claude-opus-4-7"],
  name: "winter invoices",
  wait: true
})

console.log(run.status)
console.log("model            kind      quality [95 % CI]     µUSD/item  ok/err")
for (const r of run.results) {
  const quality = `${r.qualityMean?.toFixed(3)} [${r.qualityCiLow?.toFixed(3)}, ${r.qualityCiHigh?.toFixed(3)}]`
  console.log(
    `${r.modelId}`.padEnd(16),
    `${r.kind}`.padEnd(9),
    quality.padEnd(21),
    `${r.meanCostMicroUsd}`.padStart(9),
    ` ${r.nSucceeded}/${r.errorCount}`
  )
}
console.log("cost:", run.cost)

// Row by row, to see the mistakes.
const [best] = run.results
for (const item of best?.perItem ?? []) console.log(item.idx, item.score, item.prediction)

await pareta.evals.sets.delete(run.evalSetId)
