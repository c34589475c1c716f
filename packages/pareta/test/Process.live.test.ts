import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { answerJson, answerWith, chunk, data, done, type Script, scriptedServer, until } from "./ScriptedServer.ts"

// A process is slow to start on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

const packageRoot = fileURLToPath(new URL("..", import.meta.url))

interface Ran {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

const spawned = (args: ReadonlyArray<string>): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: packageRoot, stdio: ["ignore", "pipe", "pipe"] })
    let output = ""
    let errors = ""
    child.stdout.on("data", (text) => {
      output += text
    })
    child.stderr.on("data", (text) => {
      errors += text
    })
    // Before the test's time-out, so that no process outlives its test.
    const timer = setTimeout(() => child.kill("SIGKILL"), 240_000)
    child.on("error", reject)
    child.on("close", (code) => {
      clearTimeout(timer)
      resolve({ code, output, errors })
    })
  })

const directory = mkdtempSync(join(tmpdir(), "pareta-process-"))
const bundle = join(directory, "bundle.mjs")

// One bundle of the sources. A process loads it in a tenth of the time that Effect's thousand modules take.
beforeAll(() =>
  build({
    stdin: {
      contents: `export { Pareta } from "./src/index.ts"
        export * as Core from "@pareta/core"
        export * as Effect from "effect/Effect"
        export * as Fiber from "effect/Fiber"
        export * as Stream from "effect/Stream"`,
      resolveDir: packageRoot
    },
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["@pareta/source"],
    outfile: bundle
  })
)

afterAll(() => rmSync(directory, { recursive: true }))

/**
 * The beginning of each program. `settled` is its last step: from then on, nothing may keep the process alive. A
 * process that is still alive after a second fails. The second is counted as a hundred turns of its own event loop, 10
 * ms apart, because on a busy machine these take longer, as does the rest of the work of the process.
 */
const prelude = (url: string) => `
  import { Core, Effect, Fiber, Pareta, Stream } from ${JSON.stringify(pathToFileURL(bundle).href)}
  const baseURL = ${JSON.stringify(url)}, apiKey = "pareta_sk_test_child"
  const params = { model: "m", messages: [{ role: "user", content: "Say hello" }] }
  const streamed = { ...params, stream: true }
  const { promise: backOff, resolve: onRetry } = Promise.withResolvers()
  const options = { apiKey, baseURL, maxEventSize: 1000, onRetry }
  const pareta = new Pareta(options)
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
  const settled = () => {
    console.log("settled")
    let looks = 0
    const look = () => {
      if (++looks < 100) return setTimeout(look, 10).unref()
      console.error("still running, because of", process.getActiveResourcesInfo())
      process.exit(1)
    }
    setTimeout(look, 10).unref()
  }
  const client = await Effect.runPromise(
    Effect.provide(Core.ParetaClient, Core.ParetaClient.layerFetch(options))
  )
`

/** Runs a program in its own process. */
const run = (url: string, program: string, ...flags: ReadonlyArray<string>): Promise<Ran> =>
  spawned([...flags, "--input-type=module", "--eval", prelude(url) + program])

const busy: Script = ({ response }) => {
  response.writeHead(503, { "retry-after": "30" })
  response.end("{}")
}

const half: Script = (exchange) => answerWith(exchange, [chunk("Hel")], "open")

const whole: Script = (exchange) => answerWith(exchange, [chunk("Hello", "stop"), done], "open")

const silent: Script = () => {}

