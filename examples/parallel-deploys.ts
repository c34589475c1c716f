/** Three deployments at once (scenario 30). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const tasks = ["contract-key-fields", "invoice-extraction", "doc-classification"]
const endpoints = await Promise.all(tasks.map((task) => pareta.endpoints.deploy({ task, wait: true })))
for (const ep of endpoints) console.log(ep.task, ep.id, ep.isLive)

await Promise.all(endpoints.map((ep) => pareta.endpoints.delete(ep.id)))
