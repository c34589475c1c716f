import { createServer, request } from "node:http"
import { type AddressInfo, connect } from "node:net"
import { expect } from "vitest"
import type { Beside } from "./Example.ts"

/** A minimal proxy: forwards requests with an absolute URL, and opens tunnels for CONNECT. */
export const tinyProxy = async (): Promise<Beside> => {
  const hosts: Array<string> = []
  const proxy = createServer((incoming, outgoing) => {
    const { host, hostname, port, pathname, search } = new URL(incoming.url ?? "")
    hosts.push(host)
    const { method, headers } = incoming
    const forwarded = request({ hostname, port, path: pathname + search, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    forwarded.on("error", () => outgoing.destroy())
    incoming.pipe(forwarded)
  })
  proxy.on("connect", (incoming, socket) => {
    hosts.push(incoming.url ?? "")
    const { hostname, port } = new URL(`http://${incoming.url}`)
    const upstream = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n")
      upstream.pipe(socket)
      socket.pipe(upstream)
    })
    for (const end of [upstream, socket]) end.on("error", () => {})
  })
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    seen: () => expect(hosts.length).toBeGreaterThan(0),
    close: async () => {
      proxy.closeAllConnections()
      await new Promise((resolve) => proxy.close(resolve))
    }
  }
}
