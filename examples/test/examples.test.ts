import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { createEmulator, type Emulator, type EmulatorOptions } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { runProgram } from "./runProgram.ts"

const directory = fileURLToPath(new URL("..", import.meta.url))

interface Example {
  /** What the platform is like before the program runs. */
  readonly options?: EmulatorOptions
  readonly prepare?: (emulator: Emulator) => void
  readonly args?: ReadonlyArray<string>
  /** The lines it prints; a pattern where something is drawn from a seed. */
  readonly prints: ReadonlyArray<string | RegExp>
  /** What the platform must have seen of it. */
  readonly seen?: (emulator: Emulator) => void
}

const missingKey =
  "missing API key. Pass apiKey: … or use Pareta.fromEnv() with PARETA_API_KEY (mint a pareta_sk_ key in the dashboard)."

const requests = (emulator: Emulator) => emulator.log.map(({ method, path }) => `${method} ${path}`)

/** The most requests that were open at the same time. */
const mostAtOnce = (emulator: Emulator): number => {
  const changes = emulator.log.flatMap(({ receivedAt, endedAt }) => [
    { at: receivedAt, by: 1 },
    { at: endedAt ?? Number.POSITIVE_INFINITY, by: -1 }
  ])
  let open = 0
  let most = 0
  // Ends go first: within a millisecond, the next request of a worker follows the answer to the last.
  for (const { by } of changes.sort((left, right) => left.at - right.at || left.by - right.by)) {
    open += by
    most = Math.max(most, open)
  }
  return most
}

/** Whether only the endpoints are left that were there before. */
const cleanedUp = async (emulator: Emulator): Promise<void> => {
  const response = await emulator.fetch("http://emulator/v1/endpoints", {
    headers: { authorization: "Bearer pareta_sk_test_examples" }
  })
  const left = (await response.json()) as ReadonlyArray<{ id: string }>
  expect(left.map(({ id }) => id)).toEqual(["ep_contract_kie_01", "ep_a1b2c3"])
}

const stages = [
  ["resolving-model", "Resolving model", 5],
  ["reserving-capacity", "Reserving capacity", 15],
  ["pulling-weights", "Pulling weights", 45],
  ["booting", "Booting", 70],
  ["warming-up", "Warming up", 90],
  ["health-check", "Checking health", 98]
] as const

