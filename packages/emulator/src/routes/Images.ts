/** `POST /v1/images/generations` and `POST /v1/images/edits`. See `docs/wire.md#images`. */

import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { drawn, recoloured, redrawnSize, scaleOf } from "../media/Drawing.ts"
import * as Png from "../media/Png.ts"
import { Problem, unprocessable } from "../wire/Problem.ts"
import type { Exchange, Route } from "./Exchange.ts"
import { checkCredit, metered } from "./Metering.ts"
import { bodyOf } from "./Validation.ts"

/** The image routes. */
export const imageRoutes: ReadonlyArray<Route> = [
  {
    name: "images.generate",
    method: "POST",
    path: "/v1/images/generations",
    generation: 3,
    handle: (exchange) => generate(exchange)
  },
  { name: "images.edit", method: "POST", path: "/v1/images/edits", generation: 3, handle: (exchange) => edit(exchange) }
]

const model = "hidream-1"

const sizes = ["1024x1024", "2048x2048", "2304x1728", "1728x2304", "2560x1440", "1440x2560"]

const longestPrompt = 4000

const largestImage = 25 * 1024 * 1024

/** The prices of an image, in micro-USD. An edit is about double the work. */
const microUsd = { generate: 10_000, edit: 20_000 }

const generate = Effect.fnUntraced(function* (exchange: Exchange) {
  const { prompt, size, seed } = yield* readGeneration(exchange)
  yield* checkPrompt(prompt)
  const wanted = size || "1024x1024"
  if (!sizes.includes(wanted)) {
    return yield* new Problem({ status: 400, detail: `size '${wanted}' is not one of ${sizes.join(", ")}` })
  }
  yield* checkCredit(exchange)
  const [width = 0, height = 0] = wanted.split("x").map(Number)
  return yield* replyWith(
    exchange,
    "images.generate",
    microUsd.generate,
    drawn(width, height, `${prompt}/${seed ?? 0}`)
  )
})

const edit = Effect.fnUntraced(function* (exchange: Exchange) {
  const { prompt, image, seed } = yield* readEdit(exchange)
  yield* checkPrompt(prompt)
  const file = Base64.decode(image)
  const size = Result.isSuccess(file) ? Png.sizeOf(file.success) : undefined
  if (Result.isFailure(file) || size === undefined) return yield* unprocessable("image is not a PNG or a JPEG")
  if (file.success.length > largestImage) return yield* unprocessable("image is larger than 25 MB")
  yield* checkCredit(exchange)
  const name = `${prompt}/${seed ?? 0}`
  const reference = yield* Effect.promise(() => Png.decode(file.success))
  const redrawn = redrawnSize(size.width, size.height)
  const edited =
    reference === undefined
      ? drawn(redrawn.width, redrawn.height, name)
      : recoloured(reference, scaleOf(reference.width, reference.height), name)
  return yield* replyWith(exchange, "images.edit", microUsd.edit, edited)
})

const replyWith = (exchange: Exchange, route: string, price: number, pixels: Png.Pixels) =>
  Effect.map(
    Effect.promise(() => Png.encode(pixels)),
    (file) =>
      metered(
        exchange,
        { route, model, microUsd: price },
        {
          created: Math.floor(exchange.now / 1000),
          model,
          data: [{ b64_json: Base64.encode(file) }],
          size: `${pixels.width}x${pixels.height}`
        }
      )
  )

const checkPrompt = (prompt: string): Effect.Effect<void, Problem> => {
  if (prompt.trim() === "") return Effect.fail(unprocessable("prompt is required"))
  return prompt.length > longestPrompt
    ? Effect.fail(unprocessable(`prompt is longer than ${longestPrompt} characters`))
    : Effect.void
}

const seed = Schema.optional(Schema.NullOr(Schema.Int))

const readGeneration = bodyOf(
  Schema.Struct({ prompt: Schema.String, size: Schema.optional(Schema.NullOr(Schema.String)), seed })
)

const readEdit = bodyOf(Schema.Struct({ prompt: Schema.String, image: Schema.NonEmptyString, seed }))
