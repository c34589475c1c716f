/** A deployment, stage by stage (scenarios 26, 52). */
import { type Endpoint, Pareta } from "pareta"

const pareta = Pareta.fromEnv()

let endpoint: Endpoint | undefined
for await (const event of pareta.endpoints.deploy({ task: "contract-key-fields" })) {
  if (event.event === "progress") console.log("stage:", event.data)
  if (event.event === "complete") endpoint = event.data.endpoint
  if (event.event === "error") throw new Error(event.data.message || "deploy failed")
}
console.log("live:", endpoint?.id, endpoint?.url)

await pareta.endpoints.delete(endpoint?.id)
