import { createEmulator } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { call } from "../Wire.ts"

const documents = ["Fees are due in June.", "The term is two years.", "The notice period is thirty days."]

const rerank = (body: object, emulator = createEmulator(), headers = {}) =>
  call(emulator, "POST", "/v1/rerank", body, { headers })

describe("rerank", () => {
  it("ranks documents by the words of the query that they have, and scores lie between 0 and 1", async () => {
    const { results, model, pairs } = await (await rerank({ query: "notice period", documents })).json()
    expect(results.map(({ index }: { index: number }) => index)).toEqual([2, 0, 1])
    expect([model, pairs]).toEqual(["pareta-rerank-1", 3])
    for (const { relevance_score: score } of results) expect(score > 0 && score < 1).toBe(true)
    expect(results[0].relevance_score).toBeGreaterThan(0.5)
    expect(results[1].relevance_score).toBeLessThan(0.5)
  })

  it("returns as many as asked, and bills all documents", async () => {
    const response = await rerank({ query: "notice", documents, top_n: 9 })
    expect((await response.json()).results).toHaveLength(3)
    const one = await rerank({ query: "notice", documents, top_n: 1 })
    expect([(await one.json()).results.length, one.headers.get("x-pareta-billed")]).toEqual([1, "6"])
  })

  it("is billed once for a repeated key, and refused without credit", async () => {
    const emulator = createEmulator()
    const headers = { "idempotency-key": "k" }
    const first = await rerank({ query: "notice", documents }, emulator, headers)
    const again = await rerank({ query: "notice", documents }, emulator, headers)
    expect([first.headers.get("x-pareta-billed"), again.headers.get("x-pareta-billed")]).toEqual(["6", "0"])
    expect(await again.text()).toBe(await first.text())
    expect(emulator.ledger).toEqual([
      expect.objectContaining({ route: "rerank", model: "pareta-rerank-1", microUsd: 6, idempotencyKey: "k" })
    ])
    expect((await rerank({ query: "q", documents }, createEmulator({ balanceMicroUsd: 0 }))).status).toBe(402)
  })

  it.each([
    { query: " ", documents },
    { query: "q", documents: [] },
    { query: "q", documents: "letters" },
    { query: "q", documents: Array.from({ length: 1001 }, () => "a") },
    { query: "q", documents, top_n: 0 }
  ])("refuses %o with 422, and bills nothing", async (body) => {
    const emulator = createEmulator()
    expect((await rerank(body, emulator)).status).toBe(422)
    expect(emulator.ledger).toEqual([])
  })
})
