/** A proxy between a client and a server that cuts, stalls and delays requests and responses at random points. */
import { type AddressInfo, connect, createServer, type Socket } from "node:net"
// Works even if a test has replaced the global timers.
import { setTimeout as pause } from "node:timers/promises"

/** Where an exchange goes wrong. `nowhere` is an exchange that succeeds, maybe after a delay. */
export const points = [
  "nowhere",
  "before the request is forwarded",
  "in the middle of the request",
  "before the response",
  "in the head of the response",
  "in the body of the response",
  "between two events",
  "after the last byte"
] as const

export type Point = (typeof points)[number]

/** How an exchange goes wrong: the connection is reset, is closed in good order, or stays open in silence. */
export const ways = ["reset", "close", "stall"] as const

export interface Trouble {
  readonly point: Point
  readonly way: (typeof ways)[number]
  /** Milliseconds before the request is forwarded. */
  readonly delay: number
}

/** The head of a request. */
export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly headers: { readonly [name: string]: string }
}

/** A request that reached the server as a whole, and what came of it. */
export interface Forwarded extends ReceivedRequest {
  /** The status of the response. */
  readonly status: number
  /** Whether the server recognized the request as a repetition, and only repeated its response. */
  readonly isReplay: boolean
}

/** A running proxy. */
export interface ChaosProxy {
  readonly url: string
  readonly forwarded: ReadonlyArray<Forwarded>
  /** How often each point was met. */
  readonly met: ReadonlyMap<Point, number>
  /** Resolves when everything that was sent to the server has been answered. */
  readonly settled: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Starts a proxy to a local port. Each exchange has a connection of its own, and its own trouble. */
export const chaosProxy = async (
  port: number,
  troubleOf: (request: ReceivedRequest) => Trouble
): Promise<ChaosProxy> => {
  const forwarded: Array<Forwarded> = []
  const met = new Map<Point, number>()
  const sockets = new Set<Socket>()
  const exchanges = new Set<Promise<void>>()

  const exchange = async (client: Socket, request: WholeRequest): Promise<void> => {
    const trouble = troubleOf(request)
    met.set(trouble.point, (met.get(trouble.point) ?? 0) + 1)
    await pause(trouble.delay)
    if (trouble.point === "before the request is forwarded") return stop(client, trouble)
    if (trouble.point === "in the middle of the request") {
      const server = opened(connect(port, "127.0.0.1"), sockets)
      const middle = request.bodyAt < request.bytes.length ? request.bodyAt + request.bytes.length : request.bodyAt
      server.write(request.bytes.subarray(0, middle >> 1))
      client.once("close", () => server.destroy())
      return stop(client, trouble)
    }
    const server = opened(connect(port, "127.0.0.1"), sockets)
    // Not ended: Node takes a half-closed connection for a client that has gone.
    server.write(request.bytes)
    const response = await allOf(server)
    const head = response.toString("latin1", 0, endOfHead(response))
    forwarded.push({
      method: request.method,
      path: request.path,
      headers: request.headers,
      status: Number(head.slice(9, 12)),
      isReplay: /^x-pareta-billed: 0\r?$/im.test(head)
    })
    if (trouble.point === "nowhere") client.end(response)
    else if (client.write(response.subarray(0, cutAt(response, trouble.point)))) stop(client, trouble)
    else client.once("drain", () => stop(client, trouble))
  }

  const server = createServer((client) => {
    whenRead(opened(client, sockets), (request) => {
      const done = exchange(client, request).finally(() => exchanges.delete(done))
      exchanges.add(done)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwarded,
    met,
    settled: async () => {
      while (exchanges.size > 0) await Promise.all(exchanges)
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}

/** The milliseconds after which a stalled connection is reset, if the client has not given it up by then. */
const longestStall = 400

const stop = (client: Socket, { way }: Trouble): void => {
  if (way === "reset") client.resetAndDestroy()
  else if (way === "close") client.end()
  else void pause(longestStall, undefined, { ref: false }).then(() => client.resetAndDestroy())
}

const opened = (socket: Socket, sockets: Set<Socket>): Socket => {
  sockets.add(socket)
  socket.setNoDelay(true)
  socket.on("error", () => {})
  socket.on("close", () => sockets.delete(socket))
  return socket
}

const endOfHead = (bytes: Buffer): number => {
  const end = bytes.indexOf("\r\n\r\n")
  return end < 0 ? -1 : end + 4
}

interface WholeRequest extends ReceivedRequest {
  readonly bytes: Buffer
  readonly bodyAt: number
}

/** Reads one request, and has its head ask for a connection of its own. */
const whenRead = (client: Socket, use: (request: WholeRequest) => void): void => {
  let bytes = Buffer.alloc(0)
  const onData = (piece: Buffer) => {
    bytes = Buffer.concat([bytes, piece])
    const bodyAt = endOfHead(bytes)
    if (bodyAt < 0) return
    const [first = "", ...lines] = bytes.toString("latin1", 0, bodyAt).trimEnd().split("\r\n")
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()])
    )
    const body = bytes.subarray(bodyAt)
    const isWhole =
      headers["transfer-encoding"] === "chunked"
        ? body.subarray(-5).toString("latin1") === "0\r\n\r\n"
        : body.length >= Number(headers["content-length"] ?? 0)
    if (!isWhole) return
    client.off("data", onData)
    // Read on, or its end would not be noticed.
    client.resume()
    const kept = lines.filter((line) => !/^connection:/i.test(line))
    const head = Buffer.from([first, ...kept, "connection: close", "", ""].join("\r\n"), "latin1")
    const [method = "", path = ""] = first.split(" ")
    use({ bytes: Buffer.concat([head, body]), bodyAt: head.length, method, path, headers })
  }
  client.on("data", onData)
}

const allOf = (socket: Socket): Promise<Buffer> =>
  new Promise((resolve) => {
    const pieces: Array<Buffer> = []
    socket.on("data", (piece) => pieces.push(piece))
    socket.on("close", () => resolve(Buffer.concat(pieces)))
  })

/** How many bytes of a response are sent. */
const cutAt = (response: Buffer, point: Point): number => {
  const bodyAt = endOfHead(response)
  if (point === "before the response") return 0
  if (point === "in the head of the response") return bodyAt >> 1
  if (point === "after the last byte") return response.length
  const event = response.indexOf("\n\n", bodyAt)
  if (point === "between two events" && event >= 0) return event + 2
  return (bodyAt + response.length) >> 1
}
