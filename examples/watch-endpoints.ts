/** A named deployment, all endpoints of the organization, and the latency of one (scenario 45). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

for await (const event of pareta.endpoints.deploy({ task: "invoice-extraction", name: "invoices-prod" })) {
  if (event.event === "progress") console.log(`${event.data.pct} % ${event.data.label}`)
  if (event.event === "complete") console.log("100 %", event.data.endpoint.status)
  if (event.event === "error") throw new Error(event.data.message)
}

for (const ep of await pareta.endpoints.list()) {
  console.log(ep.isLive ? "LIVE" : "    ", ep.id, ep.task)
}

await pareta.chat.completions.create({
  model: "invoices-prod",
  messages: [{ role: "user", content: "Invoice INV-7 from Acme Inc., total due EUR 90.00" }]
})
const performance = await pareta.endpoints.metrics("invoices-prod").performance()
console.log("requests:", performance["requests"], "p50 known:", typeof performance["p50_ms"] === "number")

await pareta.endpoints.delete("invoices-prod")
