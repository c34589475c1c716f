/** A retry of one's own, with Effect: when to try again, and asking again when the answer is unusable. */
import { HttpTransport, ParetaClient, withRequestOptions } from "@pareta/core"
import { Console, Data, Effect, Layer, Schedule } from "effect"

class NoLabel extends Data.TaggedError("NoLabel")<{ readonly answer: string }> {}

const labels = ["refund", "invoice", "other"]

const classify = Effect.fn("classify")(function* (ticket: string) {
  const pareta = yield* ParetaClient
  const { choices } = yield* pareta.chat.completions
    .create({
      model: "ep_a1b2c3",
      messages: [{ role: "user", content: `Classify as ${labels.join(", ")}: ${ticket}` }]
    })
    // Replaces the client's own back-off for this call. It still decides what may be retried at all.
    .pipe(withRequestOptions({ retry: Schedule.exponential("50 millis"), maxRetries: 4 }))
  const answer = choices[0]?.message.content?.trim().toLowerCase() ?? ""
  return yield* labels.includes(answer) ? Effect.succeed(answer) : new NoLabel({ answer })
})

const program = classify("I want my money back.").pipe(
  Effect.tapErrorTag("NoLabel", ({ answer }) => Console.log(`"${answer}" is no label`)),
  // Each of these is billed: the model has answered every time.
  Effect.retry({ while: (error) => error._tag === "NoLabel", times: 2 }),
  Effect.flatMap((label) => Console.log(label))
)

const layer = ParetaClient.layerConfig().pipe(Layer.provide(HttpTransport.layerFetch()))
await program.pipe(Effect.provide(layer), Effect.runPromise)
