/** A platform over a socket, in its own process. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { completion, jsonHeaders } from "./platform.ts"

// A separate process, so that the server's work does not count as the client's. It ends with its parent.
const server = createServer((request, response) => {
  request.resume()
  request.on("end", () => {
    response.writeHead(200, jsonHeaders)
    response.end(completion)
  })
})
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port))
process.on("disconnect", () => process.exit())
