/** `auto` with Effect: the stages and the text of an answer, and its receipt. */
import { HttpTransport, ParetaClient, withRequestOptions, withResponseMeta } from "@pareta/core"
import { Console, Effect, Layer, Stream } from "effect"

const messages = [{ role: "user", content: "Explain a notice period in one sentence." }]

const program = Effect.gen(function* () {
  const pareta = yield* ParetaClient
  const answer = pareta.chat.completions.stream({ model: "auto", messages }).pipe(
    withRequestOptions({ onProgress: (stage) => Console.log(`(${stage})`) }),
    Stream.map((chunk) => chunk.choices[0]?.delta.content ?? ""),
    Stream.mkString
  )
  const [text, meta] = yield* withResponseMeta(answer)
  yield* Console.log(text)
  yield* Console.log(`${meta.billedMicroUsd} µUSD`)
})

const layer = ParetaClient.layerConfig().pipe(Layer.provide(HttpTransport.layerFetch()))
await program.pipe(Effect.provide(layer), Effect.runPromise)
