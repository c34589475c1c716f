import * as Core from "@pareta/core"
import { createEmulator, type Emulator, type MatchOutcome, makeEmulator, type ProposalOutcome } from "@pareta/emulator"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Shell from "pareta"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"

type Pareta = Shell.Pareta
type Client = Core.ParetaClient["Service"]

/** One behaviour, tested with Promises and with Effects. Both results are compared with `expected`. */
interface Case {
  readonly name: string
  readonly prepare?: (emulator: Emulator) => void
  readonly promise: (pareta: Pareta, emulator: Emulator) => Promise<unknown>
  readonly effect: (client: Client, emulator: Emulator) => Effect.Effect<unknown, unknown>
  readonly expected: unknown
  /** What was sent, in order. */
  readonly asked?: ReadonlyArray<string>
}

const apiKey = "pareta_sk_test_faces"
const task = "intent-classification"
const items = [
  { input: { text: "I want my money back" }, expected: "refund_request" },
  { input: { text: "Where is my parcel?" }, expected: "order_status" }
]
const models = ["qwen-1", "mistral-2"]
const place = { idx: 0, fieldName: "document" }
const large = new Uint8Array(5 * 1024 * 1024).fill(7)
const often = { pollInterval: 0 }

const collect = async <A>(all: AsyncIterable<A>): Promise<Array<A>> => {
  const collected: Array<A> = []
  for await (const each of all) collected.push(each)
  return collected
}

const failure = (name: string, more: object = {}) => ({ failed: expect.objectContaining({ name, ...more }) })

const asked = (emulator: Emulator): ReadonlyArray<string> =>
  emulator.log.map(({ method, path, query }) =>
    `${method} ${path}${query && method !== "PUT" ? `?${query}` : ""}`
      .replaceAll(/(es|run)_[0-9a-f]{12}/g, "$1_…")
      .replace(/^(PUT .*…\/).*/, "$1…")
  )

const sent = (emulator: Emulator, route: string) => emulator.log.filter((each) => each.route === route)

const candidates = (emulator: Emulator): unknown =>
  (sent(emulator, "evals.runs.create")[0]?.body as { readonly candidate_model_ids?: unknown })?.candidate_model_ids

// ---- tasks ----

const summary = (match: Shell.TaskMatch) => ({
  matched: match.matched,
  type: match.type,
  matcher: match.matcher,
  task: match.chosen?.taskId ?? null,
  score: match.chosen?.score ?? null,
  lane: match.capability?.id ?? null,
  reasoned: match.reasoning !== null,
  confidence: match.confidence
})

const nothing = { matched: false, task: null, score: null, lane: null }
const found = { matched: true, type: "task", task: "contract-key-fields", lane: null }

const outcomes: ReadonlyArray<readonly [MatchOutcome, object]> = [
  ["reason", { ...found, matcher: "reason", score: null, reasoned: true, confidence: "high" }],
  ["keyword", { ...found, matcher: "keyword", score: expect.any(Number), reasoned: false, confidence: null }],
  ["legacy", { ...found, matcher: "keyword", score: expect.any(Number), reasoned: false, confidence: null }],
  [
    "capability",
    { ...nothing, type: "capability", lane: "chat", matcher: "reason", reasoned: true, confidence: "high" }
  ],
  ["unsupported", { ...nothing, type: "unsupported", matcher: "reason", reasoned: true, confidence: "high" }],
  ["none", { ...nothing, type: "none", matcher: "keyword", reasoned: false, confidence: null }]
]

const contractOf = ({ outputSchemaRole, outputSchema, goldSchema }: Core.Task) => [
  outputSchemaRole,
  outputSchema?.["type"],
  goldSchema === null ? null : Object.keys(goldSchema["properties"] as object)
]

const taskCases: ReadonlyArray<Case> = [
  {
    name: "tasks.list",
    promise: async (pareta) => (await pareta.tasks.list()).map(({ id, hasBlobInput }) => [id, hasBlobInput]),
    effect: (client) => Effect.map(client.tasks.list(), (all) => all.map(({ id, hasBlobInput }) => [id, hasBlobInput])),
    expected: expect.arrayContaining([
      ["contract-key-fields", true],
      ["text-to-sql", false]
    ]),
    asked: ["GET /v1/tasks"]
  },
  {
    name: "tasks.retrieve of a task whose answers are a summary of the expected ones",
    promise: async (pareta) => contractOf(await pareta.tasks.retrieve("contract-key-fields")),
    effect: (client) => Effect.map(client.tasks.retrieve("contract-key-fields"), contractOf),
    expected: ["summary", "object", expect.arrayContaining(["parties", "contract_value"])],
    asked: ["GET /v1/tasks/contract-key-fields"]
  },
  {
    name: "tasks.retrieve of a task whose answers are the expected ones",
    promise: async (pareta) => contractOf(await pareta.tasks.retrieve("invoice-extraction")),
    effect: (client) => Effect.map(client.tasks.retrieve("invoice-extraction"), contractOf),
    expected: ["gold", "object", null],
    asked: ["GET /v1/tasks/invoice-extraction"]
  },
  ...(
    [
      [undefined, 0, ""],
      [{ examplesN: 0 }, 0, "?examples_n=0"],
      [{ examplesN: 2 }, 2, "?examples_n=2"]
    ] as const
  ).map(
    ([options, count, query]): Case => ({
      name: `tasks.retrieve with ${JSON.stringify(options)}`,
      promise: async (pareta) => {
        const { id, defaultScorer, examples } = await pareta.tasks.retrieve(task, options)
        return [id, defaultScorer, examples.length]
      },
      effect: (client) =>
        Effect.map(client.tasks.retrieve(task, options), ({ id, defaultScorer, examples }) => [
          id,
          defaultScorer,
          examples.length
        ]),
      expected: [task, "macro_joint_f1", count],
      asked: [`GET /v1/tasks/${task}${query}`]
    })
  ),
  {
    name: "tasks.retrieve of an unknown task",
    promise: (pareta) => pareta.tasks.retrieve("nope"),
    effect: (client) => client.tasks.retrieve("nope"),
    expected: failure("NotFoundError", { status: 404 })
  },
  ...outcomes.map(
    ([outcome, expected]): Case => ({
      name: `tasks.match that comes out as ${outcome}`,
      prepare: ({ matches }) => matches.script({ outcome }),
      promise: async (pareta) => summary(await pareta.tasks.match("pull the parties out of contracts")),
      effect: (client) => Effect.map(client.tasks.match("pull the parties out of contracts"), summary),
      expected
    })
  ),
  {
    name: "tasks.match, which requests five candidates, or topK",
    promise: async (pareta, emulator) => {
      await pareta.tasks.match("invoices")
      await pareta.tasks.match("invoices", { topK: 2 })
      return emulator.log.map(({ body }) => body)
    },
    effect: (client, emulator) =>
      Effect.as(
        Effect.andThen(client.tasks.match("invoices"), client.tasks.match("invoices", { topK: 2 })),
        emulator.log
      ).pipe(Effect.map((log) => log.map(({ body }) => body))),
    expected: [
      { query: "invoices", top_k: 5 },
      { query: "invoices", top_k: 2 }
    ]
  },
  {
    name: "tasks.match of a blank query",
    promise: (pareta) => pareta.tasks.match("  "),
    effect: (client) => client.tasks.match("  "),
    expected: failure("InvalidArgumentError", { message: "query is required" }),
    asked: []
  },
  {
    name: "tasks.leaderboard",
    promise: async (pareta) => {
      const { taskId, recommended, frontier, models } = await pareta.tasks.leaderboard(task)
      return [taskId, recommended, frontier?.name, models[0]?.name, models[0]?.costPerRequestMicroUsd]
    },
    effect: (client) =>
      Effect.map(client.tasks.leaderboard(task), ({ taskId, recommended, frontier, models }) => [
        taskId,
        recommended,
        frontier?.name,
        models[0]?.name,
        models[0]?.costPerRequestMicroUsd
      ]),
    expected: [task, "mistral-2", "claude-opus-4-7", "mistral-2", 180],
    asked: [`GET /v1/tasks/${task}/leaderboard`]
  },
  {
    name: "tasks.recommended",
    promise: (pareta) => pareta.tasks.recommended(task),
    effect: (client) => client.tasks.recommended(task),
    expected: "mistral-2",
    asked: [`GET /v1/tasks/${task}/leaderboard`]
  }
]

