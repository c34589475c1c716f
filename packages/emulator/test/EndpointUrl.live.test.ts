import { createEmulator, type FetchFunction } from "@pareta/emulator"
import OpenAI from "openai"
import { describe, expect, it } from "vitest"
import { call, key, namedEventsOf } from "./Wire.ts"

interface Record {
  readonly id: string
  readonly url: string
}

const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" }

const retrieve = async (fetch: FetchFunction, apiUrl: string): Promise<Record> =>
  (await (await fetch(`${apiUrl}/v1/endpoints/ep_a1b2c3`, { headers })).json()) as Record

/** Asks the endpoint at its own URL, by plain fetch and by the stock client of OpenAI. */
const answersAt = async (
  fetch: FetchFunction,
  { id, url }: Record
): Promise<ReadonlyArray<string | null | undefined>> => {
  const request = { model: id, messages: [{ role: "user" as const, content: "What is the capital of Italy?" }] }
  const plain = await fetch(`${url}/chat/completions`, { method: "POST", headers, body: JSON.stringify(request) })
  const { choices } = (await plain.json()) as OpenAI.ChatCompletion
  const openai = new OpenAI({ apiKey: key, baseURL: url, maxRetries: 0, fetch: fetch as typeof globalThis.fetch })
  const completion = await openai.chat.completions.create(request)
  return [choices[0]?.message.content, completion.choices[0]?.message.content]
}

// Which answer it is does not matter here.
const answers = [expect.stringMatching(/\w/), expect.stringMatching(/\w/)]

describe("the url of an endpoint", () => {
  it("over a port is that of the server, as the client reached it", async () => {
    const emulator = createEmulator()
    await using server = await emulator.listen()
    for (const origin of [server.url, `http://localhost:${server.port}`]) {
      const record = await retrieve(fetch, origin)
      expect(record.url).toBe(`${origin}/v1`)
      expect(await answersAt(fetch, record)).toEqual(answers)
    }
    expect(emulator.ledger.length).toBe(4)
  })

  it("through the fetch function is one that cannot exist outside of it", async () => {
    const emulator = createEmulator()
    const record = await retrieve(emulator.fetch, "https://api.pareta.ai")
    expect(record.url).toBe("https://emulator.invalid/v1")
    expect(await answersAt(emulator.fetch, record)).toEqual(answers)
  })

  it("is the same in the list and at the end of a deploy", async () => {
    const emulator = createEmulator()
    const deploy = await (await call(emulator, "POST", "/v1/endpoints", { task: "icd-coding" })).text()
    expect(namedEventsOf(deploy).at(-1)?.data.endpoint?.["url"]).toBe("https://emulator.invalid/v1")
    const list = (await (await call(emulator, "GET", "/v1/endpoints")).json()) as ReadonlyArray<Record>
    expect(new Set(list.map(({ url }) => url))).toEqual(new Set(["https://emulator.invalid/v1"]))
  })

  it("is null while the endpoint is stopped", async () => {
    const emulator = createEmulator()
    await call(emulator, "POST", "/v1/endpoints/ep_a1b2c3/stop")
    expect((await retrieve(emulator.fetch, "https://api.pareta.ai")).url).toBeNull()
  })
})
