import { createEmulator } from "@pareta/emulator"
import { APIStatusError, AuthenticationError, Pareta } from "pareta"
import { afterAll, beforeAll, expect, it } from "vitest"

const emulator = createEmulator()
let server: Awaited<ReturnType<typeof emulator.listen>>

beforeAll(async () => {
  server = await emulator.listen()
})
afterAll(() => server.close())

const megabytes = 1024 ** 2

/** A chat request with an image so large that the server answers before it has read it. */
const ask = (apiKey: string) =>
  new Pareta({ apiKey, baseURL: server.url, maxRetries: 0 }).chat.completions.create({
    model: "ep_a1b2c3",
    messages: [
      {
        role: "user",
        content: [{ type: "image_url", image_url: { url: `data:image/png;base64,${"A".repeat(40 * megabytes)}` } }]
      }
    ]
  })

it("an answer that comes before a body of 40 MB was sent is not taken for a broken connection: 401", async () => {
  const failure = await ask("nope").catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(AuthenticationError)
  expect(failure).toMatchObject({ status: 401, detail: "invalid API key" })
})

it("an answer that comes before a body of 40 MB was sent is not taken for a broken connection: 413", async () => {
  const failure = await ask("pareta_sk_test_1").catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(APIStatusError)
  expect(failure).toMatchObject({ status: 413, detail: expect.stringContaining("too large") })
})