const programs: { readonly [name: string]: readonly [Script, string] } = {
  "a call aborted in its back-off, as a Promise": [
    busy,
    `const controller = new AbortController()
     const call = pareta.models.list({ signal: controller.signal }).catch((error) => error.name)
     await backOff
     controller.abort()
     if (await call !== "APIAbortError") throw new Error("not aborted")`
  ],
  "a call interrupted in its back-off, as an Effect": [
    busy,
    `const fiber = Effect.runFork(client.models.list())
     await backOff
     await Effect.runPromise(Fiber.interrupt(fiber))`
  ],
  "a stream that was broken off, as a Promise": [
    half,
    `for await (const _ of pareta.chat.completions.create(streamed)) break`
  ],
  "a stream that was broken off, as an Effect": [
    half,
    `await Effect.runPromise(Stream.runDrain(Stream.take(client.chat.completions.stream(params), 1)))`
  ],
  "a call that timed out, as a Promise": [
    silent,
    `const call = pareta.chat.completions.create(params, { timeout: 250, maxRetries: 0 })
     if (await call.catch((error) => error.name) !== "APITimeoutError") throw new Error("no timeout")`
  ],
  "a call that timed out, as an Effect": [
    silent,
    `const failure = await Effect.runPromise(Effect.flip(Effect.timeout(client.chat.completions.create(params), 250)))
     if (failure._tag !== "TimeoutError") throw new Error("no timeout")`
  ],
  "a stream that ended with [DONE], its socket left open, as a Promise": [
    whole,
    `if (await pareta.chat.completions.create(streamed).text() !== "Hello") throw new Error("no text")`
  ],
  "a stream that ended with [DONE], its socket left open, as an Effect": [
    whole,
    `if (await Effect.runPromise(Core.text(client.chat.completions.stream(params))) !== "Hello") throw new Error("no text")`
  ],
  "all of these over a pool that keeps sockets alive": [
    (exchange, nth) => [whole, half, silent, silent, busy][nth]?.(exchange, nth),
    `await fetch("data:,")
     const { constructor: Agent } = globalThis[Symbol.for("undici.globalDispatcher.1")]
     const dispatcher = new Agent({ connections: 2, keepAliveTimeout: 60000, keepAliveMaxTimeout: 60000 })
     const pooled = new Pareta({ apiKey, baseURL, fetch: (url, init) => fetch(url, { ...init, dispatcher }) })
     await pooled.chat.completions.create(streamed).text()
     for await (const _ of pooled.chat.completions.create(streamed)) break
     await pooled.models.list({ timeout: 250, maxRetries: 0 }).catch(() => {})
     await pooled.models.list({ signal: AbortSignal.timeout(250) }).catch(() => {})
     await pooled.models.list({ signal: AbortSignal.timeout(250) }).catch(() => {})`
  ]
}

describe("a process exits within a second after", () => {
  it.concurrent.each(Object.entries(programs))("%s", async (_, [script, program]) => {
    await using server = await scriptedServer(script)
    const ran = await run(server.url, `${program}\nsettled()`)
    expect(ran).toEqual({ code: 0, errors: "", output: "settled\n" })
  })
})

const frames = [
  data({ error: { message: "boom" } }),
  "data: {no json}\n\n",
  `data: ${"x".repeat(2000)}`,
  "event: error\ndata: boom\n\n"
]

/** Every way a stream can go wrong, one after the other. */
const troubles: Script = (exchange, nth) => {
  const turn = nth % 8
  if (turn < 4) answerWith(exchange, [chunk("Hel"), frames[turn] as string], "open")
  else if (turn === 4) answerWith(exchange, [chunk("Hel")], "reset")
  else if (turn === 5) answerWith(exchange, [chunk("Hel")], "end")
  else if (turn === 6) answerJson(exchange, { detail: "no" }, 400)
  else exchange.response.destroy()
}