// ---- sets ----

const setCases: ReadonlyArray<Case> = [
  {
    name: "evals.frontierModels without a task, none of them benchmarked",
    promise: async (pareta) => (await pareta.evals.frontierModels()).map(({ id, benchmarked }) => [id, benchmarked]),
    effect: (client) =>
      Effect.map(client.evals.frontierModels(), (all) => all.map(({ id, benchmarked }) => [id, benchmarked])),
    expected: expect.arrayContaining([
      ["gpt-5.5", false],
      ["gemini-x", false]
    ]),
    asked: ["GET /v1/eval/frontier-models"]
  },
  {
    name: "evals.frontierModels of a task",
    promise: async (pareta) =>
      (await pareta.evals.frontierModels(task)).filter((each) => each.benchmarked).map((each) => each.id),
    effect: (client) =>
      Effect.map(client.evals.frontierModels(task), (all) =>
        all.filter((each) => each.benchmarked).map(({ id }) => id)
      ),
    expected: ["claude-opus-4-7", "gpt-5.5"],
    asked: [`GET /v1/eval/frontier-models?task=${task}`]
  },
  {
    name: "evals.sets.create",
    promise: async (pareta) => {
      const { taskId, name, itemCount, scoringStrategy } = await pareta.evals.sets.create({ task, items })
      return [taskId, name, itemCount, scoringStrategy]
    },
    effect: (client) =>
      Effect.map(client.evals.sets.create({ task, items }), ({ taskId, name, itemCount, scoringStrategy }) => [
        taskId,
        name,
        itemCount,
        scoringStrategy
      ]),
    expected: [task, "sdk eval set (2 items)", 2, "classification"],
    asked: ["POST /v1/eval-sets"]
  },
  {
    name: "evals.sets.list, retrieve and delete",
    promise: async ({ evals: { sets } }) => {
      const { id } = await sets.create({ task, items, name: "mine" })
      const known = [(await sets.list()).map((set) => set.name), (await sets.retrieve(id)).name]
      return [...known, await sets.delete(id), (await sets.list()).length]
    },
    effect: ({ evals: { sets } }) =>
      Effect.gen(function* () {
        const { id } = yield* sets.create({ task, items, name: "mine" })
        const known = [(yield* sets.list()).map((set) => set.name), (yield* sets.retrieve(id)).name]
        return [...known, yield* sets.delete(id), (yield* sets.list()).length]
      }),
    expected: [["mine"], "mine", undefined, 0]
  },
  {
    name: "evals.sets.retrieve of a deleted set",
    promise: (pareta) => pareta.evals.sets.retrieve("es_nope"),
    effect: (client) => client.evals.sets.retrieve("es_nope"),
    expected: failure("NotFoundError", { status: 404 })
  },
  {
    name: "evals.sets.uploadDocument of a small document, in one request",
    promise: async ({ evals: { sets } }) => {
      const { id } = await sets.create({ task: "contract-key-fields", items: [{ expected: {} }] })
      return sets.uploadDocument(id, new File(["%PDF"], "acme.pdf"), place)
    },
    effect: ({ evals: { sets } }) =>
      Effect.flatMap(sets.create({ task: "contract-key-fields", items: [{ expected: {} }] }), ({ id }) =>
        sets.uploadDocument(id, new File(["%PDF"], "acme.pdf"), place)
      ),
    expected: { kind: "blob", uri: expect.stringMatching(/^gs:/), mime: "application/pdf" },
    asked: ["POST /v1/eval-sets", "POST /v1/eval-sets/es_…/attach-blob"]
  },
  {
    name: "evals.sets.uploadDocument of a large document, through storage",
    promise: async ({ evals: { sets } }) => {
      const { id } = await sets.create({ task: "contract-key-fields", items: [{ expected: {} }] })
      return sets.uploadDocument(id, large, { ...place, mime: "application/pdf" })
    },
    effect: ({ evals: { sets } }) =>
      Effect.flatMap(sets.create({ task: "contract-key-fields", items: [{ expected: {} }] }), ({ id }) =>
        sets.uploadDocument(id, large, { ...place, mime: "application/pdf" })
      ),
    expected: { kind: "blob", uri: expect.stringMatching(/^gs:/), mime: "application/pdf" },
    asked: [
      "POST /v1/eval-sets",
      "POST /v1/eval-sets/es_…/blob-upload-url",
      "PUT /pareta-eval-blobs/es_…/…",
      "POST /v1/eval-sets/es_…/blob-upload-complete"
    ]
  },
  {
    name: "evals.sets.uploadDocument to a row that does not exist",
    promise: async ({ evals: { sets } }) => {
      const { id } = await sets.create({ task, items })
      return sets.uploadDocument(id, new Uint8Array(1), { ...place, idx: 2 })
    },
    effect: ({ evals: { sets } }) =>
      Effect.flatMap(sets.create({ task, items }), ({ id }) =>
        sets.uploadDocument(id, new Uint8Array(1), { ...place, idx: 2 })
      ),
    expected: failure("NotFoundError", { operation: "evals.sets.uploadDocument" })
  }
]

