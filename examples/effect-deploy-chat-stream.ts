/** The demo, for Effect users: deploy, extract, stream, read the metrics, delete. */
import { HttpTransport, ParetaClient, type ResponseMeta, withRequestOptions } from "@pareta/core"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"

const agreement = `Services Agreement between Halden Bryggeri AS and Tidewater Process Control Ltd., effective as of March 1, 2026.
The Client pays the Provider an annual fee of EUR 48,000 for the supervision of its brewery.
The agreement is governed by the laws of Norway. It can be ended by 90 days' written notice.`

const task = "contract-key-fields"

/** An endpoint that is deleted when its scope closes. */
const endpoint = Effect.gen(function* () {
  const pareta = yield* ParetaClient
  const stages: Array<string> = []
  return yield* Effect.acquireRelease(
    pareta.endpoints.deploy({ task }).pipe(
      Stream.tap((event) =>
        Effect.sync(() => event.event === "progress" && event.data.stage && stages.push(event.data.stage))
      ),
      Stream.runLast,
      Effect.flatMap(Effect.fromOption),
      Effect.flatMap((last) =>
        last.event === "complete"
          ? Effect.succeed(last.data.endpoint)
          : Effect.die(new Error(`unexpected end of the deployment: ${JSON.stringify(last.data)}`))
      ),
      Effect.tap((live) => Console.log(`${live.id} runs ${live.model}, after ${stages.length} stages`))
    ),
    (live) =>
      pareta.endpoints.delete(live.id).pipe(
        Effect.andThen(Console.log(`${live.id} is deleted`)),
        Effect.catch((failure) => Console.error(`${live.id} may still be billed: ${failure.message}`))
      )
  )
})

const onResponse = (meta: ResponseMeta) => console.log(`(${meta.operation}: ${meta.billedMicroUsd} µUSD)`)

const program = Effect.gen(function* () {
  const pareta = yield* ParetaClient
  const { id } = yield* endpoint
  const ask = (content: string) => ({ model: id, messages: [{ role: "user", content }] })

  const completion = yield* pareta.chat.completions
    .create(ask(agreement))
    .pipe(withRequestOptions({ timeout: "20 seconds", maxRetries: 1, onResponse }))
  yield* Console.log(completion.choices[0]?.message.content)

  yield* pareta.chat.completions.stream(ask(`Summarise this contract.\n\n${agreement}`)).pipe(
    Stream.map((chunk) => chunk.choices[0]?.delta.content ?? ""),
    Stream.runForEach((piece) => Effect.sync(() => process.stdout.write(piece)))
  )
  yield* Console.log("")

  const cost = yield* pareta.endpoints.metrics(id).cost({ window: "24h" })
  yield* Console.log(`spent ${cost.total_micro_usd} µUSD, saved ${cost.savings_micro_usd} µUSD`)

  // Handle failures by tag. A misspelt tag does not compile.
  yield* pareta.chat.completions.create({ ...ask("Hello!"), model: "ep_nowhere" }).pipe(
    Effect.catchTags({
      NotFoundError: (error) => Console.log(`as expected: ${error.message}`),
      EndpointNotReadyError: () => Console.log("start it first")
    })
  )
}).pipe(Effect.scoped)

// PARETA_API_KEY and PARETA_BASE_URL are read from Config: the environment, unless you provide another source.
const layer = ParetaClient.layerConfig().pipe(Layer.provide(HttpTransport.layerFetch()))

await program.pipe(
  Effect.catchTag("InsufficientCreditsError", (error) => Console.error(`top up first: ${error.message}`)),
  Effect.provide(layer),
  Effect.runPromise
)
