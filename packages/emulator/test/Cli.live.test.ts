import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { createEmulator } from "@pareta/emulator"
import { expect, it, vi } from "vitest"
import { rawRequest, sendRaw } from "./RawHttp.ts"
import { key, until } from "./Wire.ts"

// Each test starts a process, which is slow on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

const start = (...args: ReadonlyArray<string>) => {
  const cli = fileURLToPath(new URL("../src/cli.ts", import.meta.url))
  const child = spawn(process.execPath, ["--conditions=@pareta/source", cli, ...args], {
    stdio: ["ignore", "pipe", "pipe"]
  })
  const printed = { stdout: "", stderr: "" }
  child.stdout.on("data", (chunk) => {
    printed.stdout += chunk
  })
  child.stderr.on("data", (chunk) => {
    printed.stderr += chunk
  })
  return { child, printed }
}

const exitCode = async (child: ChildProcess): Promise<unknown> => (await once(child, "close"))[0]

it.each(["SIGINT", "SIGTERM"] as const)(
  "prints one line with its URL, serves, and exits with 0 on %s",
  async (signal) => {
    const { child, printed } = start("--port", "0", "--latency", "none", "--balance", "0")
    await once(child.stdout, "data")
    const [, url] = /^Pareta emulator listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(printed.stdout) ?? []
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" }
    expect((await fetch(`${url}/v1/models`, { headers })).status).toBe(200)
    const body = JSON.stringify({ model: "ep_a1b2c3", messages: [{ role: "user", content: "Hello" }] })
    expect((await fetch(`${url}/v1/chat/completions`, { method: "POST", headers, body })).status).toBe(402)
    child.kill(signal)
    expect(await exitCode(child)).toBe(0)
    expect(printed.stderr).toBe("")
  }
)