// ---- runs ----

const frontiers: ReadonlyArray<readonly [Shell.FrontierSpec | undefined, ReadonlyArray<string>]> = [
  [undefined, []],
  [null, []],
  ["none", []],
  [[], []],
  ["benchmarked", ["claude-opus-4-7", "gpt-5.5"]],
  [
    "all",
    ["claude-opus-4-7", "gpt-5.5", "gemini-3-1-pro", "claude-sonnet-4-6", "gpt-4o", "gemini-3-5-flash", "gemini-x"]
  ],
  [
    ["gpt-5.5", "claude-opus-4-7"],
    ["gpt-5.5", "claude-opus-4-7"]
  ]
]

const waited = (run: Shell.EvalRun) => ({
  status: run.status,
  isTerminal: run.isTerminal,
  error: run.errorDetail,
  models: run.results.map(({ modelId, kind, nSucceeded }) => [modelId, kind, nSucceeded])
})

const completed = {
  status: "completed",
  isTerminal: true,
  error: null,
  models: [
    ["qwen-1", "open", 2],
    ["mistral-2", "open", 2]
  ]
}

const runCases: ReadonlyArray<Case> = [
  {
    name: "evals.runs.create on an existing set",
    promise: async ({ evals }) => {
      const { id } = await evals.sets.create({ task, items })
      const run = await evals.runs.create({ evalSet: id, models })
      return [run.status, run.isTerminal, run.cost, run.id === (await evals.runs.retrieve(run.id)).id]
    },
    effect: ({ evals }) =>
      Effect.gen(function* () {
        const { id } = yield* evals.sets.create({ task, items })
        const run = yield* evals.runs.create({ evalSet: id, models })
        return [run.status, run.isTerminal, run.cost, run.id === (yield* evals.runs.retrieve(run.id)).id]
      }),
    expected: ["queued", false, "0.00", true],
    asked: ["POST /v1/eval-sets", "POST /v1/eval-runs", "GET /v1/eval-runs/run_…"]
  },
  {
    name: "evals.runs.create on rows, which creates a set of that name first",
    promise: async ({ evals }) => {
      await evals.runs.create({ task, items, models, name: "mine" })
      return (await evals.sets.list()).map((set) => set.name)
    },
    effect: ({ evals }) =>
      Effect.andThen(
        evals.runs.create({ task, items, models, name: "mine" }),
        Effect.map(evals.sets.list(), (sets) => sets.map((set) => set.name))
      ),
    expected: ["mine"],
    asked: ["POST /v1/eval-sets", "POST /v1/eval-runs", "GET /v1/eval-sets"]
  },
  ...frontiers.map(
    ([frontier, ids]): Case => ({
      name: `evals.runs.create with the frontier ${JSON.stringify(frontier)}`,
      promise: async ({ evals }, emulator) => {
        await evals.runs.create({ task, items, models, frontier })
        return candidates(emulator)
      },
      effect: ({ evals }, emulator) =>
        Effect.map(evals.runs.create({ task, items, models, frontier }), () => candidates(emulator)),
      expected: [...models, ...ids]
    })
  ),
  {
    name: "evals.runs.create with a keyword on a set that has a task",
    promise: async ({ evals }, emulator) => {
      const { id } = await evals.sets.create({ task, items })
      await evals.runs.create({ evalSet: id, models: [], frontier: "benchmarked" })
      return candidates(emulator)
    },
    effect: ({ evals }, emulator) =>
      Effect.gen(function* () {
        const { id } = yield* evals.sets.create({ task, items })
        yield* evals.runs.create({ evalSet: id, models: [], frontier: "benchmarked" })
        return candidates(emulator)
      }),
    expected: ["claude-opus-4-7", "gpt-5.5"],
    asked: [
      "POST /v1/eval-sets",
      "GET /v1/eval-sets/es_…",
      `GET /v1/eval/frontier-models?task=${task}`,
      "POST /v1/eval-runs"
    ]
  },
  {
    name: "evals.runs.wait",
    promise: async ({ evals: { runs } }) =>
      waited(await runs.wait((await runs.create({ task, items, models })).id, often)),
    effect: ({ evals: { runs } }) =>
      Effect.map(
        Effect.flatMap(runs.create({ task, items, models }), ({ id }) => runs.wait(id, often)),
        waited
      ),
    expected: completed
  },
  {
    name: "evals.runs.create and wait",
    promise: async ({ evals: { runs } }) => waited(await runs.create({ task, items, models, wait: true, ...often })),
    effect: ({ evals: { runs } }) => Effect.map(runs.createAndWait({ task, items, models }, often), waited),
    expected: completed,
    asked: ["POST /v1/eval-sets", "POST /v1/eval-runs", ...Array(4).fill("GET /v1/eval-runs/run_…")]
  },
  {
    name: "the cost of a run, which is the amount debited",
    promise: async ({ evals: { runs } }, emulator) => {
      const run = await runs.create({ task, items, models, wait: true, ...often })
      return run.costMicroUsd - emulator.ledger.reduce((sum, { microUsd }) => sum + microUsd, 0)
    },
    effect: ({ evals: { runs } }, emulator) =>
      Effect.map(
        runs.createAndWait({ task, items, models }, often),
        (run) => run.costMicroUsd - emulator.ledger.reduce((sum, { microUsd }) => sum + microUsd, 0)
      ),
    expected: 0
  },
  {
    name: "evals.runs.watch, one state per poll",
    promise: async ({ evals: { runs } }) => {
      const { id } = await runs.create({ task, items, models })
      return (await collect(runs.watch(id, often))).map((run) => run.status)
    },
    effect: ({ evals: { runs } }) =>
      Effect.gen(function* () {
        const { id } = yield* runs.create({ task, items, models })
        return (yield* Stream.runCollect(runs.watch(id, often))).map((run) => run.status)
      }),
    expected: ["queued", "running", "evaluating", "completed"]
  },
  {
    name: "a failed run, which is a result",
    prepare: ({ runs }) => runs.script({ failsWith: "provider is down" }),
    promise: async ({ evals: { runs } }) => {
      const { status, isTerminal, errorDetail } = await runs.create({ task, items, models, wait: true, ...often })
      return [status, isTerminal, errorDetail]
    },
    effect: ({ evals: { runs } }) =>
      Effect.map(runs.createAndWait({ task, items, models }, often), ({ status, isTerminal, errorDetail }) => [
        status,
        isTerminal,
        errorDetail
      ]),
    expected: ["failed", true, "provider is down"]
  },
  {
    name: "a run without credit",
    prepare: (emulator) => {
      emulator.balanceMicroUsd = 0
    },
    promise: ({ evals }) => evals.runs.create({ task, items, models, wait: true }),
    effect: ({ evals }) => evals.runs.createAndWait({ task, items, models }),
    expected: failure("InsufficientCreditsError", { status: 402, operation: "evals.runs.create" })
  },
  {
    name: "a run that uses up the credit, which is a failed run",
    prepare: (emulator) => {
      emulator.balanceMicroUsd = 1
    },
    promise: async ({ evals: { runs } }) => {
      const { status, errorDetail } = await runs.create({ task, items, models, wait: true, ...often })
      return [status, errorDetail]
    },
    effect: ({ evals: { runs } }) =>
      Effect.map(runs.createAndWait({ task, items, models }, often), ({ status, errorDetail }) => [
        status,
        errorDetail
      ]),
    expected: ["failed", expect.stringMatching(/credit/i)]
  },
  {
    name: "a run that does not end in time",
    prepare: ({ runs }) => runs.script({ lasts: "1 hour" }),
    promise: ({ evals }) => evals.runs.create({ task, items, models, wait: true, timeout: 0 }),
    effect: ({ evals }) => evals.runs.createAndWait({ task, items, models }, { timeout: 0 }),
    expected: failure("EvalTimeoutError", {
      runId: expect.stringMatching(/^run_/),
      lastStatus: "queued",
      message: expect.stringMatching(/^eval run run_\w+ did not finish within 0s$/)
    })
  },
  {
    name: "waiting for an unknown run",
    promise: ({ evals }) => evals.runs.wait("run_nope", often),
    effect: ({ evals }) => evals.runs.wait("run_nope", often),
    expected: failure("NotFoundError", { runId: "run_nope", lastStatus: null }),
    asked: ["GET /v1/eval-runs/run_nope"]
  }
]