describe("no rejection is left unhandled", () => {
  const strict = "--unhandled-rejections=strict"

  it.concurrent("by streams that fail, in any way of reading them", async () => {
    await using server = await scriptedServer(troubles)
    const ran = await run(
      server.url,
      `const strict = new Pareta({ ...options, maxRetries: 0 })
       const ways = {
         text: (stream) => stream.text(),
         twice: (stream) => Promise.allSettled([stream.text(), stream.finalCompletion()]).then(() => stream.text()),
         loop: async (stream) => { for await (const _ of stream); },
         loopThenWhole: async (stream) => {
           try { for await (const _ of stream); } catch {}
           await stream.finalCompletion()
         },
         overlapping: async (stream) => {
           const iterator = stream[Symbol.asyncIterator]()
           const steps = await Promise.allSettled([1, 2, 3, 4].map(() => iterator.next()))
           throw steps.find((step) => step.status === "rejected").reason
         },
         pipe: (stream) => new Response(stream.toReadableStream()).text()
       }
       for (const way of Object.values(ways)) {
         for (let turn = 0; turn < 8; turn++) {
           const failed = await way(strict.chat.completions.create(streamed)).then(() => false, () => true)
           if (!failed) throw new Error(way + " did not fail")
         }
       }
       for (let turn = 0; turn < 8; turn++) {
         const stream = client.chat.completions.stream(params)
         await Effect.runPromise(Effect.exit(Core.withRequestOptions(Stream.runDrain(stream), { maxRetries: 0 })))
       }
       await pause(50)
       settled()`,
      strict
    )
    expect(ran).toMatchObject({ code: 0, errors: "", output: "settled\n" })
    expect(server.exchanges).toHaveLength(56)
  })

  it.concurrent("by streams that are stopped at any moment, while nothing awaits their steps", async () => {
    const scripts: { readonly [model: string]: Script } = { half, silent, busy, whole }
    await using server = await scriptedServer((exchange, nth) =>
      scripts[JSON.parse(exchange.body).model]?.(exchange, nth)
    )
    const ran = await run(
      server.url,
      `const stops = [
         (stream, iterator) => iterator.return(),
         (stream, iterator) => stream[Symbol.asyncDispose](),
         (stream, iterator, controller) => stream.abort("enough"),
         (stream, iterator, controller) => controller.abort("enough")
       ]
       for (const stop of stops) {
         for (const model of ["half", "silent", "busy", "whole"]) {
           for (const wait of [0, 20]) {
             const controller = new AbortController()
             const stream = pareta.chat.completions.create({ ...streamed, model }, { signal: controller.signal })
             const iterator = stream[Symbol.asyncIterator]()
             const steps = [iterator.next(), iterator.next()].map((step) => step.catch(() => {}))
             await pause(wait)
             stop(stream, iterator, controller)
             // Stopped twice, and read on: each settles at once.
             stop(stream, iterator, controller)
             await Promise.all(steps)
             await iterator.next().catch(() => {})
             await stream.text().catch(() => {})
           }
         }
       }
       // Stopped while nothing awaits it: the failure must not become an unhandled rejection.
       const controller = new AbortController()
       const stopped = pareta.chat.completions.create(streamed, { signal: controller.signal })
       stopped.abort("before the first step")
       const opened = pareta.chat.completions.create({ ...streamed, model: "half" }, { signal: controller.signal })
       await opened[Symbol.asyncIterator]().next()
       controller.abort("between two steps")
       await pause(50)
       settled()`,
      strict
    )
    expect(ran).toMatchObject({ code: 0, errors: "", output: "settled\n" })
  })

  it.concurrent("the check notices one that is left", async () => {
    const ran = await run("http://127.0.0.1:9", `Promise.reject(new Error("left")); await pause(50)`, strict)
    expect(ran.code).not.toBe(0)
    expect(ran.errors).toContain("left")
  })

  it.concurrent("this suite fails on one that is left", async () => {
    writeFileSync(
      join(directory, "some.test.js"),
      `it("passes, and leaves a rejection", async () => {
         Promise.reject(new Error("left"))
         await new Promise((resolve) => setTimeout(resolve, 20))
       })`
    )
    const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs")
    const ran = await spawned([vitest, "run", "--root", directory, "--globals"])
    expect(ran.code).toBe(1)
    expect(ran.output + ran.errors).toContain("Unhandled Rejection")
    // The configuration of this repository does not switch that off.
    const ours = readFileSync(join(packageRoot, "../../vitest.workspace.ts"), "utf8")
    expect(ours).not.toContain("dangerouslyIgnoreUnhandledErrors")
  })
})

