import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { completion, jsonHeaders } from "./platform.ts"

// In a process of its own, so that the server's work is not timed as the client's. Ends with the one that forked it.
const server = createServer((request, response) => {
  request.resume()
  request.on("end", () => {
    response.writeHead(200, jsonHeaders)
    response.end(completion)
  })
})
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port))
process.on("disconnect", () => process.exit())