// ---- eval sets from a prompt ----

const invoicePrompt = "extract vendor and total from each invoice"
const invoices = [
  { input: { text: "Acme bills $1,250.00" }, expected_output: { vendor: "Acme", total: 1250 } },
  { input: { text: "Globex bills $80.00" }, expected_output: { vendor: "Globex", total: 80 } }
]
const key = { idempotencyKey: "k" }

const fieldsOf = (emulator: Emulator, route: string) =>
  Object.entries(sent(emulator, route)[0]?.multipart?.fields ?? {})

const keysOf = (emulator: Emulator) => emulator.log.flatMap(({ headers }) => headers["idempotency-key"] ?? [])

const refusals: ReadonlyArray<readonly [outcome: ProposalOutcome, message: RegExp]> = [
  [
    "conflict",
    /^the prompt "extract vendor .+ invoice" asks for another job .+ reads as invoice-extraction \(.+\)\. .+ task/
  ],
  ["split", /^the rows look MIXED: 2\/2 fit invoice-extraction\..+ pass task/],
  ["custom-eval", /^no ready-made scorer fits "extract .+"\. .+win rate vs gpt-5\.5.+ pass task "custom-eval" \(.+\)/],
  ["several", /^could not work out how to score "extract .+"\. Candidates: invoice-extraction, [\w-]+\. Pass task/],
  ["low", /Candidates: invoice-extraction\. .+ evals\.proposeContract/],
  ["none", /Candidates: invoice-extraction\. /]
]