describe("streams that are no longer referenced", () => {
  const collecting = `
    const collectUntil = async (condition) => {
      for (let round = 0; round < 100 && !condition(); round++) {
        globalThis.gc()
        await pause(10)
      }
    }
  `

  it.concurrent("close their real sockets when they are half-read, in any way of reading", async () => {
    await using server = await scriptedServer((exchange) => answerWith(exchange, [chunk("Hel") + chunk("lo")], "open"))
    const ran = await run(
      server.url,
      `${collecting}
       import { getEventListeners } from "node:events"
       const { signal } = new AbortController()
       const ways = [
         async () => { await pareta.chat.completions.create(streamed)[Symbol.asyncIterator]().next() },
         async () => { await pareta.chat.completions.create(streamed, { signal })[Symbol.asyncIterator]().next() },
         async () => { await pareta.chat.completions.create(streamed).toReadableStream().getReader().read() },
         async () => { await pareta.endpoints.deploy({ task: "t" }, { signal })[Symbol.asyncIterator]().next() },
         async () => { await pareta.stream("GET", "/v1/events")[Symbol.asyncIterator]().next() },
         async () => { pareta.chat.completions.create(streamed, { signal })[Symbol.asyncIterator]() },
         async () => { for await (const _ of pareta.chat.completions.create(streamed)) break },
         () => Effect.runPromise(Stream.runDrain(Stream.take(client.chat.completions.stream(params), 1)))
       ]
       await Promise.all(Array.from({ length: 40 }, async (_, lane) => {
         for (let turn = 0; turn < 10; turn++) await ways[(lane + turn) % ways.length]()
       }))
       const open = () => process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length
       const listeners = () => getEventListeners(signal, "abort").length
       await collectUntil(() => open() === 0 && listeners() === 0)
       console.log(JSON.stringify([open(), listeners()]))
       settled()`,
      "--expose-gc"
    )
    expect(ran).toEqual({ code: 0, errors: "", output: "[0,0]\nsettled\n" })
    // All but those that were never stepped.
    expect(server.exchanges).toHaveLength(350)
    await until(() => server.connections() === 0)
  })

  it.concurrent("cancel their bodies: ten thousand in memory", async () => {
    const ran = await run(
      "http://127.0.0.1:9",
      `${collecting}
       const bytes = new TextEncoder().encode(${JSON.stringify(chunk("Hel") + chunk("lo"))})
       let opened = 0, cancelled = 0
       const fetch = async () => {
         opened++
         const body = new ReadableStream({ start: (to) => to.enqueue(bytes), cancel: () => { cancelled++ } })
         return new Response(body, { headers: { "content-type": "text/event-stream" } })
       }
       const memory = new Pareta({ apiKey, fetch })
       const half = async () => { await memory.chat.completions.create(streamed)[Symbol.asyncIterator]().next() }
       await Promise.all(Array.from({ length: 100 }, async () => {
         for (let turn = 0; turn < 100; turn++) await half()
       }))
       await collectUntil(() => cancelled === opened)
       console.log(JSON.stringify([opened, cancelled]))
       settled()`,
      "--expose-gc"
    )
    expect(ran).toMatchObject({ code: 0, errors: "", output: "[10000,10000]\nsettled\n" })
  })

  it.concurrent("are not collected while a step is pending, and react to their signal", async () => {
    await using server = await scriptedServer((exchange, nth) => {
      answerWith(exchange, [chunk("Hel")], "open")
      if (nth === 0) setTimeout(() => exchange.response.write(chunk("lo")), 250)
    })
    const ran = await run(
      server.url,
      `const second = async (options) => {
         const iterator = pareta.chat.completions.create(streamed, options)[Symbol.asyncIterator]()
         await iterator.next()
         return { step: iterator.next() }
       }
       const collecting = setInterval(() => globalThis.gc(), 10)
       const answer = await (await second()).step
       const controller = new AbortController()
       const { step } = await second({ signal: controller.signal })
       setTimeout(() => controller.abort("enough"), 250)
       const failure = await step.catch((error) => error)
       clearInterval(collecting)
       console.log(JSON.stringify([answer.done, failure.name]))
       settled()`,
      "--expose-gc"
    )
    expect(ran).toMatchObject({ code: 0, errors: "", output: '[false,"APIAbortError"]\nsettled\n' })
  })
})

describe("a hundred results of calls with prompts of 1 MB hold none of the prompts:", () => {
  const answer = `Response.json({ id: "c", choices: [{ index: 0, message: { content: "x" } }] })`
  const streamOf = "const stream = mine.chat.completions.create({ ...big, stream: true })"
  const events = `new Response(${JSON.stringify(chunk("Hello", "stop") + done)}, { headers: { "content-type": "text/event-stream" } })`

  it.concurrent.each([
    ["completions", answer, "mine.chat.completions.create(big)"],
    ["completions under a key of the caller", answer, "mine.chat.completions.create(big, { idempotencyKey: 'k' + n })"],
    ["completions as Effects", answer, "Effect.runPromise(core.chat.completions.create(big))"],
    ["results of other routes", answer, "mine.request('POST', '/v1/x', { body: big })"],
    [
      "streams and their completions",
      events,
      `(async () => { ${streamOf}; return [stream, await stream.finalCompletion()] })()`
    ],
    [
      "streams that fail",
      answer,
      `(async () => { ${streamOf}; return [stream, await stream.text().catch((e) => e)] })()`
    ],
    [
      "refusals",
      `Response.json({ detail: "no" }, { status: 404 })`,
      "mine.chat.completions.create(big).catch((e) => e)"
    ],
    [
      "broken connections",
      `Promise.reject(new TypeError("reset"))`,
      "mine.chat.completions.create(big).catch((e) => e)"
    ]
  ])("%s", async (_, response, call) => {
    const ran = await run(
      "http://127.0.0.1:9",
      `const fetch = async () => ${response}
       const mine = new Pareta({ ...options, fetch, maxRetries: 0, maxEventSize: 1e6 })
       const core = await Effect.runPromise(
         Effect.provide(Core.ParetaClient, Core.ParetaClient.layerFetch({ ...options, fetch, maxRetries: 0 }))
       )
       const used = () => { globalThis.gc(); globalThis.gc(); return process.memoryUsage().heapUsed / 1e6 }
       const kept = []
       const before = used()
       for (let n = 0; n < 100; n++) {
         const big = { model: "m", messages: [{ role: "user", content: n + "z".repeat(1_000_000) }] }
         kept.push(await ${call})
       }
       const grown = used() - before
       // The prompts alone are 100 MB.
       console.log(kept.length, grown < 20 ? "small" : grown)`,
      "--expose-gc"
    )
    expect(ran).toMatchObject({ code: 0, errors: "", output: "100 small\n" })
  })
})
