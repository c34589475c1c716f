import { expect, it } from "vitest"
import { answerOf, call, chat, stillEmulator as createEmulator } from "../Wire.ts"

/** The fields of any dimension that tests read. */
interface Metrics {
  readonly requests: number
  readonly window: string
  readonly group_by: string | null
  readonly status: string
  readonly uptime: number
  readonly stopped_seconds: number
  readonly quality_mean: number
  readonly judged_requests: number
  readonly points: ReadonlyArray<{ readonly day: string; readonly requests: number }>
}

const metrics = async (emulator: ReturnType<typeof createEmulator>, dimension: string, query = ""): Promise<Metrics> =>
  (await call(emulator, "GET", `/v1/endpoints/ep_contract_kie_01/${dimension}${query}`)).json() as Promise<Metrics>
const ask = (emulator: ReturnType<typeof createEmulator>, content = "Hello") =>
  chat(emulator, content, { model: "ep_contract_kie_01" })

it("reports the latencies of the requests", async () => {
  const emulator = createEmulator({ timing: { firstToken: "250 millis", tokensPerSecond: Number.POSITIVE_INFINITY } })
  const pending = [ask(emulator), ask(emulator)]
  await emulator.advance("1 second")
  await Promise.all(pending)
  expect(await metrics(emulator, "performance")).toMatchObject({
    dimension: "performance",
    endpoint_id: "ep_contract_kie_01",
    window: "7d",
    requests: 2,
    p50: 250,
    p95_ms: 250,
    p99_ms: 250
  })
})

it("reports no latency before the first request", async () => {
  expect(await metrics(createEmulator(), "performance")).toMatchObject({ requests: 0, p50_ms: null, points: [] })
})

it("reports the spend in the ledger and the savings against the frontier", async () => {
  const emulator = createEmulator()
  for (let request = 0; request < 3; request++) await ask(emulator)
  expect(await metrics(emulator, "cost")).toMatchObject({
    requests: 3,
    total_micro_usd: emulator.ledger.reduce((sum, entry) => sum + entry.microUsd, 0),
    frontier_baseline_micro_usd: 3 * 28_800,
    savings_micro_usd: 3 * (28_800 - 3_100)
  })
})

it("reports usage, failures included", async () => {
  const emulator = createEmulator()
  const { usage } = await answerOf(ask(emulator))
  await call(emulator, "POST", "/v1/endpoints/ep_contract_kie_01/stop")
  await ask(emulator)
  expect(await metrics(emulator, "activity")).toMatchObject({ requests: 2, succeeded: 1, failed: 1, ...usage })
})

it("reports the share of the time in which the endpoint was live", async () => {
  const emulator = createEmulator({ timing: { start: "10 seconds" } })
  await emulator.advance("80 seconds")
  await call(emulator, "POST", "/v1/endpoints/ep_contract_kie_01/stop")
  await emulator.advance("1 hour")
  await call(emulator, "POST", "/v1/endpoints/ep_contract_kie_01/start")
  await emulator.advance("20 seconds")
  const { uptime, stopped_seconds, status } = await metrics(emulator, "uptime")
  expect([status, Math.round(stopped_seconds), uptime.toFixed(2)]).toEqual(["live", 3600, "0.90"])
})

it("reports a judged quality near the benchmark's", async () => {
  const emulator = createEmulator()
  expect(await metrics(emulator, "quality")).toMatchObject({ quality_mean: 0.931, judged_requests: 0, windows: [] })
  await ask(emulator)
  const { quality_mean, judged_requests } = await metrics(emulator, "quality")
  expect(judged_requests).toBe(1)
  expect(Math.abs(quality_mean - 0.931)).toBeLessThan(0.01)
})

it("counts only the traffic within the window", async () => {
  const emulator = createEmulator()
  await ask(emulator)
  await emulator.advance("2 days")
  await ask(emulator)
  const requests = async (query: string) => (await metrics(emulator, "cost", query)).requests
  expect(await requests("?window=24h")).toBe(1)
  expect(await requests("?since_hours=24")).toBe(1)
  expect(await requests("?since=30d")).toBe(2)
  expect((await metrics(emulator, "cost", "?window=24h")).window).toBe("24h")
})

it("returns a point for each day with requests", async () => {
  const emulator = createEmulator()
  await ask(emulator)
  await emulator.advance("2 days")
  await ask(emulator)
  await ask(emulator)
  const { points, group_by } = await metrics(emulator, "cost", "?group_by=day")
  expect(group_by).toBe("day")
  expect(points.map((point) => point.requests)).toEqual([1, 2])
  expect(points[1]?.day).toMatch(/^\d{4}-\d\d-\d\d$/)
})

it("has five dimensions and no others", async () => {
  expect((await call(createEmulator(), "GET", "/v1/endpoints/ep_a1b2c3/nope")).status).toBe(404)
})
