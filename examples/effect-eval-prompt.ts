/** An eval set from a prompt with Effect: the task that fits, or what was proposed instead. */
import { HttpTransport, ParetaClient } from "@pareta/core"
import { Console, Effect, Layer } from "effect"

const items = [{ input: { text: "Acme bills $80.00" }, expected_output: { vendor: "Acme", total: 80 } }]

const create = Effect.fn("create")(
  function* (prompt: string) {
    const { sets } = (yield* ParetaClient).evals
    const set = yield* sets.create({ prompt, items })
    yield* Console.log(`${set.taskId}: ${set.itemCount} row`)
    yield* sets.delete(set.id)
  },
  Effect.catchTag("EvalContractError", ({ proposal }) => Console.log(`no set: ${proposal.message}`))
)

const program = Effect.gen(function* () {
  yield* create("extract vendor and total from each invoice")
  yield* create("summarize this email thread")
})

const layer = ParetaClient.layerConfig().pipe(Layer.provide(HttpTransport.layerFetch()))
await program.pipe(Effect.provide(layer), Effect.runPromise)