const examples: Record<string, Example> = {
  "bad-arguments": {
    prints: [
      "model is required (an endpoint id from endpoints.deploy)",
      "messages is required and must be non-empty",
      "messages is required and must be non-empty",
      "task is required",
      "endpoint id is required",
      missingKey,
      "requests sent: 0"
    ],
    seen: (emulator) => expect(emulator.log).toEqual([])
  },
  "call-timeout": {
    prepare: (emulator) => emulator.faults.script("chat", { stall: "before-head" }),
    args: ["200"],
    prints: [/^too slow: .*200/],
    seen: (emulator) => expect(emulator.log).toHaveLength(1)
  },
  chat: {
    prints: [
      "The capital of Norway is Oslo.",
      "finish reason: stop",
      /^tokens: \d+ \+ 8$/,
      /^total: \d+$/,
      "served by: ep_a1b2c3"
    ],
    seen: (emulator) =>
      expect(emulator.log[0]?.body).toMatchObject({ temperature: 0, top_p: 1, max_tokens: 64, stop: ["\n\n"], seed: 7 })
  },
  "client-options": {
    prints: ["retries: 4", "timeout: 60000 ms", "fail fast: 0 retries, 5000 ms", "both can call"]
  },
  "deploy-and-wait": {
    prints: [
      /^ep_\w+ true https:\/\/api\.pareta\.ai\/v1\/endpoints\/ep_\w+$/,
      "runs: qwen-vl-1",
      /"parties":\["Acme Inc.","Globex Ltd."\],"effective_date":"2026-05-04"/,
      "finish reason: stop",
      "[ { amount: 900, currency: 'EUR' }, { amount: 1300, currency: 'USD' } ]"
    ]
  },
  "deploy-progress": {
    prints: [
      ...stages.map(([stage, label, pct]) => `stage: { stage: '${stage}', label: '${label}', pct: ${pct} }`),
      /^live: (ep_\w+) https:\/\/api\.pareta\.ai\/v1\/endpoints\/\1$/
    ],
    seen: (emulator) => expect(emulator.log[0]?.body).toEqual({ task: "contract-key-fields", model: "recommended" })
  },
  "effect-deploy-chat-stream": {
    prints: [
      /^ep_\w+ runs qwen-vl-2, after 6 stages$/,
      "(chat.completions.create: 3100 µUSD)",
      /"contract_value":\{"amount":48000,"currency":"EUR"\},"governing_law":"Norway","notice_period":"90 days"/,
      /^Services Agreement between Halden Bryggeri AS and Tidewater Process Control Ltd\..*\.$/,
      "spent 6200 µUSD, saved 51400 µUSD",
      "as expected: endpoint 'ep_nowhere' not found",
      /^ep_\w+ is deleted$/
    ]
  },
  "effect-test-layers": {
    prints: [
      "canned: refund",
      "stopped: other",
      "3 requests, each POST /v1/chat/completions",
      "by members: cancel",
      "not given: ParetaClient.layerTest was not given models.list",
      "down: fetch failed, true"
    ],
    seen: (emulator) => expect(emulator.log).toEqual([])
  },
  "error-classes": {
    prints: [
      "a good call: no error",
      "an unknown endpoint: no such thing: endpoint 'ep_nowhere' not found",
      "an unknown task: the platform refuses it: unknown task 'make-coffee'",
      "no model: not even sent: model is required (an endpoint id from endpoints.deploy)",
      "a wrong key: check the key: invalid API key",
      "nobody there: not reached",
      /^a stopped endpoint: not ready, start it: endpoint 'ep_\w+' is stopped\.$/
    ]
  },
  "error-fields": {
    prints: [
      "name: NotFoundError",
      "message: endpoint 'ep_nowhere' not found",
      "status: 404",
      "detail: endpoint 'ep_nowhere' not found",
      /^request id: req_\w+$/,
      "operation: endpoints.retrieve after 1 attempt",
      /^response: 404 Not Found http:\/\/127\.0\.0\.1:\d+\/v1\/endpoints\/ep_nowhere$/
    ]
  },
  "error-recovery": {
    prepare: (emulator) =>
      emulator.faults.script("chat", {}, {}, { status: 429, headers: { "retry-after": "0.05" }, detail: "slow down" }),
    prints: [
      "404: deploying again",
      "503: starting it",
      /^429: request req_\w+ may come back in 0\.05 s$/,
      "answer: 3",
      missingKey
    ],
    seen: (emulator) =>
      expect(emulator.log.filter(({ route }) => route === "chat").map(({ status }) => status)).toEqual([
        404, 503, 429, 200
      ])
  },
  lifecycle: { prints: ["after stop: stopped", "after start: starting", "then: live", "after delete: 404"] },
  metrics: {
    prints: ["spent: 3100 µUSD, saved: 25700 µUSD", "requests: 1", "uptime: 1", "window: 24h grouped by: day"],
    seen: (emulator) =>
      expect(
        emulator.log
          .map(({ path, query }) => `${path.split("/").at(-1)}?${query}`)
          .slice(1)
          .sort()
      ).toEqual(["activity?", "cost?", "cost?group_by=day", "performance?window=24h", "quality?", "uptime?"])
  },
  "models-list": { prints: ["ep_contract_kie_01 pareta", "ep_a1b2c3 pareta", "2 endpoints"] },
  "openai-client": {
    prints: [
      "The capital of Portugal is Lisbon.",
      "the same from pareta: true",
      "models: ep_contract_kie_01, ep_a1b2c3",
      "openai: 404",
      "pareta: NotFoundError endpoint 'ep_nowhere' not found"
    ],
    seen: (emulator) => expect(emulator.log[0]?.headers["user-agent"]).toMatch(/^OpenAI\/JS/)
  },
  "parallel-deploys": {
    options: { timing: { deploy: "200 millis" } },
    prints: [
      /^contract-key-fields ep_\w+ true$/,
      /^invoice-extraction ep_\w+ true$/,
      /^doc-classification ep_\w+ true$/
    ],
    seen: (emulator) => expect(mostAtOnce(emulator)).toBe(3)
  },
  "parallel-prompts": {
    options: { timing: { firstToken: "100 millis" } },
    prints: [
      "The capital of Norway is Oslo.",
      "The capital of Japan is Tokyo.",
      "42",
      "done",
      "What is the capital of Italy? → The capital of Italy is Rome.",
      "Anyone there? → FAILED: NotFoundError: endpoint 'ep_nowhere' not found",
      "What is 10 minus 3? → 7"
    ],
    seen: (emulator) => expect(mostAtOnce(emulator)).toBe(4)
  },
  quickstart: {
    prints: [
      "recommended: llama-1",
      /^live endpoint: ep_\w+ live$/,
      /^H.*[?!]$/,
      /^tokens: \d+$/,
      /^Sea/,
      /^[a-z ]+,?$/,
      /^.+\.$/,
      "callable after the stop: false"
    ]
  },
  receipt: {
    prints: [
      "chat.completions.create: 3100 µUSD, at a frontier model 28800",
      "chat.completions.create: 3100 µUSD, at a frontier model 28800",
      /^\[ 'Acme Inc\.', 'Globex Ltd\.?' \]$/
    ],
    seen: (emulator) => expect(emulator.ledger.map(({ microUsd }) => microUsd)).toEqual([3100, 3100])
  },
  "start-when-stopped": {
    prints: [/^starting it, because endpoint 'ep_\w+' is stopped\.$/, "5"],
    seen: (emulator) => expect(requests(emulator).filter((request) => request.endsWith("/start"))).toHaveLength(1)
  },
  "stream-dropped": {
    prepare: (emulator) => emulator.faults.script("chat", { reset: { afterEvents: 8 } }),
    prints: [
      /^broken off: .+/,
      'so far: "1. On keep a log:"',
      /^again: 1\. On keep a log: start/,
      /^2\. On keep a log: /,
      /^3\. On keep a log: /
    ],
    seen: (emulator) => expect(emulator.log.map(({ outcome }) => outcome)).toEqual(["reset", "complete"])
  },
  "stream-finish-reason": { prints: ['cut after "1. On keep a": raise max_tokens', "stop: 3 lines"] },
  "stream-summary": { prints: [/^This agreement is entered into between Acme Inc\. and Globex Ltd\. .+\.$/] },
  "stream-whole": {
    // Slow enough for the program to leave in the middle.
    options: { timing: { tokensPerSecond: 200 } },
    prints: [
      /^Harbour/,
      /^[a-z ]+,?$/,
      /^.+\.$/,
      /^finish reason: stop tokens: \d+$/,
      "lines: many",
      "first chunk of: ep_a1b2c3",
      "aborted: no longer needed"
    ],
    seen: (emulator) =>
      expect(emulator.log.slice(0, 4).map(({ outcome }) => outcome)).toEqual([
        "complete",
        "complete",
        "complete",
        "client-closed"
      ])
  },
  "system-prompt": {
    prints: [
      "ep_contract_kie_01, ep_a1b2c3",
      /^recommended: Extract the key fields of the contract/,
      /"parties":\["Acme Inc\.","Globex Ltd\.?"\].*"governing_law":"Portugal"/
    ],
    seen: (emulator) =>
      expect(emulator.log.at(-1)?.body).toMatchObject({
        messages: [{ content: expect.stringMatching(/\nWrite names as the contract writes them\.$/) }, {}]
      })
  },
  "watch-endpoints": {
    prints: [
      ...stages.map(([, label, pct]) => `${pct} % ${label}`),
      "100 % live",
      "LIVE ep_contract_kie_01 contract-key-fields",
      "LIVE ep_a1b2c3 general-chat",
      "LIVE invoices-prod invoice-extraction",
      "requests: 1 p50 known: true"
    ]
  },
  "worker-pool": {
    options: { timing: { firstToken: "10 millis" } },
    prints: ["100 done", "at most 5 in flight", "the last: What is 99 plus 99? 198"],
    seen: (emulator) => {
      expect(emulator.log).toHaveLength(100)
      expect(mostAtOnce(emulator)).toBe(5)
    }
  }
}