const promptCases: ReadonlyArray<Case> = [
  {
    name: "evals.proposeContract",
    promise: async ({ evals }) =>
      proposed(await evals.proposeContract({ prompt: ` ${invoicePrompt}\n`, items: invoices })),
    effect: ({ evals }) =>
      Effect.map(evals.proposeContract({ prompt: ` ${invoicePrompt}\n`, items: invoices }), proposed),
    expected: {
      isClean: true,
      boundTask: "invoice-extraction",
      prompt: invoicePrompt,
      first: ["invoice-extraction", "high", 2, null]
    },
    asked: ["POST /v1/eval-sets/propose-contract"]
  },
  {
    name: "evals.proposeContract, as the form of its request",
    promise: async ({ evals }, emulator) => {
      await evals.proposeContract({ prompt: invoicePrompt, items: invoices })
      return sent(emulator, "evals.proposeContract").map(({ multipart }) => multipart)
    },
    effect: ({ evals }, emulator) =>
      Effect.map(evals.proposeContract({ prompt: invoicePrompt, items: invoices }), () =>
        sent(emulator, "evals.proposeContract").map(({ multipart }) => multipart)
      ),
    expected: [
      {
        fields: { prompt: invoicePrompt },
        files: [expect.objectContaining({ name: "items", filename: "items.jsonl", contentType: "application/jsonl" })]
      }
    ]
  },
  {
    name: "evals.sets.create with a prompt",
    promise: async ({ evals: { sets } }, emulator) => {
      const { taskId, prompt } = await sets.create({ prompt: invoicePrompt, items: invoices }, key)
      return [taskId, prompt, fieldsOf(emulator, "evals.sets.create"), keysOf(emulator)]
    },
    effect: ({ evals: { sets } }, emulator) =>
      Effect.map(
        sets.create({ prompt: invoicePrompt, items: invoices }).pipe(Core.withRequestOptions(key)),
        ({ taskId, prompt }) => [taskId, prompt, fieldsOf(emulator, "evals.sets.create"), keysOf(emulator)]
      ),
    expected: [
      "invoice-extraction",
      invoicePrompt,
      [
        ["task_id", "invoice-extraction"],
        ["prompt", invoicePrompt],
        ["name", "sdk eval set (2 items)"]
      ],
      ["k:propose", "k:set"]
    ],
    asked: ["POST /v1/eval-sets/propose-contract", "POST /v1/eval-sets"]
  },
  {
    name: "evals.sets.create with a task and a prompt, which proposes nothing",
    promise: async ({ evals: { sets } }, emulator) => {
      await sets.create({ task: "custom-eval", prompt: invoicePrompt, items: invoices, name: "mine" }, key)
      return [fieldsOf(emulator, "evals.sets.create"), keysOf(emulator)]
    },
    effect: ({ evals: { sets } }, emulator) =>
      Effect.map(
        sets
          .create({ task: "custom-eval", prompt: invoicePrompt, items: invoices, name: "mine" })
          .pipe(Core.withRequestOptions(key)),
        () => [fieldsOf(emulator, "evals.sets.create"), keysOf(emulator)]
      ),
    expected: [
      [
        ["task_id", "custom-eval"],
        ["prompt", invoicePrompt],
        ["name", "mine"]
      ],
      ["k"]
    ],
    asked: ["POST /v1/eval-sets"]
  },
  ...refusals.map(
    ([outcome, message]): Case => ({
      name: `evals.sets.create after the proposal ${outcome}, which creates nothing`,
      prepare: ({ proposals }) => proposals.script(outcome),
      promise: ({ evals: { sets } }) => sets.create({ prompt: invoicePrompt, items: invoices }),
      effect: ({ evals: { sets } }) => sets.create({ prompt: invoicePrompt, items: invoices }),
      expected: failure("EvalContractError", {
        operation: "evals.sets.create",
        message: expect.stringMatching(message),
        prompt: invoicePrompt,
        proposal: expect.objectContaining({ prompt: invoicePrompt })
      }),
      asked: ["POST /v1/eval-sets/propose-contract"]
    })
  ),
  {
    name: "evals.runs.create with a prompt and a keyword, in the order of its requests",
    promise: async ({ evals: { runs } }, emulator) => {
      await runs.create({ prompt: invoicePrompt, items: invoices, models: ["auto"], frontier: "benchmarked" }, key)
      return [candidates(emulator), keysOf(emulator)]
    },
    effect: ({ evals: { runs } }, emulator) =>
      Effect.map(
        runs
          .create({ prompt: invoicePrompt, items: invoices, models: ["auto"], frontier: "benchmarked" })
          .pipe(Core.withRequestOptions(key)),
        () => [candidates(emulator), keysOf(emulator)]
      ),
    expected: [expect.arrayContaining(["auto", "claude-opus-4-7"]), ["k:propose", "k:set", "k:run"]],
    asked: [
      "POST /v1/eval-sets/propose-contract",
      "GET /v1/eval/frontier-models?task=invoice-extraction",
      "POST /v1/eval-sets",
      "POST /v1/eval-runs"
    ]
  },
  {
    name: "evals.runs.create with a prompt that no task fits",
    prepare: ({ proposals }) => proposals.script("split"),
    promise: ({ evals: { runs } }) =>
      runs.create({ prompt: invoicePrompt, items: invoices, models: ["auto"], wait: true }),
    effect: ({ evals: { runs } }) => runs.createAndWait({ prompt: invoicePrompt, items: invoices, models: ["auto"] }),
    expected: failure("EvalContractError", { operation: "evals.runs.create" }),
    asked: ["POST /v1/eval-sets/propose-contract"]
  },
  {
    name: "the exact match of a classification, and none of an extraction",
    promise: async ({ evals: { runs } }) =>
      Promise.all([
        runs.create({ task, items, models: ["auto"], wait: true, ...often }),
        runs.create({ prompt: invoicePrompt, items: invoices, models: ["auto"], wait: true, ...often })
      ]).then((ended) => ended.map(({ results }) => [results[0]?.modelId, results[0]?.kind, results[0]?.exactMatch])),
    effect: ({ evals: { runs } }) =>
      Effect.map(
        Effect.all([
          runs.createAndWait({ task, items, models: ["auto"] }, often),
          runs.createAndWait({ prompt: invoicePrompt, items: invoices, models: ["auto"] }, often)
        ]),
        (ended) => ended.map(({ results }) => [results[0]?.modelId, results[0]?.kind, results[0]?.exactMatch])
      ),
    expected: [
      ["auto", null, 100],
      ["auto", null, null]
    ]
  }
]

const proposed = ({ isClean, boundTask, prompt, proposals: [first] }: Shell.ProposalResult) => ({
  isClean,
  boundTask,
  prompt,
  first: [first?.taskId, first?.confidence, first?.evidence.validated_n, first?.warning]
})

const wrongSets: ReadonlyArray<readonly [params: object, message: string | RegExp]> = [
  [{ items }, "pass prompt (what the model should do with each item), or task"],
  [{ items, prompt: " " }, /^prompt is required: one sentence/],
  [{ items, task, prompt: "" }, /^prompt is required/],
  [{ items, task: "", prompt: "p" }, "task is required"],
  [{ items, prompt: "x".repeat(501) }, "prompt must be at most 500 characters long"],
  [{ items, prompt: 3 }, "prompt must be a string"],
  [{ prompt: "p", items: [] }, "items is required and must be non-empty"],
  [{ items, intent: "p" }, 'unknown parameter "intent"; did you mean prompt?']
]

