/** Five hundred prompts with Effect, eight at a time: the progress, the failures, and what it all cost. */
import { HttpTransport, ParetaClient, withResponseMeta } from "@pareta/core"
import { Console, Effect, Layer, Ref, Result } from "effect"

const prompts = Array.from({ length: 500 }, (_, index) => `Is ticket ${index + 1} about a refund? Answer yes or no.`)

const program = Effect.gen(function* () {
  const pareta = yield* ParetaClient
  const done = yield* Ref.make(0)

  const ask = Effect.fn("ask")(function* (content: string) {
    const [completion, meta] = yield* withResponseMeta(
      pareta.chat.completions.create({ model: "ep_a1b2c3", messages: [{ role: "user", content }] })
    )
    const count = yield* Ref.updateAndGet(done, (before) => before + 1)
    if (count % 100 === 0) yield* Console.log(`${count} of ${prompts.length}`)
    return { answer: completion.choices[0]?.message.content, microUsd: meta.billedMicroUsd ?? 0 }
  })

  // One prompt that fails does not lose the others.
  const results = yield* Effect.forEach(prompts, (prompt) => Effect.result(ask(prompt)), { concurrency: 8 })
  const answered = results.filter(Result.isSuccess).map(({ success }) => success)
  const dollars = answered.reduce((sum, { microUsd }) => sum + microUsd, 0) / 1_000_000
  const yes = answered.filter(({ answer }) => answer === "yes").length
  yield* Console.log(`${yes} refunds, ${results.length - answered.length} failed, $${dollars.toFixed(4)}`)
})

const layer = ParetaClient.layerConfig().pipe(Layer.provide(HttpTransport.layerFetch()))
await program.pipe(Effect.provide(layer), Effect.runPromise)
