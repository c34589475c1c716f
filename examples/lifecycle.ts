/** Stop, start and delete an endpoint; starting takes a while (scenario 54). */
import { NotFoundError, Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const status = async (id: string) => (await pareta.endpoints.retrieve(id)).status

const ep = await pareta.endpoints.deploy({ task: "general-chat", wait: true })

await pareta.endpoints.stop(ep.id)
console.log("after stop:", await status(ep.id))

await pareta.endpoints.start(ep.id)
console.log("after start:", await status(ep.id))
// A real model takes minutes: poll every three seconds.
while (!(await pareta.endpoints.retrieve(ep.id)).isLive) await new Promise((resolve) => setTimeout(resolve, 250))
console.log("then:", await status(ep.id))

await pareta.endpoints.delete(ep.id)
await pareta.endpoints.retrieve(ep.id).catch((error: unknown) => {
  if (error instanceof NotFoundError) console.log("after delete:", error.status)
})
