import {
  APIStatusError,
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatCompletionCreateParams,
  type ChatMessage,
  type DeployEvent,
  type DeployParams,
  type Endpoint,
  type ErrorDetail,
  type EvalRunCreateParams,
  EvalTimeoutError,
  type FileInput,
  type FilePart,
  type FrontierSpec,
  InsufficientCreditsError,
  type ModelList,
  type Pareta,
  type ParetaOptions,
  type SSEEvent,
  type Transport,
  type ValidationErrorItem
} from "pareta"
import { expectTypeOf, test } from "vitest"

declare const pareta: Pareta
declare const ep: Endpoint
declare const nullable: string | null

test("the documented snippets compile unchanged", async () => {
  for await (const event of pareta.endpoints.deploy({ task: "contract-key-fields", model: "recommended" })) {
    if (event.event === "progress") console.log("stage:", event.data)
    else if (event.event === "complete") console.log("live:", event.data.endpoint.id, event.data.endpoint.url)
    else console.log("failed:", event.data)
  }
  const live = await pareta.endpoints.deploy({ task: "contract-key-fields", wait: true })
  const completion = await pareta.chat.completions.create({
    model: live.id,
    messages: [{ role: "user", content: "Extract the parties." }],
    temperature: 0
  })
  const answers: (string | null)[] = []
  // biome-ignore lint/style/noNonNullAssertion: the documentation reads choices[0]; this repository checks indexed access.
  answers.push(completion.choices[0]!.message.content)
  await pareta.chat.completions.create({ model: nullable, messages: [] })
  await pareta.endpoints.deploy({ task: nullable, model: nullable, wait: true })
  await pareta.endpoints.retrieve(nullable)
  const metrics = pareta.endpoints.metrics(ep.id)
  console.log(
    await metrics.cost(),
    await metrics.performance({ window: "24h" }),
    (await metrics.quality()).quality_mean ?? 0
  )
  const models = await pareta.models.list()
  console.log(`${models.length} endpoints`)
  for (const model of models) console.log(model.id, model.ownedBy)
  try {
    await pareta.models.list()
  } catch (error) {
    if (error instanceof InsufficientCreditsError) console.log("top up")
    else if (error instanceof APIStatusError) console.log(error.status, error.detail, error.requestId)
    else throw error
  }
})

test("the documented snippets of tasks and evals compile unchanged", async () => {
  const match = await pareta.tasks.match("pull the parties out of contracts")
  if (match.matched) console.log(match.chosen.taskId, match.chosen.confidence)
  for (const task of await pareta.tasks.list()) console.log(task.id, task.defaultScorer, task.hasBlobInput)
  const recommended = await pareta.tasks.recommended("contract-key-fields")
  await pareta.endpoints.deploy({ task: "contract-key-fields", model: recommended, wait: true })
  await pareta.chat.completions.create({ model: recommended, messages: [] })
  const board = await pareta.tasks.leaderboard("contract-key-fields")
  for (const entry of board.models) console.log(entry.name, entry.quality?.toFixed(3), entry.costPerRequestMicroUsd)
  const evalSet = await pareta.evals.sets.create({
    task: "contract-key-fields",
    items: [{ input: { text: "a" }, expected: { parties: ["b"] } }],
    name: "mine"
  })
  await pareta.evals.sets.uploadDocument(evalSet.id, "contracts/acme.pdf", { idx: 0, fieldName: "document" })
  const run = await pareta.evals.runs.create({ evalSet: evalSet.id, models: ["qwen-vl-2"], frontier: "benchmarked" })
  const done = await pareta.evals.runs.wait(run.id, { pollInterval: 3, timeout: 900 })
  console.log(done.status, done.cost, done.errorDetail)
  for (const result of done.results) {
    console.log(result.modelId, result.qualityMean, result.perItem[0]?.score)
    await pareta.evals.runs.create({ evalSet: evalSet.id, models: [result.modelId], frontier: null })
  }
  const roster = await pareta.evals.frontierModels("contract-key-fields")
  await pareta.evals.runs.create({
    task: "contract-key-fields",
    items: [{ input: "a", expected: "b" }],
    models: board.models.map((entry) => entry.name),
    frontier: roster.map((fm) => fm.id),
    wait: true
  })
  try {
    await pareta.evals.runs.wait(run.id)
  } catch (error) {
    if (error instanceof EvalTimeoutError) console.log(error.runId, error.lastStatus)
  }
})

