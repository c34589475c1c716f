import { ParetaClient } from "@pareta/core"
import { createEmulator } from "@pareta/emulator"
import { apiKey } from "../ScriptedFetch.ts"

/** The id of an endpoint that every emulator has. */
export const endpointId = "ep_a1b2c3"

/** An emulator, and a client of it. */
export const platform = () => {
  const emulator = createEmulator()
  return { emulator, client: ParetaClient.layerFetch({ apiKey, maxRetries: 0, fetch: emulator.fetch }) }
}
