import { getEventListeners } from "node:events"
import { Pareta } from "pareta"
import { describe, expect, it } from "vitest"
import { type Answer, apiKey, params, scriptedFetch } from "./ScriptedFetch.ts"

const run = (status: string) => Response.json({ run: { id: "run_1", status } })

const client = (...responses: ReadonlyArray<Answer>) => {
  const { fetch, requests } = scriptedFetch(...responses)
  return { pareta: new Pareta({ apiKey, maxRetries: 0, fetch }), requests }
}

describe("the methods of a namespace", () => {
  it("work without it", async () => {
    const { pareta } = client(Response.json({ data: [{ id: "ep_1" }] }))
    const { list } = pareta.models
    expect((await list()).data[0]?.id).toBe("ep_1")
    const copy = Object.assign<object, typeof pareta.models>({}, pareta.models) as typeof pareta.models
    expect((await copy.list()).length).toBe(1)
  })

  it("work through a Proxy", async () => {
    const { pareta } = client(Response.json({ data: [] }))
    expect((await new Proxy(pareta.models, {}).list()).length).toBe(0)
  })

  it("are its own properties", () => {
    const { pareta } = client(Response.json({}))
    expect(Object.keys(pareta.models)).toEqual(["list"])
  })
})

describe("a signal that is no AbortSignal", () => {
  it.each([{}, false, 0, ""])("is refused, as %j", async (value) => {
    const { pareta, requests } = client(Response.json({}))
    const signal = value as unknown as AbortSignal
    const refused = { name: "InvalidArgumentError", message: "signal must be an AbortSignal" }
    await expect(pareta.models.list({ signal })).rejects.toMatchObject(refused)
    const stream = pareta.chat.completions.create({ ...params, stream: true }, { signal })
    await expect(stream.text()).rejects.toMatchObject(refused)
    const watch = pareta.evals.runs.watch("run_1", { signal })[Symbol.asyncIterator]()
    await expect(watch.next()).rejects.toMatchObject(refused)
    expect(requests).toHaveLength(0)
  })
})

describe("watching a run", () => {
  it("leaves no listener on the signal between two states", async () => {
    const { pareta } = client(run("running"))
    const { signal } = new AbortController()
    const watch = pareta.evals.runs.watch("run_1", { signal, pollInterval: 0 })[Symbol.asyncIterator]()
    expect((await watch.next()).value.status).toBe("running")
    expect(getEventListeners(signal, "abort")).toHaveLength(0)
  })

  it("is aborted by the signal between two states", async () => {
    const { pareta } = client(run("running"))
    const controller = new AbortController()
    const watch = pareta.evals.runs.watch("run_1", { signal: controller.signal })[Symbol.asyncIterator]()
    await watch.next()
    controller.abort("enough")
    await expect(watch.next()).rejects.toMatchObject({ name: "APIAbortError", cause: "enough" })
  })
})
