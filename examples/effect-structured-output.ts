/** An answer as an object, with Effect: a Schema makes the JSON Schema that is sent, and decodes what comes back. */
import { HttpTransport, ParetaClient } from "@pareta/core"
import { Console, Effect, Layer, Schema } from "effect"

const Invoice = Schema.Struct({ number: Schema.String, total: Schema.Finite, currency: Schema.String })

const { schema } = Schema.toJsonSchemaDocument(Invoice)

const readInvoice = Effect.fn("readInvoice")(function* (text: string) {
  const pareta = yield* ParetaClient
  const { choices } = yield* pareta.chat.completions.create({
    model: "ep_a1b2c3",
    messages: [{ role: "user", content: `Read this invoice.\n\n${text}` }],
    response_format: { type: "json_schema", json_schema: { name: "invoice", schema, strict: true } }
  })
  return yield* Schema.decodeEffect(Schema.fromJsonString(Invoice))(choices[0]?.message.content ?? "")
})

const program = readInvoice("Invoice INV-7. Total due: $42.50").pipe(
  Effect.flatMap(({ number, total, currency }) => Console.log(`${number}: ${total.toFixed(2)} ${currency}`))
)

const layer = ParetaClient.layerConfig().pipe(Layer.provide(HttpTransport.layerFetch()))
await program.pipe(Effect.provide(layer), Effect.runPromise)
