import { createEmulator } from "@pareta/emulator"
import OpenAI from "openai"
import { describe, expect, it } from "vitest"
import { call } from "../Wire.ts"

const embed = (body: object, emulator = createEmulator()) => call(emulator, "POST", "/v1/embeddings", body)

const vectorsOf = async (body: object): Promise<Array<Array<number>>> => {
  const { data } = await (await embed(body)).json()
  return data.map(({ embedding }: { embedding: Array<number> }) => embedding)
}

const dot = (one: ReadonlyArray<number> = [], other: ReadonlyArray<number> = []): number =>
  one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0)

describe("embeddings", () => {
  it("are vectors of 1024 numbers and length 1, near for texts that share words", async () => {
    const [car, cars, tax] = await vectorsOf({ input: ["a red car", "the red cars", "corporate tax law"] })
    expect(car).toHaveLength(1024)
    expect(Math.hypot(...(car ?? []))).toBeCloseTo(1, 10)
    expect(dot(car, cars)).toBeGreaterThan(dot(car, tax) + 0.3)
  })

  it("of a query are near those of the same document, but not the same", async () => {
    const [document] = await vectorsOf({ input: "a red car" })
    const [query] = await vectorsOf({ input: "a red car", input_type: "query" })
    expect(dot(document, query)).toBeGreaterThan(0.95)
    expect(document).not.toEqual(query)
  })

  it.each(["!!! ???", "日本語", "x".repeat(100_000)])("of any text have length 1: %j", async (input) => {
    const [vector] = await vectorsOf({ input })
    expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 10)
  })

  it("are billed by the token, at most 512 of each text", async () => {
    const emulator = createEmulator()
    const { usage, model } = await (await embed({ input: ["a red car", "word ".repeat(600)] }, emulator)).json()
    expect([usage, model]).toEqual([{ prompt_tokens: 515, total_tokens: 515 }, "qwen-embed-1"])
    expect(emulator.ledger[0]).toMatchObject({ route: "embeddings", microUsd: 3 })
  })

  it.each([{ input: [] }, { input: "" }, { input: ["a", " "] }, { input: 5 }, { input: "a", input_type: "passage" }])(
    "of %o are refused with 422",
    async (body) => {
      expect((await embed(body)).status).toBe(422)
    }
  )

  it("are read by the stock OpenAI client, which asks for base64", async () => {
    const emulator = createEmulator()
    await using server = await emulator.listen()
    const openai = new OpenAI({ apiKey: "pareta_sk_test", baseURL: `${server.url}/v1` })
    const { data } = await openai.embeddings.create({ model: "qwen-embed-1", input: ["a red car"] })
    const [expected] = await vectorsOf({ input: ["a red car"] })
    expect(dot(data[0]?.embedding, expected)).toBeCloseTo(1, 5)
    expect(data[0]?.embedding).toHaveLength(1024)
  })
})
