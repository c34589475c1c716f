/** Serves the route handler of next-route.ts as Next.js calls it: with a web Request, for a web Response. */
import { serve } from "@hono/node-server"
import { POST } from "../web/next-route.ts"

serve({ fetch: POST, port: Number(process.env["PORT"]) }, ({ port }) =>
  console.log(`listening on http://localhost:${port}`)
)