it("prints its help and its version", async () => {
  const [help, version] = [start("--help"), start("--version")]
  expect(await Promise.all([exitCode(help.child), exitCode(version.child)])).toEqual([0, 0])
  expect(help.printed.stdout).toContain("--latency realistic|none")
  for (const option of ["--storage-port N", "--allow-host NAME", "--allow-origin URL", "--max-body MIB"]) {
    expect(help.printed.stdout).toContain(option)
  }
  expect(version.printed.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})

it.each([
  [["--port", "x"], "--port must be a port number from 0 to 65535, not 'x'"],
  [["--storage-port", "-"], "--storage-port must be a port number from 0 to 65535, not '-'"],
  [["--max-body", "much"], "--max-body must be a number of MiB, not 'much'"],
  [["--latency", "slow"], "--latency must be 'realistic' or 'none', not 'slow'"],
  [["--rate-limit", "0"], "--rate-limit must be a number of requests of at least 1, not '0'"],
  [["--balance", "-1"], "'--balance' argument is ambiguous"],
  [["--nope"], "Unknown option '--nope'"]
])("rejects %j with exit code 2", async (args, message) => {
  const { child, printed } = start(...args)
  expect(await exitCode(child)).toBe(2)
  expect(printed.stderr).toContain(message)
  expect(printed.stdout).toBe("")
})

it("keeps serving when nobody reads its output", async () => {
  const free = await createEmulator().listen()
  await free.close()
  const { child, printed } = start("--port", String(free.port))
  child.stdout.destroy()
  const answered = () => fetch(`http://127.0.0.1:${free.port}/v1/models`).catch(() => undefined)
  let response = await answered()
  while (response === undefined && child.exitCode === null) response = await answered()
  expect(response?.status).toBe(401)
  child.kill()
  expect([await exitCode(child), printed.stderr]).toEqual([0, ""])
})

it("takes the hosts, the origins and the size of a body that it is given", async () => {
  const limits = [
    "--allow-host",
    "a.test",
    "--allow-host",
    "b.test",
    "--allow-origin",
    "https://c.test",
    "--max-body",
    "0.001"
  ]
  const { child, printed } = start("--port", "0", "--latency", "none", ...limits)
  await once(child.stdout, "data")
  const port = Number(/:(\d+)\n/.exec(printed.stdout)?.[1])
  const statusOf = async (...headers: ReadonlyArray<string>) =>
    (await sendRaw(port, rawRequest("POST /v1/tasks/match HTTP/1.1", `Authorization: Bearer ${key}`, ...headers)))
      .status
  expect([
    await statusOf("Host: b.test", "Content-Length: 2000"),
    await statusOf("Host: a.test", "Origin: https://c.test"),
    await statusOf("Host: d.test"),
    await statusOf("Host: a.test", "Origin: https://d.test")
  ]).toEqual([413, 422, 403, 403])
  child.kill()
  await exitCode(child)
})

it("prints each request, with its status, its time and its cost, and nothing of its content", async () => {
  const { child, printed } = start("--port", "0", "--latency", "none", "--log")
  await once(child.stdout, "data")
  const [, url] = /(http:\S+)\n$/.exec(printed.stdout) ?? []
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" }
  const body = JSON.stringify({ model: "ep_a1b2c3", messages: [{ role: "user", content: "My secret" }] })
  await (await fetch(`${url}/v1/chat/completions`, { method: "POST", headers, body })).text()
  await (await fetch(`${url}/v1/nothing?key=${key}`)).text()
  await until(() => printed.stderr.split("\n").length === 3)
  expect(printed.stderr.split("\n")).toEqual([
    expect.stringMatching(
      /^\d\d:\d\d:\d\d POST \/v1\/chat\/completions 200 in \d+ ms, \d+ micro-USD, req_[0-9a-f]{20}$/
    ),
    expect.stringMatching(/ GET \/v1\/nothing\?key=pareta_sk_\? 404 in \d+ ms, req_/),
    ""
  ])
  expect(printed.stderr).not.toContain(key)
  child.kill()
  await exitCode(child)
})

it("accepts as many requests a second as it is told", async () => {
  const { child, printed } = start("--port", "0", "--latency", "none", "--rate-limit", "1")
  await once(child.stdout, "data")
  const url = printed.stdout.slice(printed.stdout.indexOf("http")).trim()
  const limit = await (await fetch(`${url}/_emulator/rate-limit`)).json()
  const reply = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key}` } })
  expect([limit, reply.headers.get("ratelimit-limit")]).toEqual([{ requests: 1 }, "1"])
  child.kill()
  await exitCode(child)
})

it("answers as a file says", async () => {
  const folder = await mkdtemp(join(tmpdir(), "answers-"))
  const file = join(folder, "answers.json")
  await writeFile(
    file,
    JSON.stringify([
      { match: "weather", text: "Sunny." },
      { json: { a: 1 }, times: 2 }
    ])
  )
  const { child, printed } = start("--port", "0", "--latency", "none", "--answers", file)
  await once(child.stdout, "data")
  const [, url] = /(http:\S+)\n$/.exec(printed.stdout) ?? []
  const { entries } = (await (await fetch(`${url}/_emulator/answers`)).json()) as { readonly entries: unknown }
  expect(entries).toEqual([
    { match: "", json: { a: 1 }, times: 2 },
    { match: "weather", text: "Sunny.", times: null }
  ])
  child.kill()
  await exitCode(child)

  await writeFile(file, JSON.stringify({ txt: "misspelt" }))
  const wrong = start("--port", "0", "--answers", file)
  expect(await exitCode(wrong.child)).toBe(1)
  expect(wrong.printed.stderr).toContain(`${file}: an answer has no "txt"`)
})

it("exits with 1 when the port is in use", async () => {
  await using server = await createEmulator().listen()
  const { child, printed } = start("--port", String(server.port))
  expect(await exitCode(child)).toBe(1)
  expect(printed.stderr).toContain(`port ${server.port} is already in use`)
  expect(printed.stderr).not.toMatch(/^\s+at /m)
})
