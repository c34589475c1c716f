/** Scores rows by the task that fits a prompt, by a task that you name, and by a panel of judges. */
import { EvalContractError, type EvalRunCreateParams, Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const items = [
  {
    input: { text: "Invoice INV-1042\nVendor: Acme Supplies Inc\nTotal: $119.00" },
    expected_output: { vendor: "Acme Supplies Inc", total: 119 }
  },
  {
    input: { text: "Invoice 2026-77\nVendor: Globex GmbH\nTotal: $238.00" },
    expected_output: { vendor: "Globex GmbH", total: 238 }
  }
]
const prompt = "extract vendor and total from each invoice"

const evaluate = async (contract: Pick<EvalRunCreateParams, "task" | "prompt" | "items">) => {
  try {
    const run = await pareta.evals.runs.create({ ...contract, models: ["auto"], wait: true, pollInterval: 0 })
    const set = await pareta.evals.sets.retrieve(run.evalSetId)
    console.log(set.taskId, set.scoringStrategy, run.results[0]?.qualityMean)
    await pareta.evals.sets.delete(set.id)
  } catch (error) {
    if (!(error instanceof EvalContractError)) throw error
    console.log(error.message)
  }
}

const proposal = await pareta.evals.proposeContract({ prompt, items })
console.log(proposal.isClean, proposal.boundTask, proposal.proposals[0]?.evidence.validated_n)

await evaluate({ items, prompt })
await evaluate({ items, task: "document-extraction" })
await evaluate({ items, task: "invoice-extraction", prompt })

// The prompt has to fit the rows, and all rows have to fit the same task.
await evaluate({ items, prompt: "summarize this email thread" })
await evaluate({ items: [...items, { input: {}, expected_output: { mood: { joy: 1 } } }], prompt })

// No ready-made scorer fits free text. A panel of judges can grade it, if you say so.
const replies = [{ input: { text: "Where is my parcel?" }, expected_output: { reply: { text: "On its way." } } }]
await evaluate({ items: replies, prompt: "do as the support team does" })
await evaluate({ items: replies, prompt: "do as the support team does", task: "custom-eval" })
