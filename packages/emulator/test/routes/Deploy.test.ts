import { it as effectIt } from "@effect/vitest"
import { makeEmulator } from "@pareta/emulator"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { expect, it } from "vitest"
import { call, chat, stillEmulator as createEmulator, detailOf, namedEventsOf } from "../Wire.ts"

const deploy = (emulator: ReturnType<typeof createEmulator>, body: unknown) =>
  call(emulator, "POST", "/v1/endpoints", body)

it("streams progress, a ping and complete, with CRLF line endings", async () => {
  const response = await deploy(createEmulator(), { task: "contract-key-fields" })
  const body = await response.text()
  const events = namedEventsOf(body)
  expect(response.headers.get("content-type")).toContain("text/event-stream")
  expect(body.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/)
  expect(body).toMatch(/^: ping - \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/m)
  expect(events.map(({ event }) => event)).toEqual([...Array(6).fill("progress"), "complete"])
  expect(events[0]?.data).toEqual({ stage: "resolving-model", label: "Resolving model", pct: 5 })
  expect(events.at(-1)?.data.endpoint).toMatchObject({
    id: expect.stringMatching(/^ep_[0-9a-f]{6}$/),
    model: "qwen-vl-2",
    status: "live",
    taskName: "contract-key-fields",
    url: expect.stringContaining("https://")
  })
})

it("creates an endpoint that chat can use", async () => {
  const emulator = createEmulator()
  await deploy(emulator, { task: "doc-classification", model: "llama-1", name: "docs-prod" })
  expect(await (await call(emulator, "GET", "/v1/endpoints/docs-prod")).json()).toMatchObject({
    model: "llama-1",
    status: "live"
  })
  expect((await chat(emulator, "Hello", { model: "docs-prod" })).status).toBe(200)
})

it("charges and echoes the values of the request", async () => {
  const emulator = createEmulator()
  const more = {
    cost_per_request_micro_usd: 42,
    frontier_cost_per_request_micro_usd: 4200,
    region: "eu",
    taskDisplay: "Contracts"
  }
  await deploy(emulator, { task: "contract-kie", name: "priced", ...more })
  expect(await (await call(emulator, "GET", "/v1/endpoints/priced")).json()).toMatchObject(more)
  const response = await chat(emulator, "Hello", { model: "priced" })
  expect(response.headers.get("x-pareta-billed")).toBe("42")
  expect(response.headers.get("x-pareta-frontier-would-have-cost")).toBe("4200")
})

it.each([
  [{}, 422, [{ loc: ["body", "task"], msg: "field required", type: "value_error" }]],
  [{ task: "nope" }, 422, "unknown task 'nope'"],
  [{ task: "general-tts" }, 422, expect.stringContaining("cannot be deployed to an endpoint: send text to POST")],
  [{ task: "document-reranking" }, 422, expect.stringContaining("cannot be deployed to an endpoint: send documents")],
  [{ task: "custom-eval" }, 422, expect.stringContaining("cannot be deployed to an endpoint: it only evaluates")],
  [{ task: "icd-coding", model: "qwen-vl-2" }, 422, "model 'qwen-vl-2' is not a candidate for task 'icd-coding'"],
  [{ task: "icd-coding", name: "ep_a1b2c3" }, 409, "endpoint 'ep_a1b2c3' already exists"],
  [{ task: "icd-coding", name: "no good" }, 422, expect.stringContaining("is not valid")]
])("returns an error for %j with status %i, before any event", async (body, status, detail) => {
  const response = await deploy(createEmulator(), body)
  expect([response.status, await detailOf(response)]).toEqual([status, detail])
})

it("treats an empty model as the recommended one", async () => {
  const emulator = createEmulator()
  await deploy(emulator, { task: "icd-coding", model: "", name: "icd" })
  expect(await (await call(emulator, "GET", "/v1/endpoints/icd")).json()).toMatchObject({ model: "llama-1" })
})

it("continues without the client, and locks the endpoint until it is over", async () => {
  const emulator = createEmulator({ timing: { deploy: "10 minutes" } })
  const response = await deploy(emulator, { task: "icd-coding", name: "icd" })
  await response.body?.cancel()
  const record = async () => (await call(emulator, "GET", "/v1/endpoints/icd")).json()
  expect(await record()).toMatchObject({ status: "starting", url: null })
  expect((await call(emulator, "DELETE", "/v1/endpoints/icd")).status).toBe(409)
  await emulator.advance("10 minutes")
  expect(await record()).toMatchObject({ status: "live" })
  expect(emulator.log[0]?.outcome).toBe("client-closed")
})

effectIt.effect("follows a TestClock, with a ping every 15 seconds", () =>
  Effect.gen(function* () {
    const emulator = yield* makeEmulator({ timing: { deploy: "60 seconds" } })
    const fiber = yield* Effect.forkChild(
      Effect.promise(async () => (await deploy(emulator, { task: "icd-coding", name: "icd" })).text()),
      { startImmediately: true }
    )
    const status = Effect.promise(async () => (await call(emulator, "GET", "/v1/endpoints/icd")).json())
    yield* TestClock.adjust("59 seconds")
    expect(yield* status).toMatchObject({ status: "starting" })
    yield* TestClock.adjust("1 second")
    expect(yield* status).toMatchObject({ status: "live", created: 0 })
    const body = yield* Fiber.join(fiber)
    expect(namedEventsOf(body).at(-1)?.event).toBe("complete")
    expect(body.match(/^: ping - 1970-01-01 00:0\d:\d\d/gm)?.length).toBe(4)
  })
)
