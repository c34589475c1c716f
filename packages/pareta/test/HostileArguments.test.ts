import * as Core from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Shell from "pareta"
import { describe, expect, it } from "vitest"
import {
  type Args,
  drained,
  hostileValues,
  type Method,
  methods,
  noOptions,
  type Place,
  settled,
  withValue
} from "./HostileArguments.ts"
import { apiKey } from "./ScriptedFetch.ts"

/** What came of a call, and whether it was sent. */
interface Outcome {
  readonly failure: unknown
  readonly sent: boolean
}

/** Makes a call whose requests are all refused with status 400, so that it goes no further than to be sent. */
type Face = (method: Method, args: Args) => Promise<Outcome>

const observedFetch = () => {
  const seen = { sent: false }
  const fetch = async (): Promise<Response> => {
    seen.sent = true
    return Response.json({ detail: "sent" }, { status: 400 })
  }
  return { fetch, seen }
}

const asPromise: Face = async ({ promise }, args) => {
  const { fetch, seen } = observedFetch()
  const call = (() => {
    try {
      return promise(new Shell.Pareta({ apiKey, fetch }), args)
    } catch (cause) {
      throw new Error("the method threw", { cause })
    }
  })()
  const failure: unknown = await settled(call).then(
    () => undefined,
    (reason) => reason
  )
  return { failure, sent: seen.sent }
}

const asEffect: Face = async ({ effect }, args) => {
  const { fetch, seen } = observedFetch()
  const client = await Effect.runPromise(
    Core.ParetaClient.use(Effect.succeed).pipe(Effect.provide(Core.ParetaClient.layerFetch({ apiKey, fetch })))
  )
  // A defect is no failure, and rejects this promise.
  const failure: unknown = await Effect.runPromise(Effect.flip(drained(effect(client, args))))
  return { failure, sent: seen.sent }
}

/** Tries every hostile value at a place. Returns what came of those that were not dealt with as they should be. */
const surprises = async (
  face: Face,
  name: string,
  method: Method,
  [place, ...good]: readonly [place: Place, ...good: ReadonlyArray<string>]
): Promise<ReadonlyArray<unknown>> => {
  const surprising: Array<unknown> = []
  for (const [value, make] of Object.entries(hostileValues)) {
    const isGood = good.includes(value) || good.includes(`${value} ${name}`)
    const outcome: Outcome | { readonly thrown: unknown } = await face(
      method,
      withValue(method.args, place, make())
    ).catch((thrown: unknown) => ({ thrown }))
    const isRefused =
      "failure" in outcome && outcome.failure instanceof Core.InvalidArgumentError && outcome.sent === false
    const isSent = "failure" in outcome && outcome.failure instanceof Core.BadRequestError && outcome.sent
    if (isGood ? !isSent : !isRefused) surprising.push({ value, ...outcome })
  }
  return surprising
}

const places = methods.flatMap((method) =>
  method.places.map((place) => ({ title: `${method.name}: ${place[0].join(".")}`, method, place }))
)

describe.each([
  ["as a Promise", asPromise],
  ["as an Effect", asEffect]
] as const)("a call %s refuses what it cannot use before anything is sent, and never throws", (name, face) => {
  it.each(places)("$title", async ({ method, place }) => {
    expect(await surprises(face, name, method, place)).toEqual([])
  })
})

const absent = ["undefined", "null"]

/** The options of a call, with the values that are good for each. */
const options: ReadonlyArray<readonly [name: string, ...good: ReadonlyArray<string>]> = [
  ["signal", ...absent, "an AbortSignal"],
  ["timeout", ...noOptions.filter((value) => value !== "null"), "a fraction", "Infinity"],
  ["maxRetries", "undefined", "zero", "a negative number", "a fraction"],
  ["headers", ...noOptions.filter((value) => value !== "null")],
  ["idempotencyKey", "undefined", "a text", "a function"],
  ["onResponse", ...absent, "a function"]
]

describe("the options of a call", () => {
  const calls = methods.filter((method) => method.name !== "request" && method.name !== "stream")

  const merged = calls.filter((method) => method.takesOptionsInLast === true)
  const apart = calls
    .filter((method) => method.takesOptionsInLast !== true)
    .map((method): Method => ({ ...method, args: [...method.args, {}] }))

  it.each(apart)("are refused by $name if they are no object", async (method) => {
    const place: Place = [method.args.length - 1]
    expect(await surprises(asPromise, "as a Promise", method, [place, ...noOptions])).toEqual([])
  })

  it.each(options)("are refused if %s is of the wrong type", async (name, ...good) => {
    // The timeout of waiting is another one.
    for (const method of name === "timeout" ? apart : [...apart, ...merged]) {
      const place: Place = [method.args.length - 1, name]
      expect(await surprises(asPromise, "as a Promise", method, [place, ...good]), method.name).toEqual([])
    }
  })
})
