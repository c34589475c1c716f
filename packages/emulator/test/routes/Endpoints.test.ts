import { expect, it } from "vitest"
import { call, chat, stillEmulator as createEmulator, detailOf } from "../Wire.ts"

const statusOf = async (emulator: ReturnType<typeof createEmulator>, id: string): Promise<unknown> =>
  ((await (await call(emulator, "GET", `/v1/endpoints/${id}`)).json()) as { readonly status: string }).status

it("lists endpoints as a bare array", async () => {
  const list = await (await call(createEmulator(), "GET", "/v1/endpoints")).json()
  expect(list).toMatchObject([
    {
      id: "ep_contract_kie_01",
      name: "ep_contract_kie_01",
      model: "qwen-vl-2",
      status: "live",
      taskName: "contract-key-fields"
    },
    { id: "ep_a1b2c3", model: "llama-1", status: "live", taskName: "general-chat" }
  ])
})

it("retrieves one without an envelope, with its task, url and recommended system prompt", async () => {
  const record = await (await call(createEmulator(), "GET", "/v1/endpoints/ep_contract_kie_01")).json()
  expect(record).toMatchObject({
    id: "ep_contract_kie_01",
    task: "contract-key-fields",
    url: "https://emulator.invalid/v1",
    recommendedSystemPrompt: expect.stringContaining("governing_law"),
    promptScaffold: null
  })
})

it("returns a prompt scaffold instead for classification endpoints", async () => {
  const emulator = createEmulator({ endpoints: [{ id: "ep_c", task: "doc-classification" }] })
  const record = await (await call(emulator, "GET", "/v1/endpoints/ep_c")).json()
  expect(record).toMatchObject({ recommendedSystemPrompt: null, promptScaffold: expect.stringContaining("invoice") })
})

it("returns 404 for an unknown endpoint on every route", async () => {
  const emulator = createEmulator()
  for (const [method, path] of [
    ["GET", ""],
    ["POST", "/start"],
    ["POST", "/stop"],
    ["DELETE", ""],
    ["GET", "/cost"]
  ] as const) {
    const response = await call(emulator, method, `/v1/endpoints/ep_x${path}`)
    expect([response.status, await detailOf(response)]).toEqual([404, "endpoint 'ep_x' not found"])
  }
})

it("stops: no url, not in the model list, 503 for chat", async () => {
  const emulator = createEmulator()
  expect(await (await call(emulator, "POST", "/v1/endpoints/ep_a1b2c3/stop")).json()).toEqual({ ok: true })
  expect(await (await call(emulator, "GET", "/v1/endpoints/ep_a1b2c3")).json()).toMatchObject({
    status: "stopped",
    url: null
  })
  const models = (await (await call(emulator, "GET", "/v1/models")).json()) as {
    readonly data: ReadonlyArray<{ readonly id: string }>
  }
  expect(models.data.map((model) => model.id)).toEqual(["ep_contract_kie_01"])
  const response = await chat(emulator, "Hello")
  expect([response.status, await detailOf(response)]).toEqual([503, "endpoint 'ep_a1b2c3' is stopped."])
})

it("is live two seconds after it is started", async () => {
  const emulator = createEmulator()
  await call(emulator, "POST", "/v1/endpoints/ep_a1b2c3/stop")
  expect(await (await call(emulator, "POST", "/v1/endpoints/ep_a1b2c3/start")).json()).toEqual({ ok: true })
  expect(await statusOf(emulator, "ep_a1b2c3")).toBe("starting")
  expect(await detailOf(await chat(emulator, "Hello"))).toBe("endpoint 'ep_a1b2c3' is starting.")
  await emulator.advance("2 seconds")
  expect(await statusOf(emulator, "ep_a1b2c3")).toBe("live")
  expect((await chat(emulator, "Hello")).status).toBe(200)
})

it("cancels a start when the endpoint is stopped", async () => {
  const emulator = createEmulator()
  for (const action of ["stop", "start", "stop"]) await call(emulator, "POST", `/v1/endpoints/ep_a1b2c3/${action}`)
  await emulator.advance("1 minute")
  expect(await statusOf(emulator, "ep_a1b2c3")).toBe("stopped")
})

it("returns ok when there is nothing to start or stop", async () => {
  const emulator = createEmulator()
  expect(await (await call(emulator, "POST", "/v1/endpoints/ep_a1b2c3/start")).json()).toEqual({ ok: true })
  expect(await statusOf(emulator, "ep_a1b2c3")).toBe("live")
  await call(emulator, "POST", "/v1/endpoints/ep_a1b2c3/stop")
  expect(await (await call(emulator, "POST", "/v1/endpoints/ep_a1b2c3/stop")).json()).toEqual({ ok: true })
})

it("deletes with 204, then returns 404", async () => {
  const emulator = createEmulator()
  const response = await call(emulator, "DELETE", "/v1/endpoints/ep_a1b2c3")
  expect([response.status, await response.text()]).toEqual([204, ""])
  expect((await call(emulator, "DELETE", "/v1/endpoints/ep_a1b2c3")).status).toBe(404)
  expect((await chat(emulator, "Hello")).status).toBe(404)
})

it("takes the initial endpoints as an option, and rejects those that are not in the catalogue", async () => {
  const emulator = createEmulator({ endpoints: [{ id: "mine", task: "text-to-sql", status: "stopped" }] })
  expect(await statusOf(emulator, "mine")).toBe("stopped")
  expect(() => createEmulator({ endpoints: [{ id: "mine", task: "nope" }] })).toThrow(RangeError)
})
