import { createServer } from "node:net"
import { it as effectIt } from "@effect/vitest"
import { createEmulator, ListenError, makeEmulator } from "@pareta/emulator"
import { Effect, Exit, Scope } from "effect"
import OpenAI from "openai"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { canned } from "../../src/answers/Answer.ts"
import { chunksOf, key, readAll, until } from "../Wire.ts"

const emulator = createEmulator()
let server: Awaited<ReturnType<typeof emulator.listen>>

beforeEach(async () => {
  emulator.reset()
  server = await emulator.listen()
})
afterEach(() => server.close())

const post = (body: unknown, init: RequestInit = {}) =>
  fetch(`${server.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    ...init
  })
const hello = { model: "ep_a1b2c3", messages: [{ role: "user", content: "Hello" }] }

describe("the server", () => {
  it("serves the same state as the fetch function", async () => {
    const text = await (await post(hello)).text()
    expect(JSON.parse(text).object).toBe("chat.completion")
    expect(emulator.ledger.length).toBe(1)
    expect(emulator.log[0]).toMatchObject({ path: "/v1/chat/completions", status: 200, outcome: "complete" })
  })

  it("streams one event per chunk", async () => {
    const { text } = await readAll(await post({ ...hello, stream: true }))
    expect(chunksOf(text).length).toBeGreaterThan(3)
    expect(text).toContain("data: [DONE]")
  })

  it("destroys the socket when a fault breaks the connection", async () => {
    emulator.faults.add({ reset: "before-head" }, { reset: { afterEvents: 2 } })
    await expect(post(hello)).rejects.toThrow("fetch failed")
    const { text, error } = await readAll(await post({ ...hello, stream: true }))
    expect(chunksOf(text).length).toBe(2)
    expect(error).toMatchObject({ message: "terminated" })
    expect(emulator.log.map((entry) => entry.outcome)).toEqual(["reset", "reset"])
  })

  it("sends the head of a stalled body, and notices that the client disconnects", async () => {
    emulator.faults.add({ stall: { afterBytes: 0 } })
    const controller = new AbortController()
    const response = await post({ ...hello, stream: true }, { signal: controller.signal })
    expect(response.status).toBe(200)
    controller.abort()
    await until(() => emulator.log[0]?.outcome === "client-closed")
  })

  it("notices that the client disconnects before the head", async () => {
    emulator.faults.add({ stall: "before-head" })
    const controller = new AbortController()
    const pending = post(hello, { signal: controller.signal })
    await until(() => emulator.log.length === 1)
    controller.abort(new Error("gave up"))
    await expect(pending).rejects.toThrow("gave up")
    await until(() => emulator.log[0]?.outcome === "client-closed")
  })

  it("sends chunks separately when the chunking is scripted", async () => {
    emulator.faults.add({ chunking: 5 })
    const { chunks } = await readAll(await post({ ...hello, stream: true }))
    expect(chunks.length).toBeGreaterThan(20)
  })

  it("ends open connections when it closes", async () => {
    emulator.faults.add({ stall: { afterEvents: 1 } })
    const reading = readAll(await post({ ...hello, stream: true }))
    await server.close()
    expect((await reading).error).toMatchObject({ message: "terminated" })
    await expect(fetch(server.url)).rejects.toThrow("fetch failed")
  })

  it("reports that the port is in use", async () => {
    const failure = await emulator.listen({ port: server.port }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ListenError)
    expect(failure).toMatchObject({
      message: `cannot listen on 127.0.0.1:${server.port}: port ${server.port} is already in use`
    })
  })

  it("refuses an empty host, which would be every address", async () => {
    const failure = await emulator.listen({ host: "" }).catch((error: unknown) => error)
    expect([failure instanceof ListenError, (failure as Error).message]).toEqual([true, "the host must not be empty"])
  })

  effectIt.live("closes with the scope of an Effect user", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const own = yield* makeEmulator()
      const { port, url } = yield* Scope.provide(own.serve(), scope)
      const response = yield* Effect.promise(() => fetch(`${url}/v1/models`))
      expect(response.status).toBe(401)
      yield* Scope.close(scope, Exit.void)
      // The port is free again.
      yield* Effect.promise(
        () =>
          new Promise<void>((resolve, reject) => {
            const other = createServer()
              .once("error", reject)
              .listen(port, "127.0.0.1", () => other.close(() => resolve()))
          })
      )
    })
  )
})

describe("the stock openai client", () => {
  const client = (apiKey = key) => new OpenAI({ apiKey, baseURL: `${server.url}/v1`, maxRetries: 0 })

  it("lists models", async () => {
    const models = await client().models.list()
    expect(models.data.map((model) => model.id)).toEqual(["ep_contract_kie_01", "ep_a1b2c3"])
  })

  it("completes a chat", async () => {
    const completion = await client().chat.completions.create({
      model: "ep_a1b2c3",
      messages: [{ role: "user", content: "What is the capital of Italy?" }]
    })
    expect(completion.choices[0]?.message.content).toBe(canned)
    expect(completion.usage?.total_tokens).toBeGreaterThan(0)
  })

  it("streams a chat", async () => {
    const stream = await client().chat.completions.create({
      model: "ep_a1b2c3",
      messages: [{ role: "user", content: "What is the capital of Italy?" }],
      stream: true,
      stream_options: { include_usage: true }
    })
    let text = ""
    let tokens = 0
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? ""
      tokens = chunk.usage?.total_tokens ?? tokens
    }
    expect(text).toBe(canned)
    expect(tokens).toBeGreaterThan(0)
  })

  it("is refused with a bad key", async () => {
    await expect(client("sk-nope").models.list()).rejects.toMatchObject({ status: 401 })
  })

  it("retries after a scripted fault", async () => {
    emulator.faults.add({ status: 503, headers: { "retry-after-ms": "1" }, times: 2 })
    const models = await new OpenAI({ apiKey: key, baseURL: `${server.url}/v1`, maxRetries: 2 }).models.list()
    expect(models.data.length).toBe(2)
    expect(emulator.log.map((entry) => entry.status)).toEqual([503, 503, 200])
  })
})