const wrongPrompts: ReadonlyArray<Case> = wrongSets.flatMap(([params, text]) => {
  const expected = failure("InvalidArgumentError", {
    message: typeof text === "string" ? text : expect.stringMatching(text)
  })
  const written = JSON.stringify(params).slice(0, 80)
  return [
    {
      name: `evals.sets.create with ${written}`,
      promise: ({ evals }) => evals.sets.create(params as Shell.EvalSetCreateParams),
      effect: ({ evals }) => evals.sets.create(params as Core.EvalSetCreateParams),
      expected,
      asked: []
    },
    {
      name: `evals.runs.create with ${written}`,
      promise: ({ evals }) => evals.runs.create({ ...params, models } as Shell.EvalRunCreateParams),
      effect: ({ evals }) => evals.runs.create({ ...params, models } as Core.EvalRunCreateParams),
      expected,
      asked: []
    }
  ] satisfies ReadonlyArray<Case>
})

const wrongProposals: ReadonlyArray<Case> = [
  [{ items }, /^prompt is required/],
  [{ items: [] }, /^prompt is required/],
  [{ prompt: "p", items: [] }, /^items is required and must be non-empty$/],
  [{ prompt: "p", items, task }, /^unknown parameter "task"/]
].map(
  ([params, message]): Case => ({
    name: `evals.proposeContract with ${JSON.stringify(params).slice(0, 80)}`,
    promise: ({ evals }) => evals.proposeContract(params as Shell.ProposeContractParams),
    effect: ({ evals }) => evals.proposeContract(params as Core.ProposeContractParams),
    expected: failure("InvalidArgumentError", { message: expect.stringMatching(message as RegExp) }),
    asked: []
  })
)

// ---- wrong arguments are refused before anything is sent ----

const wrongRuns: ReadonlyArray<readonly [params: object, message: string]> = [
  [{ task, items, models: [] }, "models is required (the open candidates to evaluate)"],
  [{ task, items }, "models is required (the open candidates to evaluate)"],
  [{ task, items, models: "auto" }, "models must be a list of ids"],
  [{ task, items, models: ["qwen-1", null] }, "models[1] must be the id of a model"],
  [
    { task, items, models, frontier: "everything" },
    "unknown frontier keyword 'everything' (use 'all'/'benchmarked'/'none' or a list)"
  ],
  [{ task, items, models, frontier: 3 }, "frontier must be null, a list of ids, or 'all'/'benchmarked'/'none'"],
  [{ models }, "pass evalSet: <id>, or task + items to create one"],
  [{ items, models }, "pass prompt (what the model should do with each item), or task"],
  [{ task: "", prompt: "p", items, models }, "task is required"],
  [{ task, items: [], models }, "items is required and must be non-empty"]
]

const wrongCases: ReadonlyArray<Case> = [
  ...wrongRuns.map(
    ([params, message]): Case => ({
      name: `evals.runs.create with ${JSON.stringify(params)}`,
      promise: ({ evals }) => evals.runs.create(params as Shell.EvalRunCreateParams),
      effect: ({ evals }) => evals.runs.create(params as Core.EvalRunCreateParams),
      expected: failure("InvalidArgumentError", { message }),
      asked: []
    })
  ),
  {
    name: "evals.runs.create with a keyword for an unknown task, which leaves no set behind",
    promise: ({ evals }) => evals.runs.create({ task: "nope", items, models, frontier: "all" }),
    effect: ({ evals }) => evals.runs.create({ task: "nope", items, models, frontier: "all" }),
    expected: failure("NotFoundError"),
    asked: ["GET /v1/eval/frontier-models?task=nope"]
  },
  {
    name: "evals.runs.createAndWait with a negative interval",
    promise: ({ evals }) => evals.runs.create({ task, items, models, wait: true, pollInterval: -1 }),
    effect: ({ evals }) => evals.runs.createAndWait({ task, items, models }, { pollInterval: -1 }),
    expected: failure("InvalidArgumentError"),
    asked: []
  },
  {
    name: "evals.sets.uploadDocument of a number",
    promise: ({ evals }) => evals.sets.uploadDocument("es_1", 5 as unknown as Blob, place),
    effect: ({ evals }) => evals.sets.uploadDocument("es_1", 5 as unknown as Blob, place),
    expected: failure("InvalidArgumentError"),
    asked: []
  }
]

const outcomeOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((failed: unknown) => ({ failed }))

const prepared = ({ prepare }: Case): Emulator => {
  // On a clock that stands still, so that a run progresses when it is polled, and not because the machine is slow.
  const emulator = Effect.runSync(Effect.provide(makeEmulator(), TestClock.layer()))
  prepare?.(emulator)
  return emulator
}

describe.each([
  ...taskCases,
  ...setCases,
  ...runCases,
  ...promptCases,
  ...wrongPrompts,
  ...wrongProposals,
  ...wrongCases
])("$name", (each) => {
  it("as a Promise", async () => {
    const emulator = prepared(each)
    const pareta = new Shell.Pareta({ apiKey, fetch: emulator.fetch })
    expect(await outcomeOf(each.promise(pareta, emulator))).toEqual(each.expected)
    if (each.asked !== undefined) expect(asked(emulator)).toEqual(each.asked)
  })

  it("as an Effect", async () => {
    const emulator = prepared(each)
    const run = Core.ParetaClient.use((client) => each.effect(client, emulator)).pipe(
      Effect.provide(Core.ParetaClient.layerFetch({ apiKey, fetch: emulator.fetch }))
    )
    expect(await outcomeOf(Effect.runPromise(run))).toEqual(each.expected)
    if (each.asked !== undefined) expect(asked(emulator)).toEqual(each.asked)
  })
})

// ---- options of a call ----

type Options = Shell.RequestOptions