test("the documented types are exported", () => {
  const part: FilePart = { filename: "a.pdf", content: new Blob([]), contentType: "application/pdf" }
  const transport: Transport = pareta
  const spec: FrontierSpec = ["gpt-5.5"]
  const files: Array<FileInput> = [
    "a.pdf",
    new Blob([]),
    new ArrayBuffer(1),
    new Uint8Array(1),
    new DataView(new ArrayBuffer(1))
  ]
  const params: EvalRunCreateParams = { evalSet: "es", models: ["m"], frontier: spec, wait: true, pollInterval: 1 }
  expectTypeOf([part, transport, files, params]).toBeArray()
})

test("stream decides what create returns", () => {
  declareParams((params) => {
    expectTypeOf(pareta.chat.completions.create({ ...params, stream: true })).toExtend<
      AsyncIterable<ChatCompletionChunk>
    >()
    expectTypeOf(pareta.chat.completions.create(params)).toEqualTypeOf<Promise<ChatCompletion>>()
    expectTypeOf(pareta.chat.completions.create({ ...params, stream: false })).toEqualTypeOf<Promise<ChatCompletion>>()
  })
  const either = (stream: boolean) => pareta.chat.completions.create({ model: "m", messages: [], stream })
  expectTypeOf(either).returns.toExtend<Promise<ChatCompletion> | AsyncIterable<ChatCompletionChunk>>()
})

const declareParams = (_: (params: { model: string; messages: Array<ChatMessage> }) => void): void => {}

test("wait decides what deploy returns", () => {
  expectTypeOf(pareta.endpoints.deploy({ task: "t", wait: true })).toEqualTypeOf<Promise<Endpoint>>()
  expectTypeOf(pareta.endpoints.deploy({ task: "t" })).toExtend<AsyncIterable<DeployEvent>>()
  const either = (wait: boolean) => pareta.endpoints.deploy({ task: "t", wait })
  expectTypeOf(either).returns.toExtend<Promise<Endpoint> | AsyncIterable<DeployEvent>>()
})

test("options and parameters are typed, and other parameters are allowed", () => {
  expectTypeOf<ConstructorParameters<typeof Pareta>[0]>().toEqualTypeOf<ParetaOptions | null | undefined>()
  const params: ChatCompletionCreateParams = {
    model: "m",
    messages: [{ role: "user", content: [{ type: "text", text: "a" }] }],
    anything: { at: "all" }
  }
  const deploy: DeployParams = { task: "t", region: "eu", anything: 1 }
  const options: ParetaOptions = { apiKey: "k", fetch: globalThis.fetch, timeout: { idle: 5 } }
  // @ts-expect-error a temperature is a number
  const wrong: ChatCompletionCreateParams = { model: "m", messages: [], temperature: "hot" }
  expectTypeOf([params, deploy, options, wrong]).toBeArray()
  expectTypeOf<ModelList["data"][number]["id"]>().toEqualTypeOf<string>()
  expectTypeOf<SSEEvent["event"]>().toEqualTypeOf<string>()
  expectTypeOf<ValidationErrorItem>().toExtend<NonNullable<ErrorDetail> extends never ? never : object>()
})

test("fetch can be the global one, one of its type, or written in place", () => {
  const inPlace: ParetaOptions = { fetch: (input, init) => fetch(input, { ...init, keepalive: true }) }
  const likeGlobal = (input: string | URL | Request, init?: RequestInit): Promise<Response> => fetch(input, init)
  const others: ReadonlyArray<ParetaOptions> = [{ fetch }, { fetch: likeGlobal }]
  expectTypeOf([inPlace, ...others]).toBeArray()
})
