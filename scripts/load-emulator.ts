/**
 * The emulator under load, in a process of its own with a small heap: many requests of a megabyte, many idempotency keys,
 * many streams that nobody reads, many uploads. It has to survive them, and to answer after each. Prints a line for each
 * kind and exits with 1 when one fails.
 *
 * `node scripts/load-emulator.ts [share] [heap]`: the share of the load (default 1), and the heap in MB (default 512).
 */
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { connect } from "node:net"
import { createInterface } from "node:readline"
import { root } from "./Consumer.ts"

const [share = 1, heap = 512] = process.argv.slice(2).map(Number)
const authorization = "Bearer pareta_sk_test_load"
const megabyte = 1024 ** 2

const start = async () => {
  const cli = `${root}/packages/emulator/src/cli.ts`
  const node = [`--max-old-space-size=${heap}`, "--conditions=@pareta/source", cli]
  const child = spawn(process.execPath, [...node, "--port", "0", "--latency", "none", "--balance", "1000000"], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /http:\S+/.exec(line) ?? []
    if (url !== undefined) return { child, url }
  }
  throw new Error("the emulator did not start")
}

const { child, url } = await start()

const post = (path: string, body: object | FormData, headers: { readonly [name: string]: string } = {}) =>
  fetch(`${url}${path}`, {
    method: "POST",
    headers: { authorization, ...(body instanceof FormData ? {} : { "content-type": "application/json" }), ...headers },
    body: body instanceof FormData ? body : JSON.stringify(body)
  })

/** Does a task so many times, four at once. */
const many = async (count: number, task: (index: number) => Promise<void>): Promise<void> => {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) await task(next++)
  }
  await Promise.all([worker(), worker(), worker(), worker()])
}

const read = async (expected: number, answer: Promise<Response>): Promise<string> => {
  const response = await answer
  const text = await response.text()
  if (response.status !== expected) throw new Error(`${response.status} ${text.slice(0, 200)}`)
  return text
}

const chat = (content: unknown) => ({ model: "ep_a1b2c3", messages: [{ role: "user", content }] })

const image = "A".repeat(megabyte)
const images = (index: number) => {
  const url = `data:image/png;base64,${image}${index}`
  const parts = [
    { type: "text", text: "What is this?" },
    { type: "image_url", image_url: { url } }
  ]
  return read(200, post("/v1/chat/completions", chat(parts), { "idempotency-key": `image-${index}` }))
}

const text = "The quick brown fox jumps over the lazy dog. ".repeat(40)
const keys = (index: number) =>
  read(
    200,
    post(
      "/v1/chat/completions",
      { ...chat(`Summarize: ${text}${index}`), stream: true },
      { "idempotency-key": `key-${index}-${"k".repeat(200)}` }
    )
  )

/** A client that asks for a stream and never reads it. Node reads nothing from a socket without a listener. */
const unread = (index: number) =>
  new Promise<void>((resolve, reject) => {
    const body = JSON.stringify({ ...chat(`Summarize: ${text}${index}`), stream: true })
    const head = [
      "POST /v1/chat/completions HTTP/1.1",
      "Host: localhost",
      `Authorization: ${authorization}`,
      `Content-Length: ${body.length}`
    ]
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => {
      socket.write(`${head.join("\r\n")}\r\n\r\n${body}`, () => resolve())
    })
    socket.on("error", reject)
    open.push(socket)
  })
const open: Array<ReturnType<typeof connect>> = []

const uploads = async (count: number): Promise<void> => {
  const form = new FormData()
  form.append("task_id", "contract-key-fields")
  form.append("items", new Blob([JSON.stringify({ input: "a contract", expected: { title: "x" } })]), "items.jsonl")
  const { eval_set: set } = JSON.parse(await read(201, post("/v1/eval-sets", form)))
  await many(count, async (index) => {
    const document = new FormData()
    document.append("idx", "0")
    document.append("field_name", "document")
    document.append("file", new Blob([image, image, String(index)]), "a.pdf")
    await read(200, post(`/v1/eval-sets/${set.id}/attach-blob`, document))
  })
}

/** The memory of the emulator's process, in MB. */
const resident = (): string => {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8")) ?? []
    return `${Math.round(Number(kilobytes) / 1024)} MB`
  } catch {
    return "unknown"
  }
}

const check = async (what: string, count: number, load: (count: number) => Promise<unknown>): Promise<void> => {
  try {
    await load(count)
    await read(200, fetch(`${url}/v1/models`, { headers: { authorization } }))
    console.log(`ok    ${count} ${what}, in a heap of ${heap} MB: ${resident()} in memory`)
  } catch (cause) {
    process.exitCode = 1
    console.error(`FAIL  ${count} ${what}, in a heap of ${heap} MB:`, cause)
  }
}

const some = (count: number) => Math.ceil(count * share)
await check("requests with an image of 1 MB", some(10_000), (count) =>
  many(count, async (index) => void (await images(index)))
)
await check("idempotency keys", some(30_000), (count) => many(count, async (index) => void (await keys(index))))
await check("streams that nobody reads", some(2_000), (count) => many(count, unread))
await check("uploads of 2 MB", some(3_000), uploads)

for (const socket of open) socket.destroy()
child.kill()
