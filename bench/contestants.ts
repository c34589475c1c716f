/** The clients that are measured, each as its documentation creates it. */
import { ParetaClient, type ParetaClientService } from "@pareta/core"
import * as Effect from "effect/Effect"
import OpenAI from "openai"
import { Pareta } from "pareta"
import { params } from "./platform.ts"

// Measure the build that users install, not the sources.
for (const name of ["pareta", "@pareta/core"]) {
  if (!/\/dist\/(?:index|node)\.js$/.test(import.meta.resolve(name))) {
    throw new Error(`${name} does not resolve to its build: run without --conditions`)
  }
}

const apiKey = "pareta_sk_live_0123456789abcdef"

/** The network that a contestant uses. */
export interface Network {
  readonly fetch: typeof globalThis.fetch
  /** Without `/v1`. */
  readonly origin: string
}

/** A network that is only a function. */
export const inMemory = (fetch: typeof globalThis.fetch): Network => ({ fetch, origin: "https://api.example.test" })

/** The minimum: `fetch` and `json`, without retries, time limits or checks. */
export const bareCall = ({ fetch, origin }: Network): (() => Promise<{ readonly id?: unknown }>) => {
  const headers = { Authorization: `Bearer ${apiKey}`, Accept: "application/json", "Content-Type": "application/json" }
  return async () => {
    const response = await fetch(`${origin}/v1/chat/completions`, {
      method: "POST",
      headers,
      body: JSON.stringify(params)
    })
    return (await response.json()) as { readonly id?: unknown }
  }
}

/** Each client as its documentation creates it, with defaults for everything but the network. */
export const makePareta = ({ fetch, origin }: Network): Pareta => new Pareta({ apiKey, baseURL: origin, fetch })

export const makeOpenAI = ({ fetch, origin }: Network): OpenAI => new OpenAI({ apiKey, baseURL: `${origin}/v1`, fetch })

export const makeParetaClient = ({ fetch, origin }: Network): Promise<ParetaClientService> =>
  Effect.runPromise(
    Effect.provide(
      ParetaClient.use((client) => Effect.succeed(client)),
      ParetaClient.layerFetch({ apiKey, baseURL: origin, fetch })
    )
  )
