/** Sends requests that no HTTP client would send, and reads what comes back. */
import { connect, type Socket } from "node:net"

/** The answer to a raw request. */
export interface RawAnswer {
  readonly status: number
  /** By name in lower case. */
  readonly headers: { readonly [name: string]: string }
  readonly body: string
}

/** Opens a connection. What arrives is collected in `received`; `closed` resolves when the server has closed it. */
export const open = (port: number, host = "127.0.0.1") => {
  const socket: Socket = connect(port, host)
  const connection = { socket, received: "", closed: new Promise<void>((resolve) => socket.once("close", resolve)) }
  socket.setEncoding("utf8")
  socket.on("data", (text) => {
    connection.received += text
  })
  socket.on("error", () => {})
  return connection
}

/** Sends a text as it is, and reads until the server closes the connection. */
export const sendRaw = async (port: number, text: string, host?: string): Promise<RawAnswer> => {
  const connection = open(port, host)
  connection.socket.write(text)
  await connection.closed
  return answerOf(connection.received)
}

/** A request without a body, after which the server closes the connection. */
export const rawRequest = (line: string, ...headers: ReadonlyArray<string>): string =>
  `${[line, ...headers, "Connection: close"].join("\r\n")}\r\n\r\n`

/** Reads the first answer of what was received. */
export const answerOf = (received: string): RawAnswer => {
  const [head = "", ...body] = received.split("\r\n\r\n")
  const [statusLine = "", ...lines] = head.split("\r\n")
  return {
    status: Number(statusLine.split(" ")[1]),
    headers: Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()])
    ),
    body: body.join("\r\n\r\n")
  }
}