describe.concurrent("examples", { timeout: 40_000 }, () => {
  it.each(Object.entries(examples))("%s", async (name, { options, prepare, args, prints, seen }) => {
    const emulator = createEmulator({ ...options, timing: { start: "300 millis", ...options?.timing } })
    const server = await emulator.listen()
    try {
      prepare?.(emulator)
      const run = await runProgram(`${directory}${name}.ts`, server.url, args)
      expect(run.errors).toBe("")
      expect(run.code).toBe(0)
      const lines = run.output.trimEnd().split("\n")
      expect(lines).toEqual(prints.map((line) => (typeof line === "string" ? line : expect.stringMatching(line))))
      seen?.(emulator)
      await cleanedUp(emulator)
    } finally {
      await server.close()
    }
  })
})

describe("the list of examples", () => {
  const files = readdirSync(directory).filter((file) => file.endsWith(".ts"))

  it("has a test for every program", () => {
    expect(files.sort()).toEqual(
      Object.keys(examples)
        .map((name) => `${name}.ts`)
        .sort()
    )
  })

  it("has every program in the README, and no other", () => {
    const readme = readFileSync(`${directory}README.md`, "utf8")
    const named = [...readme.matchAll(/\(([\w-]+\.ts)\)/g)].map(([, file]) => file)
    expect([...new Set(named)].sort()).toEqual(files.sort())
  })
})
