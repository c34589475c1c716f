/**
 * The client under load: nothing is lost, nothing is out of order, memory stays flat, a slow consumer slows the server
 * down, and each call is billed once. Streams and calls go over a socket to a server in another process. Prints the
 * measured values and exits with 1 when a check fails.
 */
import { spawn } from "node:child_process"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { createEmulator, type Fault } from "@pareta/emulator"
import { mapConcurrent, Pareta } from "pareta"

const apiKey = "pareta_sk_test_load"
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)
const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MB`

const check = (what: string, holds: boolean, measured: string): void => {
  console.log(`${holds ? "ok   " : "FAIL "} ${what}: ${measured}`)
  if (!holds) process.exitCode = 1
}

/** The peak growth of the heap while a task runs. */
const growthDuring = async (task: () => Promise<void>): Promise<number> => {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().heapUsed)
  }, 20)
  await task()
  clearInterval(watch)
  return most - before
}

const chunk = (content: string, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: "c", created: 1, model: "m", choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`

const messages = [{ role: "user", content: "Count" }]

/** A server of long streams. `/sent` returns the number of characters that it has sent. */
const serve = (): void => {
  let sent = 0
  const server = createServer((request, response) => {
    if (request.url === "/sent") {
      response.end(String(sent))
      return
    }
    request.resume()
    if (request.headers.accept !== "text/event-stream") {
      response.setHeader("content-type", "application/json")
      setTimeout(() => response.end(JSON.stringify({ id: "c", choices: [] })), 20)
      return
    }
    response.writeHead(200, { "content-type": "text/event-stream" })
    const events = Number(request.headers["x-events"])
    let at = 0
    const write = (): void => {
      while (at < events) {
        const text = chunk(String(at), ++at === events ? "stop" : null)
        sent += text.length
        if (!response.write(text)) {
          response.once("drain", write)
          return
        }
      }
      response.end("data: [DONE]\n\n")
    }
    write()
    response.on("close", () => response.removeAllListeners("drain"))
  })
  server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port))
}

const manyCalls = async (baseURL: string): Promise<void> => {
  const pareta = new Pareta({ apiKey, baseURL, maxRetries: 0 })
  const started = performance.now()
  const growth = await growthDuring(async () => {
    const answers = await Promise.all(numbers(1000).map(() => pareta.chat.completions.create({ model: "m", messages })))
    check("1,000 calls at once all succeed", answers.length === 1000, `${(performance.now() - started).toFixed(0)} ms`)
  })
  check("their memory stays small", growth < 120 * 1024 * 1024, `${megabytes(growth)} at most`)
}

const manyStreams = async (baseURL: string): Promise<void> => {
  const events = 5000
  const pareta = new Pareta({ apiKey, baseURL, maxRetries: 0, headers: { "x-events": String(events) } })
  let wrong = 0
  const started = performance.now()
  const growth = await growthDuring(async () => {
    await Promise.all(
      numbers(200).map(async () => {
        let next = 0
        for await (const piece of pareta.chat.completions.create({ model: "m", messages, stream: true })) {
          if (piece.choices[0]?.delta.content !== String(next++)) wrong++
        }
        if (next !== events) wrong++
      })
    )
  })
  const rate = (200 * events) / ((performance.now() - started) / 1000)
  check(
    "200 streams of 5,000 events at once lose no event and keep the order",
    wrong === 0,
    `${(rate / 1000).toFixed(0)}k events a second`
  )
  check("their memory stays small", growth < 200 * 1024 * 1024, `${megabytes(growth)} at most`)
}

const slowConsumer = async (baseURL: string): Promise<void> => {
  const events = 400_000
  const sent = async () => Number(await (await fetch(`${baseURL}/sent`)).text())
  const pareta = new Pareta({ apiKey, baseURL, maxRetries: 0, headers: { "x-events": String(events) } })
  const before = await sent()
  let read = 0
  const stream = pareta.chat.completions.create({ model: "m", messages, stream: true })
  for await (const _ of stream) {
    if (++read === 10) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const ahead = (await sent()) - before
  // The limit leaves room for the buffers of two sockets and of the runtime. The whole stream has about 55 MB.
  check(
    "a slow consumer slows the server down",
    ahead < 12 * 1024 * 1024,
    `${megabytes(ahead)} sent for ${read} events read`
  )
}

const billedOnce = async (): Promise<void> => {
  const count = 10_000
  const troubles: ReadonlyArray<Fault> = [
    {},
    {},
    {},
    {},
    { status: 503, headers: { "retry-after": "0" } },
    { reset: "before-head" },
    { reset: { afterBytes: 20 } }
  ]
  const emulator = createEmulator({ balanceMicroUsd: 1e12 })
  emulator.faults.add(...numbers(3 * count).map(() => troubles[Math.floor(Math.random() * troubles.length)] as Fault))
  const pareta = new Pareta({ apiKey, fetch: emulator.fetch, maxRetries: 8 })
  let last = 0
  const outcomes = await mapConcurrent(
    numbers(count),
    1000,
    async (index) => {
      const params = { model: "ep_a1b2c3", messages: [{ role: "user", content: `Call ${index}` }] }
      await pareta.chat.completions.create(params, { idempotencyKey: `call-${index}` })
      if (index - last >= 1000) {
        last = index
        console.error(`      ${index} of ${count} calls`)
      }
    },
    { settled: true }
  )
  const succeeded = outcomes.filter((outcome) => outcome.status === "fulfilled").length
  const keys = emulator.ledger.map((entry) => entry.idempotencyKey)
  const once = new Set(keys).size === keys.length && keys.length === count
  check(
    "10,000 calls with random failures are billed once each",
    once,
    `${succeeded} succeeded, ${keys.length} debits, ${new Set(keys).size} keys`
  )
}

if (process.argv.includes("--serve")) serve()
else {
  const server = spawn(process.execPath, [...process.execArgv, import.meta.filename, "--serve"], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  const port = await new Promise<string>((resolve) =>
    server.stdout.once("data", (text) => resolve(String(text).trim()))
  )
  const baseURL = `http://127.0.0.1:${port}`
  await manyCalls(baseURL)
  await manyStreams(baseURL)
  await slowConsumer(baseURL)
  server.kill()
  await billedOnce()
}
