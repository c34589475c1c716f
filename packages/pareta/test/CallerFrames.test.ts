import { mapConcurrent, Pareta } from "pareta"
import { describe, expect, it } from "vitest"
import { apiKey, chunk, params, streamed } from "./ScriptedFetch.ts"

const clientOf = (fetch: typeof globalThis.fetch) => new Pareta({ apiKey, fetch, maxRetries: 0 })

const refusing = clientOf(async () => new Response('{"detail":"no"}', { status: 404 }))
const breaking = clientOf(async () => streamed([chunk("Hello")]).response())
const stalling = clientOf(async () => streamed([chunk("Hello")], "open").response())
const silent = clientOf(() => new Promise(() => {}))

const streamOf = (pareta: Pareta, signal?: AbortSignal) =>
  pareta.chat.completions.create({ ...params, stream: true }, { signal })

const drain = async (events: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of events);
}

/** A signal that aborts after a call has begun. */
const soon = (): AbortSignal => {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 1)
  return controller.signal
}

// Each has an await of its own: the frames of a caller that only passes a promise on are not known to the runtime.
const callers: ReadonlyArray<readonly [name: string, userCode: () => Promise<unknown>]> = [
  [
    "a call",
    async function userCode() {
      await refusing.models.list()
    }
  ],
  [
    "a call in Promise.all",
    async function userCode() {
      await Promise.all([refusing.models.list(), refusing.tasks.list()])
    }
  ],
  [
    "a call in mapConcurrent",
    async function userCode() {
      await mapConcurrent([1], 1, () => refusing.models.list())
    }
  ],
  [
    "a wrong argument",
    async function userCode() {
      await refusing.endpoints.retrieve("")
    }
  ],
  [
    "an aborted call",
    async function userCode() {
      await silent.models.list({ signal: soon() })
    }
  ],
  [
    "a stream that is refused",
    async function userCode() {
      for await (const _ of streamOf(refusing));
    }
  ],
  [
    "a stream that breaks off",
    async function userCode() {
      for await (const _ of streamOf(breaking));
    }
  ],
  [
    "a stream that is aborted while it opens",
    async function userCode() {
      for await (const _ of streamOf(silent, soon()));
    }
  ],
  [
    "a stream that is aborted while it waits",
    async function userCode() {
      for await (const _ of streamOf(stalling, soon()));
    }
  ],
  [
    "a stream with a wrong option",
    async function userCode() {
      for await (const _ of streamOf(refusing, "no signal" as unknown as AbortSignal));
    }
  ],
  [
    "the text of a stream",
    async function userCode() {
      await streamOf(breaking).text()
    }
  ],
  [
    "a stream in Promise.all",
    async function userCode() {
      await Promise.all([drain(streamOf(breaking)), streamOf(breaking).finalCompletion()])
    }
  ],
  [
    "a run that is watched",
    async function userCode() {
      for await (const _ of refusing.evals.runs.watch("er_1"));
    }
  ]
]

describe("the stack of a failure", () => {
  it.each(callers)("names the line that awaits %s", async (_, userCode) => {
    const failure: Error = await userCode().then(
      () => expect.unreachable("it did not fail"),
      (error) => error
    )
    expect(failure.stack).toMatch(/at (?:async )?userCode \(.*CallerFrames\.test\.ts:\d+:\d+\)/)
    expect(failure.stack?.startsWith(`${failure.name}: ${failure.message}`)).toBe(true)
  })

  it("has no frame of the engine if a request was made", async () => {
    const failure: Error = await refusing.models.list().catch((error) => error)
    expect(failure.stack).not.toMatch(/Fiber|runLoop|effect/)
  })

  it.each(["captureStackTrace", "prepareStackTrace"] as const)("costs no failure if Error.%s throws", async (name) => {
    const before = Object.getOwnPropertyDescriptor(Error, name)
    const broken = () => {
      throw new Error("broken")
    }
    const tags: Array<unknown> = []
    try {
      Object.defineProperty(Error, name, { value: broken, configurable: true })
      for (const call of [refusing.models.list(), refusing.endpoints.retrieve(""), streamOf(refusing).text()]) {
        tags.push(await call.catch((error) => error._tag))
      }
    } finally {
      if (before === undefined) Reflect.deleteProperty(Error, name)
      else Object.defineProperty(Error, name, before)
    }
    expect(tags).toEqual(["NotFoundError", "InvalidArgumentError", "NotFoundError"])
  })
})
