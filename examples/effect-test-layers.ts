/** Testing your own program: with canned HTTP responses, or with a client that has only a few members. */
import { APIConnectionError, ChatCompletion, HttpTransport, ParetaClient } from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** The program under test: asks an endpoint for a label, and falls back to `other`. */
const classify = Effect.fnUntraced(
  function* (text: string) {
    const pareta = yield* ParetaClient
    const completion = yield* pareta.chat.completions.create({
      model: "ep_intents",
      messages: [{ role: "user", content: text }]
    })
    return completion.choices[0]?.message.content ?? "other"
  },
  Effect.catchTag("EndpointNotReadyError", () => Effect.succeed("other"))
)

const show = (name: string) => (label: unknown) => Effect.sync(() => console.log(`${name}: ${label}`))

// 1. Another HTTP layer: the whole client runs, without a network.
const sent: Array<string> = []
const answering = (respond: () => Response) =>
  ParetaClient.layer({ apiKey: "pareta_sk_test_1", maxRetries: 1 }).pipe(
    Layer.provide(
      Layer.succeed(HttpTransport, {
        send: (request) =>
          Effect.sync(() => {
            sent.push(`${request.method} ${new URL(request.url).pathname}`)
            return respond()
          })
      })
    )
  )
const refund = answering(() => Response.json({ choices: [{ message: { role: "assistant", content: "refund" } }] }))
await classify("I want my money back").pipe(Effect.flatMap(show("canned")), Effect.provide(refund), Effect.runPromise)

const stopped = answering(() =>
  Response.json({ detail: "endpoint 'ep_intents' is stopped." }, { status: 503, headers: { "retry-after": "0" } })
)
await classify("Hello?").pipe(Effect.flatMap(show("stopped")), Effect.provide(stopped), Effect.runPromise)
console.log(sent.length, "requests, each", [...new Set(sent)].join(", "))

// 2. Another client, with only the members that the test needs.
const cancellation = ParetaClient.layerTest({
  chat: {
    completions: {
      create: () => Effect.succeed(new ChatCompletion({ choices: [{ message: { content: "cancel" } }] }))
    }
  }
})
await classify("Please cancel").pipe(
  Effect.flatMap(show("by members")),
  Effect.provide(cancellation),
  Effect.runPromise
)

// Calling any other member fails with an error that names it.
const uses = ParetaClient.use((pareta) => pareta.models.list())
await uses.pipe(
  Effect.provide(cancellation),
  Effect.catchDefect((defect) => show("not given")((defect as Error).message)),
  Effect.runPromise
)

// 3. A transport that is down, to test error handling.
const down = ParetaClient.layer({ apiKey: "pareta_sk_test_1", maxRetries: 0 }).pipe(
  Layer.provide(HttpTransport.layerFetch({ fetch: () => Promise.reject(new TypeError("fetch failed")) }))
)
await classify("Hello?").pipe(
  Effect.catchTag("APIConnectionError", (error) =>
    Effect.succeed(`${error.message}, ${error instanceof APIConnectionError}`)
  ),
  Effect.flatMap(show("down")),
  Effect.provide(down),
  Effect.runPromise
)
