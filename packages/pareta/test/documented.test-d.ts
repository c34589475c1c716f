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
  InsufficientCreditsError,
  type ModelList,
  type Pareta,
  type ParetaOptions,
  type SSEEvent,
  type ValidationErrorItem
} from "pareta"
import { expectTypeOf, test } from "vitest"

declare const pareta: Pareta
declare const ep: Endpoint
declare const nullable: string | null

test("the documented snippets compile as they stand (contract §4.8)", async () => {
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

test("stream decides what create gives", () => {
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

test("wait decides what deploy gives", () => {
  expectTypeOf(pareta.endpoints.deploy({ task: "t", wait: true })).toEqualTypeOf<Promise<Endpoint>>()
  expectTypeOf(pareta.endpoints.deploy({ task: "t" })).toExtend<AsyncIterable<DeployEvent>>()
  const either = (wait: boolean) => pareta.endpoints.deploy({ task: "t", wait })
  expectTypeOf(either).returns.toExtend<Promise<Endpoint> | AsyncIterable<DeployEvent>>()
})

test("options and parameters are typed, and others pass", () => {
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
