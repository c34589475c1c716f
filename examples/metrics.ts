/** The five dimensions of an endpoint's metrics (scenarios 24, 55, 91). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const model = process.argv[2] ?? "ep_contract_kie_01"
await pareta.chat.completions.create({ model, messages: [{ role: "user", content: "Title: Lease of a boat" }] })

// Creating the handle sends nothing. Each dimension is one request.
const m = pareta.endpoints.metrics(model)
const cost = await m.cost()
console.log("spent:", cost.total_micro_usd, "µUSD, saved:", cost.savings_micro_usd, "µUSD")
console.log("requests:", (await m.activity())["requests"])
console.log("uptime:", (await m.uptime())["uptime"])

const quality = await m.quality()
if ((quality.quality_mean ?? 0) < 0.9) console.log("quality is below 0.90:", quality.quality_mean)

// Parameters are sent as they are. The two requests run at once.
const [performance, byDay] = await Promise.all([m.performance({ window: "24h" }), m.cost({ group_by: "day" })])
console.log("window:", performance["window"], "grouped by:", byDay["group_by"])