const methods: ReadonlyArray<readonly [name: string, promise: (pareta: Pareta, options: Options) => Promise<unknown>]> =
  [
    ["tasks.list", (pareta, options) => pareta.tasks.list(options)],
    ["tasks.retrieve", (pareta, options) => pareta.tasks.retrieve(task, { examplesN: 1, ...options })],
    ["tasks.match", (pareta, options) => pareta.tasks.match("invoices", { topK: 1, ...options })],
    ["tasks.leaderboard", (pareta, options) => pareta.tasks.leaderboard(task, options)],
    ["tasks.recommended", (pareta, options) => pareta.tasks.recommended(task, options)],
    ["evals.frontierModels", (pareta, options) => pareta.evals.frontierModels(task, options)],
    ["evals.sets.create", (pareta, options) => pareta.evals.sets.create({ task, items }, options)],
    ["evals.sets.list", (pareta, options) => pareta.evals.sets.list(options)],
    ["evals.sets.retrieve", (pareta, options) => pareta.evals.sets.retrieve("es_1", options)],
    ["evals.sets.delete", (pareta, options) => pareta.evals.sets.delete("es_1", options)],
    [
      "evals.sets.uploadDocument",
      (pareta, options) => pareta.evals.sets.uploadDocument("es_1", large, { ...place, ...options })
    ],
    [
      "evals.runs.create",
      (pareta, options) =>
        pareta.evals.runs.create({ task, items, models, frontier: "all", wait: true, ...often }, options)
    ],
    ["evals.runs.retrieve", (pareta, options) => pareta.evals.runs.retrieve("run_1", options)],
    [
      "evals.runs.wait",
      (pareta, { timeout: _, ...options }) => pareta.evals.runs.wait("run_1", { ...often, ...options })
    ],
    [
      "evals.runs.watch",
      (pareta, { timeout: _, ...options }) => collect(pareta.evals.runs.watch("run_1", { ...often, ...options }))
    ]
  ]

/** Serves every route of a set `es_1` and a run `run_1`. */
const known = () => {
  const emulator = createEmulator()
  const fetch: Shell.Fetch = async (url, init) => {
    const { pathname } = new URL(url)
    const response = await emulator.fetch(url, init as RequestInit)
    if (/\/es_1$/.test(pathname)) return Response.json({ eval_set: { id: "es_1" } })
    if (/\/run_1$/.test(pathname)) return Response.json({ run: { id: "run_1", status: "completed" } })
    if (/\/es_1\/blob-upload-url$/.test(pathname)) {
      return Response.json({ upload_url: "https://storage.example/o?X-Signature=abc", storage_uri: "gs://o" })
    }
    return /^\/o$|\/blob-upload-complete$/.test(pathname) ? Response.json({}) : response
  }
  return { emulator, fetch }
}

describe.each(methods)("%s", (name, promise) => {
  it("sends the headers with each of its requests to the platform", async () => {
    const { emulator, fetch } = known()
    await promise(new Shell.Pareta({ apiKey, fetch }), { headers: { "x-tenant": "acme" } })
    const toPlatform = emulator.log.filter(({ method }) => method !== "PUT")
    expect(toPlatform.length).toBeGreaterThan(0)
    for (const { headers } of toPlatform) expect(headers).toMatchObject({ "x-tenant": "acme" })
    for (const { headers } of sent(emulator, "PUT")) expect(headers).not.toHaveProperty("x-tenant")
  })

  it("reports each of its requests", async () => {
    const { emulator, fetch } = known()
    const metas: Array<Shell.ResponseMeta> = []
    await promise(new Shell.Pareta({ apiKey, fetch }), { onResponse: (meta) => metas.push(meta) })
    expect(metas).toHaveLength(emulator.log.length)
    expect(metas.map(({ status }) => status)).not.toContain(null)
  })

  it("makes no more attempts than maxRetries allows", async () => {
    const { emulator } = known()
    emulator.faults.add({ status: 500, times: Number.POSITIVE_INFINITY })
    const attempts: Array<number> = []
    const failed = promise(new Shell.Pareta({ apiKey, fetch: emulator.fetch }), {
      maxRetries: 0,
      onResponse: (meta) => attempts.push(meta.attempts),
      // Waiting tolerates a few failed polls.
      ...(name === "evals.runs.wait" || name === "evals.runs.watch" ? often : undefined)
    })
    await expect(failed).rejects.toMatchObject({ status: 500 })
    expect(new Set(attempts)).toEqual(new Set([1]))
  })

  it("sends nothing if its signal was aborted beforehand", async () => {
    const { emulator, fetch } = known()
    const signal = AbortSignal.abort("changed my mind")
    const aborted = promise(new Shell.Pareta({ apiKey, fetch }), { signal })
    await expect(aborted).rejects.toMatchObject({ name: "APIAbortError", cause: "changed my mind" })
    expect(emulator.log).toEqual([])
  })
})

describe("idempotency keys", () => {
  const keys = (emulator: Emulator) =>
    emulator.log.filter(({ method }) => method === "POST").map(({ headers }) => headers["idempotency-key"])

  const face = (emulator: Emulator) => new Shell.Pareta({ apiKey, fetch: emulator.fetch }).evals

  it("of a run on rows are derived from the call's key, so that the call can be repeated", async () => {
    const emulator = createEmulator()
    const create = () => face(emulator).runs.create({ task, items, models }, { idempotencyKey: "order-1" })
    const [first, second] = [await create(), await create()]
    expect(keys(emulator)).toEqual(["order-1:set", "order-1:run", "order-1:set", "order-1:run"])
    expect(second.id).toBe(first.id)
    expect(await face(emulator).sets.list()).toHaveLength(1)
  })

  it("of a document that goes through storage are derived from the call's key", async () => {
    const emulator = createEmulator()
    const { id } = await face(emulator).sets.create({ task, items }, { idempotencyKey: "set-1" })
    await face(emulator).sets.uploadDocument(id, large, { ...place, idempotencyKey: "doc-1" })
    expect(keys(emulator)).toEqual(["set-1", "doc-1:mint", "doc-1:complete"])
    expect(sent(emulator, "evals.blobs.put")[0]?.headers).not.toHaveProperty("idempotency-key")
  })

  it("come from a function that is called for each POST", async () => {
    const emulator = createEmulator()
    const idempotencyKey: Exclude<Options["idempotencyKey"], string> = ({ operation, path }) => `${operation} ${path}`
    await face(emulator).runs.create({ task, items, models, frontier: "all" }, { idempotencyKey })
    expect(keys(emulator)).toEqual(["evals.sets.create /v1/eval-sets", "evals.runs.create /v1/eval-runs"])
  })

  it("are new for each POST if none is given", async () => {
    const emulator = createEmulator()
    await face(emulator).runs.create({ task, items, models })
    expect(new Set(keys(emulator)).size).toBe(2)
    for (const key of keys(emulator)) expect(key).toMatch(/^pareta-js-[0-9a-f]{32}$/)
  })
})

