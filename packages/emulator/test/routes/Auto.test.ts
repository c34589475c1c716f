import { createEmulator } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { call, chat, stillEmulator, textOf } from "../Wire.ts"

const metrics = async (emulator: ReturnType<typeof createEmulator>) =>
  (await call(emulator, "GET", "/v1/auto/metrics")).json()

describe("a chat with auto", () => {
  it("is answered as auto, with one debit and both receipts", async () => {
    const emulator = createEmulator()
    const response = await chat(emulator, "Hello", { model: "auto" })
    const billed = Number(response.headers.get("x-pareta-billed"))
    expect((await response.json()).model).toBe("auto")
    expect(Number(response.headers.get("x-pareta-frontier-would-have-cost"))).toBeGreaterThan(billed)
    expect(emulator.ledger).toEqual([expect.objectContaining({ model: "auto", microUsd: billed })])
  })

  it("streams its stages before the first chunk, and the receipts at the end", async () => {
    const text = await (await chat(createEmulator(), "Hello", { model: "auto", stream: true })).text()
    const comments = text.match(/^: .*$/gm)
    expect(comments?.slice(0, 3)).toEqual(
      ["planning", "executing", "answering"].map((stage) => `: pareta-progress ${stage}`)
    )
    expect(comments?.[3]).toMatch(/^: pareta-billed-micro-usd \d+$/)
    expect(text.indexOf("pareta-progress answering")).toBeLessThan(text.indexOf("data: "))
  })

  it("can be scripted, and a stage is sent only with auto", async () => {
    const emulator = createEmulator()
    emulator.answers.script("", { text: "Scripted" })
    expect(await textOf(chat(emulator, "Hello", { model: "auto" }))).toBe("Scripted")
    expect(await (await chat(emulator, "Hello", { stream: true })).text()).not.toContain("pareta-progress")
  })
})

describe("the metrics of auto", () => {
  it("are empty without traffic", async () => {
    expect(await metrics(createEmulator())).toMatchObject({
      ...{ requests_30d: 0, requests_today: 0, success_rate_30d: null, billed_micro_usd_30d: 0 },
      ...{ savings_vs_frontier_micro_usd_30d: null, savings_multiple_30d: null },
      ...{ performance_hourly_7d: [], days_30d: [], last_request: null }
    })
  })

  it("count what was asked of auto, and nothing else", async () => {
    const emulator = stillEmulator()
    await chat(emulator, "Hello", { model: "auto" })
    await chat(emulator, "Hello")
    emulator.balanceMicroUsd = 0
    await chat(emulator, "Hello", { model: "auto" })
    const found = await metrics(emulator)
    expect(found).toMatchObject({ requests_30d: 2, requests_today: 2, success_rate_30d: 0.5 })
    expect(found.days_30d).toEqual([expect.objectContaining({ n: 2, ok: 1, success_rate: 0.5 })])
    expect(found.performance_hourly_7d).toEqual([expect.objectContaining({ requests: 2, error_rate: 0.5 })])
    expect(found.last_request).toMatchObject({ status_code: 402, billed_micro_usd: 0 })
    expect(found.savings_multiple_30d).toBeGreaterThan(1)
  })

  it("leave out what is older than 30 days", async () => {
    const emulator = createEmulator()
    await chat(emulator, "Hello", { model: "auto" })
    await emulator.advance("31 days")
    expect((await metrics(emulator)).requests_30d).toBe(0)
  })
})

describe("the comparison with a frontier model", () => {
  const compare = (body: object, emulator = createEmulator()) => call(emulator, "POST", "/v1/playground/frontier", body)
  const messages = [{ role: "user", content: "Hello" }]

  it("is billed at the price of that model", async () => {
    const emulator = createEmulator()
    const response = await compare({ model: "gpt-5.5", messages }, emulator)
    const { model, content, cost_micro_usd: cost, latency_ms: latency } = await response.json()
    expect([model, typeof content, typeof latency]).toEqual(["gpt-5.5", "string", "number"])
    expect(response.headers.get("x-pareta-billed")).toBe(String(cost))
    expect(emulator.ledger).toEqual([expect.objectContaining({ route: "auto.compareFrontier", microUsd: cost })])
  })

  it.each([
    [{ model: "gpt-4o", messages }, 400],
    [{ model: "gpt-5.5", messages: Array.from({ length: 41 }, () => messages[0]) }, 400],
    [{ model: "gpt-5.5", messages: [] }, 422]
  ])("of %o is refused with %i, and not billed", async (body, status) => {
    const emulator = createEmulator()
    expect((await compare(body, emulator)).status).toBe(status)
    expect(emulator.ledger).toEqual([])
    expect((await compare({ model: "gpt-5.5", messages }, createEmulator({ balanceMicroUsd: 0 }))).status).toBe(402)
  })
})

describe("the surface", () => {
  const statuses = async (surface: "all" | "0.2" | "3") => {
    const emulator = createEmulator({ surface })
    const [auto, alias, rerank, metric] = await Promise.all([
      chat(emulator, "Hello", { model: "auto" }),
      chat(emulator, "Hello", { model: "qwen-vl-2" }),
      call(emulator, "POST", "/v1/rerank", { query: "q", documents: ["a"] }),
      call(emulator, "GET", "/v1/auto/metrics")
    ])
    const models = (await (await call(emulator, "GET", "/v1/models")).json()).data.map(({ id }: { id: string }) => id)
    return [auto.status, alias.status, rerank.status, metric.status, models]
  }

  it.each([
    ["all", [200, 200, 200, 200, ["ep_contract_kie_01", "ep_a1b2c3"]]],
    ["0.2", [404, 200, 404, 404, ["ep_contract_kie_01", "ep_a1b2c3"]]],
    ["3", [200, 404, 200, 200, ["auto"]]]
  ] as const)("%s serves its generations", async (surface, expected) => {
    expect(await statuses(surface)).toEqual(expected)
  })

  it("that does not exist is refused", () => {
    expect(() => createEmulator({ surface: "2" as "3" })).toThrow(RangeError)
  })
})
