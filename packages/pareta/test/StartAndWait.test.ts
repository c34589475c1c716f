import { createEmulator } from "@pareta/emulator"
import { Endpoint, type EndpointStartOptions, Pareta } from "pareta"
import { describe, expect, it } from "vitest"

const stopped = () => {
  const emulator = createEmulator({
    endpoints: [{ id: "ep_1", task: "general-chat", status: "stopped" }],
    timing: { start: 0 }
  })
  return { emulator, pareta: new Pareta({ apiKey: "pareta_sk_test_1", fetch: emulator.fetch, maxRetries: 0 }) }
}

describe("endpoints.start", () => {
  it("returns the live endpoint with wait: true", async () => {
    const { emulator, pareta } = stopped()
    const endpoint = await pareta.endpoints.start("ep_1", { wait: true, pollInterval: 0 })
    expect([endpoint instanceof Endpoint, endpoint.isLive]).toEqual([true, true])
    expect(emulator.log.map(({ method }) => method)).toEqual(["POST", "GET"])
  })

  it("returns the server's JSON without it", async () => {
    for (const options of [undefined, {}, { wait: false }, { timeout: 5000 }] as const) {
      const { emulator, pareta } = stopped()
      expect(await pareta.endpoints.start("ep_1", options)).toEqual({ ok: true })
      expect(emulator.log.length).toBe(1)
    }
  })

  it("ends the waiting when its signal is aborted", async () => {
    const { emulator, pareta } = stopped()
    emulator.faults.script("endpoints.retrieve", { stall: "before-head" })
    const abort = new AbortController()
    const waiting = pareta.endpoints.start("ep_1", { wait: true, signal: abort.signal })
    await expect.poll(() => emulator.log.length).toBe(2)
    abort.abort(new Error("enough"))
    await expect(waiting).rejects.toMatchObject({ name: "APIAbortError", cause: { message: "enough" } })
  })

  it.each([
    [{ wait: "yes" }, "wait must be a boolean"],
    [{ wait: true, timeout: "5" }, "timeout must be a number of seconds"],
    [{ wait: true, interval: 5 }, 'unknown request option "interval"'],
    [{ pollInterval: 5 }, 'unknown request option "pollInterval"']
  ])("refuses %j before it starts anything", async (options, message) => {
    const { emulator, pareta } = stopped()
    const starting = pareta.endpoints.start("ep_1", options as unknown as EndpointStartOptions)
    await expect(starting).rejects.toMatchObject({
      name: "InvalidArgumentError",
      message: expect.stringContaining(message)
    })
    expect(emulator.log).toEqual([])
  })
})