// ---- waiting, by the clock ----

describe("with Promises, where waiting is in seconds,", () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  /** A run that lasts a day, and the number of its polls. */
  const started = async () => {
    const emulator = createEmulator({ timing: { run: "1 day" } })
    const { evals } = new Shell.Pareta({ apiKey, fetch: emulator.fetch })
    const { id } = await evals.runs.create({ task, items, models })
    return { emulator, runs: evals.runs, id, polls: () => sent(emulator, "evals.runs.retrieve").length }
  }

  const quietly = <A>(promise: Promise<A>): Promise<A> => {
    promise.catch(() => {})
    return promise
  }

  it.each([
    [undefined, 3000],
    [0.5, 500],
    [10, 10_000]
  ])("a pollInterval of %j polls every %i ms", async (pollInterval, milliseconds) => {
    const { runs, id, polls } = await started()
    quietly(runs.wait(id, { pollInterval }))
    await vi.advanceTimersByTimeAsync(milliseconds - 1)
    expect(polls()).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(polls()).toBe(2)
  })

  it.each([
    [undefined, 900],
    [10, 10],
    [0.25, 0.25]
  ])("a timeout of %j gives up after %i s", async (timeout, seconds) => {
    const { runs, id } = await started()
    const waiting = quietly(runs.wait(id, { timeout }))
    const settled = vi.fn()
    waiting.catch(settled)
    await vi.advanceTimersByTimeAsync(seconds * 1000 - 1)
    expect(settled).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await expect(waiting).rejects.toMatchObject({
      name: "EvalTimeoutError",
      message: `eval run ${id} did not finish within ${seconds}s`,
      runId: id,
      lastStatus: "queued"
    })
  })

  it("create with wait uses seconds too", async () => {
    const emulator = createEmulator({ timing: { run: "1 hour" } })
    const { evals } = new Shell.Pareta({ apiKey, fetch: emulator.fetch })
    const waiting = quietly(evals.runs.create({ task, items, models, wait: true, pollInterval: 4, timeout: 10 }))
    await vi.advanceTimersByTimeAsync(11_000)
    await expect(waiting).rejects.toMatchObject({ name: "EvalTimeoutError" })
    // At 0, 4, 8 and 10 seconds.
    expect(sent(emulator, "evals.runs.retrieve")).toHaveLength(4)
  })

  it("a signal ends the waiting at once, but not the run", async () => {
    const { emulator, runs, id, polls } = await started()
    const controller = new AbortController()
    const waiting = quietly(runs.wait(id, { signal: controller.signal }))
    await vi.advanceTimersByTimeAsync(1000)
    const reason = new Error("enough")
    controller.abort(reason)
    await expect(waiting).rejects.toMatchObject({ name: "APIAbortError", cause: reason })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(polls()).toBe(1)
    await emulator.advance("1 day")
    expect((await runs.retrieve(id)).status).toBe("completed")
  })

  it("create with wait has the id of its run when it is aborted", async () => {
    const emulator = createEmulator({ timing: { run: "1 hour" } })
    const { evals } = new Shell.Pareta({ apiKey, fetch: emulator.fetch })
    const controller = new AbortController()
    const options = { signal: controller.signal }
    const waiting = quietly(evals.runs.create({ task, items, models, wait: true }, options))
    await vi.advanceTimersByTimeAsync(1000)
    controller.abort("enough")
    const failure = await waiting.catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: "APIAbortError", runId: expect.any(String) })
    const { runId } = failure as Shell.APIAbortError
    expect((await evals.runs.retrieve(runId)).status).toBe("queued")
  })

  it("watch sends nothing before its first step", async () => {
    const { runs, id, polls } = await started()
    const watching = runs.watch(id)[Symbol.asyncIterator]()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(polls()).toBe(0)
    await watching.next()
    expect(polls()).toBe(1)
  })

  it("watch can be iterated once", async () => {
    const { runs, id } = await started()
    const watching = runs.watch(id)
    await watching[Symbol.asyncIterator]().next()
    await expect(watching[Symbol.asyncIterator]().next()).rejects.toMatchObject({ name: "InvalidArgumentError" })
  })

  it("break stops the polling of watch", async () => {
    const { runs, id, polls } = await started()
    for await (const run of runs.watch(id)) {
      expect(run.status).toBe("queued")
      break
    }
    await vi.advanceTimersByTimeAsync(60_000)
    expect(polls()).toBe(1)
  })

  it("return ends watch in the middle of a pause", async () => {
    const { runs, id, polls } = await started()
    const watching = runs.watch(id)[Symbol.asyncIterator]()
    await watching.next()
    const pending = watching.next()
    await vi.advanceTimersByTimeAsync(1000)
    const ended = watching.return?.()
    expect([await pending, await ended]).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined }
    ])
    expect(await watching.next()).toEqual({ done: true, value: undefined })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(polls()).toBe(1)
  })

  it("a signal ends watch in the middle of a pause", async () => {
    const { runs, id, polls } = await started()
    const controller = new AbortController()
    const watching = collect(runs.watch(id, { signal: controller.signal }))
    quietly(watching)
    await vi.advanceTimersByTimeAsync(1000)
    controller.abort("enough")
    await expect(watching).rejects.toMatchObject({ name: "APIAbortError", cause: "enough" })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(polls()).toBe(1)
  })

  it("watch gives up when the time is up", async () => {
    const { runs, id } = await started()
    const watching = quietly(collect(runs.watch(id, { timeout: 10 })))
    await vi.advanceTimersByTimeAsync(10_000)
    await expect(watching).rejects.toMatchObject({ name: "EvalTimeoutError", runId: id })
  })

  it("nothing is polled while the consumer is busy with a state", async () => {
    const { runs, id, polls } = await started()
    const watching = runs.watch(id)[Symbol.asyncIterator]()
    await watching.next()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(polls()).toBe(1)
  })
})
