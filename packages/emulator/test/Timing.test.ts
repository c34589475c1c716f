import { expect, it } from "vitest"
import { call, chat, chunksOf, stillEmulator as createEmulator } from "./Wire.ts"

/** The emulator's time until the body is complete, to within `step` milliseconds. */
const durationOf = async (
  emulator: ReturnType<typeof createEmulator>,
  sent: Promise<Response>,
  step: number
): Promise<{ readonly millis: number; readonly text: string }> => {
  let text: string | undefined
  void sent.then(async (response) => {
    text = await response.text()
  })
  let millis = 0
  while (text === undefined && millis < 60_000) {
    await emulator.advance(step)
    millis += step
  }
  return { millis, text: text ?? "" }
}

it("a realistic deploy takes three seconds", async () => {
  const emulator = createEmulator({ latency: "realistic" })
  const { millis } = await durationOf(emulator, call(emulator, "POST", "/v1/endpoints", { task: "icd-coding" }), 250)
  expect(millis).toBeGreaterThanOrEqual(2750)
  expect(millis).toBeLessThanOrEqual(3500)
})

it("a realistic stream runs at 80 to 120 tokens a second after its first token", async () => {
  const emulator = createEmulator({ latency: "realistic" })
  const ask = chat(emulator, `Extract as JSON, with the keys: amounts, date.\n${"$12.50 ".repeat(20)}`, {
    stream: true
  })
  const { millis, text } = await durationOf(emulator, ask, 50)
  const tokens = chunksOf(text).length - 2
  expect(tokens).toBeGreaterThan(100)
  expect(millis).toBeGreaterThanOrEqual((tokens / 120) * 1000)
  expect(millis).toBeLessThanOrEqual((tokens / 80) * 1000 + 400)
})

it("individual durations can be overridden", async () => {
  const emulator = createEmulator({ timing: { deploy: "20 seconds" } })
  const sent = call(emulator, "POST", "/v1/endpoints", { task: "icd-coding" })
  const { millis, text } = await durationOf(emulator, sent, 1000)
  expect(millis).toBeGreaterThanOrEqual(19_000)
  expect(millis).toBeLessThanOrEqual(21_000)
  expect(text.match(/^: ping/gm)?.length).toBe(1)
})
