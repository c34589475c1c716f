import * as Core from "@pareta/core"
import { createEmulator, type Emulator, type Fault } from "@pareta/emulator"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Shell from "pareta"
import { describe, expect, it } from "vitest"

/** One behaviour, tested with Promises and with Effects. Both results are compared with `expected`. */
interface Case {
  readonly name: string
  readonly faults?: ReadonlyArray<Fault>
  readonly prepare?: (emulator: Emulator) => void
  readonly promise: (pareta: Shell.Pareta, emulator: Emulator) => Promise<unknown>
  readonly effect: (client: Core.ParetaClient["Service"], emulator: Emulator) => Effect.Effect<unknown, unknown>
  readonly expected: unknown
}

const apiKey = "pareta_sk_test_faces"
const messages = [{ role: "user", content: "Hello!" }]
const model = "ep_a1b2c3"

const collect = async <A>(events: AsyncIterable<A>): Promise<Array<A>> => {
  const all: Array<A> = []
  for await (const event of events) all.push(event)
  return all
}

const failure = (name: string, more: object = {}) => ({ failed: expect.objectContaining({ name, ...more }) })

const clauses = ["Fees are due in June.", "The term is two years.", "The notice period is thirty days."]

/** How near a vector is to the first. */
const near = (vectors: ReadonlyArray<ReadonlyArray<number>>, index: number): number =>
  (vectors[0] ?? []).reduce((sum, value, at) => sum + value * (vectors[index]?.[at] ?? 0), 0)

const sentTurn = ({ route, headers, body }: Emulator["log"][number]) => [route, headers["x-pareta-session"], body]

const cases: ReadonlyArray<Case> = [
  {
    name: "models.list",
    promise: async (pareta) => [...(await pareta.models.list())].map((each) => each.id),
    effect: (client) => Effect.map(client.models.list(), (models) => [...models].map((each) => each.id)),
    expected: ["ep_contract_kie_01", "ep_a1b2c3"]
  },
  {
    name: "chat.completions.create",
    promise: async (pareta) => (await pareta.chat.completions.create({ model, messages })).choices[0]?.finishReason,
    effect: (client) =>
      Effect.map(client.chat.completions.create({ model, messages }), (answer) => answer.choices[0]?.finishReason),
    expected: "stop"
  },
  {
    name: "the receipt on a completion",
    promise: async (pareta) => {
      const answer = await pareta.chat.completions.create({ model: "ep_contract_kie_01", messages })
      return [answer.billedMicroUsd, answer.frontierWouldHaveCostMicroUsd, answer.savingsFactor, answer.toDict()]
    },
    effect: (client) =>
      Effect.map(client.chat.completions.create({ model: "ep_contract_kie_01", messages }), (answer) => [
        answer.billedMicroUsd,
        answer.frontierWouldHaveCostMicroUsd,
        answer.savingsFactor,
        answer.toDict()
      ]),
    expected: [3100, 28_800, 9.3, expect.not.objectContaining({ billed_micro_usd: 3100 })]
  },
  {
    name: "the receipt on a completion that was streamed",
    promise: async (pareta) => {
      const stream = pareta.chat.completions.create({ model: "ep_contract_kie_01", messages, stream: true })
      const chunks = await collect(stream)
      return [(await stream.finalCompletion()).billedMicroUsd, chunks[0]?.billedMicroUsd]
    },
    effect: (client) =>
      Effect.gen(function* () {
        const [chunks, meta] = yield* Core.withResponseMeta(
          Stream.runCollect(client.chat.completions.stream({ model: "ep_contract_kie_01", messages }))
        )
        return [meta.billedMicroUsd, chunks[0]?.billedMicroUsd]
      }),
    expected: [3100, null]
  },
  {
    name: "a chat with auto: its receipt, and what the metrics say of it",
    promise: async (pareta) => {
      const answer = await pareta.chat.completions.create({ model: "auto", messages })
      const { requests_30d: requests, billed_micro_usd_30d: billed } = await pareta.auto.metrics()
      return [answer.model, requests, billed === answer.billedMicroUsd, (answer.savingsFactor ?? 0) > 1]
    },
    effect: (client) =>
      Effect.gen(function* () {
        const answer = yield* client.chat.completions.create({ model: "auto", messages })
        const { requests_30d: requests, billed_micro_usd_30d: billed } = yield* client.auto.metrics()
        return [answer.model, requests, billed === answer.billedMicroUsd, (answer.savingsFactor ?? 0) > 1]
      }),
    expected: ["auto", 1, true, true]
  },
  {
    name: "the stages of a streamed chat with auto, before its first chunk",
    promise: async (pareta) => {
      const seen: Array<string> = []
      const stream = pareta.chat.completions.create(
        { model: "auto", messages, stream: true },
        { onProgress: (stage) => seen.push(stage) }
      )
      for await (const chunk of stream) if (seen.at(-1) !== "text") seen.push(chunk.choices.length > 0 ? "text" : "")
      return seen
    },
    effect: (client) =>
      Effect.gen(function* () {
        const seen: Array<string> = []
        yield* client.chat.completions.stream({ model: "auto", messages }).pipe(
          Core.withRequestOptions({ onProgress: (stage) => Effect.sync(() => seen.push(stage)) }),
          Stream.runForEach((chunk) =>
            Effect.sync(() => {
              if (seen.at(-1) !== "text") seen.push(chunk.choices.length > 0 ? "text" : "")
            })
          )
        )
        return seen
      }),
    expected: ["planning", "executing", "answering", "text"]
  },
  {
    name: "a turn of the agent lane, which belongs to a session and has a receipt",
    promise: async (pareta, emulator) => {
      const turn = await pareta.agent.chat.completions.create({ messages }, { session: "s-1" })
      return [turn.model, (turn.billedMicroUsd ?? 0) > 0, emulator.log.map(sentTurn)]
    },
    effect: (client, emulator) =>
      Effect.map(
        client.agent.chat.completions.create({ messages }).pipe(Core.withRequestOptions({ session: "s-1" })),
        (turn) => [turn.model, (turn.billedMicroUsd ?? 0) > 0, emulator.log.map(sentTurn)]
      ),
    expected: ["auto", true, [["agent.chat", "s-1", { model: "auto", messages }]]]
  },
  {
    name: "a streamed turn of the agent lane, with its usage and without a session",
    promise: async (pareta, emulator) => {
      const { usage } = await pareta.agent.chat.completions.create({ messages, stream: true }).finalCompletion()
      return [(usage.totalTokens ?? 0) > 0, emulator.log.map(sentTurn)]
    },
    effect: (client, emulator) =>
      Effect.map(Core.finalCompletion(client.agent.chat.completions.stream({ messages })), ({ usage }) => [
        (usage.totalTokens ?? 0) > 0,
        emulator.log.map(sentTurn)
      ]),
    expected: [true, [["agent.chat", undefined, { model: "auto", messages, stream: true }]]]
  },
  {
    name: "a session in a call that is no turn of the agent lane, which does not send it",
    promise: async (pareta, emulator) => {
      await pareta.chat.completions.create({ model: "auto", messages }, { session: "s-1" })
      return emulator.log[0]?.headers["x-pareta-session"]
    },
    effect: (client, emulator) =>
      Effect.map(
        client.chat.completions.create({ model: "auto", messages }).pipe(Core.withRequestOptions({ session: "s-1" })),
        () => emulator.log[0]?.headers["x-pareta-session"]
      ),
    expected: undefined
  },
  ...(["a\nb", 5] as ReadonlyArray<unknown>).map(
    (session): Case => ({
      name: `the session ${JSON.stringify(session)}`,
      promise: (pareta) => pareta.agent.chat.completions.create({ messages }, { session: session as string }),
      effect: (client) =>
        client.agent.chat.completions
          .create({ messages })
          .pipe(Core.withRequestOptions({ session: session as string })),
      expected: failure("InvalidArgumentError", { message: expect.stringMatching(/session/i) })
    })
  ),
  {
    name: "agent.models.list",
    promise: async (pareta) => (await pareta.agent.models.list()).data.map(({ id }) => id),
    effect: (client) => Effect.map(client.agent.models.list(), ({ data }) => data.map(({ id }) => id)),
    expected: ["auto"]
  },
  {
    name: "auto.compareFrontier",
    promise: async (pareta) => {
      const { model, content, cost_micro_usd: cost } = await pareta.auto.compareFrontier({ model: "gpt-5.5", messages })
      return [model, typeof content, (cost ?? 0) > 0]
    },
    effect: (client) =>
      Effect.map(client.auto.compareFrontier({ model: "gpt-5.5", messages }), (compared) => [
        compared.model,
        typeof compared.content,
        (compared.cost_micro_usd ?? 0) > 0
      ]),
    expected: ["gpt-5.5", "string", true]
  },
  {
    name: "auto.compareFrontier with a model that is not compared",
    promise: (pareta) => pareta.auto.compareFrontier({ model: "gpt-1", messages }),
    effect: (client) => client.auto.compareFrontier({ model: "gpt-1", messages }),
    expected: failure("BadRequestError", { message: expect.stringContaining("claude-sonnet-4-6") })
  },
  {
    name: "a speech, transcribed again",
    promise: async (pareta) => {
      const speech = await pareta.audio.speech("The term is two years – Größe.", { voice: "af_bella" })
      const heard = await pareta.audio.transcriptions(speech.audio, { language: "de" })
      return [speech.format, speech.sampleRate, String(heard), heard.language, heard.durationS === speech.durationS]
    },
    effect: (client) =>
      Effect.gen(function* () {
        const speech = yield* client.audio.speech("The term is two years – Größe.", { voice: "af_bella" })
        const heard = yield* client.audio.transcriptions(new Blob([speech.audio]), { language: "de" })
        return [speech.format, speech.sampleRate, String(heard), heard.language, heard.durationS === speech.durationS]
      }),
    expected: ["wav", 24_000, "The term is two years – Größe.", "de", true]
  },
  {
    name: "a transcription of an empty Blob",
    promise: (pareta) => pareta.audio.transcriptions(new Blob([])),
    effect: (client) => client.audio.transcriptions(new Blob([])),
    expected: failure("InvalidArgumentError", { message: "audio is empty", operation: "audio.transcriptions" })
  },
  {
    name: "a transcription of blank base64",
    promise: (pareta) => pareta.audio.transcriptions({ base64: " " }),
    effect: (client) => client.audio.transcriptions({ base64: " " }),
    expected: failure("InvalidArgumentError", { message: "audio.base64 is empty" })
  },
  {
    name: "a transcription of a file that does not exist",
    promise: (pareta) => pareta.audio.transcriptions("/nowhere/call.wav"),
    effect: (client) => client.audio.transcriptions("/nowhere/call.wav"),
    expected: failure("InvalidArgumentError", { message: expect.stringContaining("/nowhere/call.wav") })
  },
  {
    name: "a transcription of what is no recording",
    promise: (pareta) => pareta.audio.transcriptions(new TextEncoder().encode("a text")),
    effect: (client) => client.audio.transcriptions(new TextEncoder().encode("a text")),
    expected: failure("BadRequestError", { message: expect.stringContaining("wav, mp3"), status: 422 })
  },
  {
    name: "a speech of a blank text",
    promise: (pareta) => pareta.audio.speech(" "),
    effect: (client) => client.audio.speech(" "),
    expected: failure("InvalidArgumentError", { message: "text is required" })
  },
  {
    name: "an image, and an edit of it",
    promise: async (pareta) => {
      const drawn = await pareta.images.generate("a lighthouse", { seed: 0 })
      const edited = await pareta.images.edit(drawn.image, "make it winter")
      return [drawn.size, drawn.model, drawn.billedMicroUsd, edited.size, edited.billedMicroUsd]
    },
    effect: (client) =>
      Effect.gen(function* () {
        const drawn = yield* client.images.generate("a lighthouse", { seed: 0 })
        const edited = yield* client.images.edit({ base64: drawn.b64Json }, "make it winter")
        return [drawn.size, drawn.model, drawn.billedMicroUsd, edited.size, edited.billedMicroUsd]
      }),
    expected: ["1024x1024", "hidream-1", 10_000, "2048x2048", 20_000]
  },
  {
    name: "an edit without a prompt, which is checked before the image",
    promise: (pareta) => pareta.images.edit(new Uint8Array(0), ""),
    effect: (client) => client.images.edit(new Uint8Array(0), ""),
    expected: failure("InvalidArgumentError", { message: "prompt is required" })
  },
  {
    name: "an edit of an empty image",
    promise: (pareta) => pareta.images.edit(new Uint8Array(0), "make it winter"),
    effect: (client) => client.images.edit(new Uint8Array(0), "make it winter"),
    expected: failure("InvalidArgumentError", { message: "image is empty" })
  },
  {
    name: "an image of a size that does not exist",
    promise: (pareta) => pareta.images.generate("a lighthouse", { size: "1x1" }),
    effect: (client) => client.images.generate("a lighthouse", { size: "1x1" }),
    expected: failure("BadRequestError", { message: expect.stringContaining("2560x1440") })
  },
  {
    name: "rerank",
    promise: async (pareta) => {
      const ranked = await pareta.rerank("notice period", clauses, { topN: 2 })
      return [ranked.topDocuments(clauses), ranked.pairs, ranked.model, Shell.responseMeta(ranked)?.billedMicroUsd]
    },
    effect: (client) =>
      Effect.map(client.rerank("notice period", clauses, { topN: 2 }), (ranked) => [
        ranked.topDocuments(clauses),
        ranked.pairs,
        ranked.model,
        Core.responseMeta(ranked)?.billedMicroUsd
      ]),
    expected: [[clauses[2], clauses[0]], 3, "pareta-rerank-1", 6]
  },
  {
    name: "embeddings of several texts, and of one",
    promise: async (pareta) => {
      const many = await pareta.embeddings(["a red car", "the red cars", "tax law"])
      const one = await pareta.embeddings("a red car", { inputType: "query" })
      return [many.length, near(many.vectors, 1) > near(many.vectors, 2), one.length, one.promptTokens]
    },
    effect: (client) =>
      Effect.gen(function* () {
        const many = yield* client.embeddings(["a red car", "the red cars", "tax law"])
        const one = yield* client.embeddings("a red car", { inputType: "query" })
        return [many.length, near(many.vectors, 1) > near(many.vectors, 2), one.length, one.promptTokens]
      }),
    expected: [3, true, 1, 3]
  },
  {
    name: "rerank without documents",
    promise: (pareta) => pareta.rerank("q", []),
    effect: (client) => client.rerank("q", []),
    expected: failure("InvalidArgumentError", {
      message: "documents must be a non-empty array of strings",
      operation: "rerank"
    })
  },
  {
    name: "rerank of the letters of a string",
    promise: (pareta) => pareta.rerank("q", "letters" as unknown as ReadonlyArray<string>),
    effect: (client) => client.rerank("q", "letters" as unknown as ReadonlyArray<string>),
    expected: failure("InvalidArgumentError", { message: "documents must be a non-empty array of strings" })
  },
  {
    name: "rerank without a query",
    promise: (pareta) => pareta.rerank(" ", ["a"]),
    effect: (client) => client.rerank(" ", ["a"]),
    expected: failure("InvalidArgumentError", { message: "query is required" })
  },
  {
    name: "embeddings of nothing",
    promise: (pareta) => pareta.embeddings(["a", " "]),
    effect: (client) => client.embeddings(["a", " "]),
    expected: failure("InvalidArgumentError", {
      message: "input must be a non-empty string or array of non-empty strings"
    })
  },
  {
    name: "embeddings of another type",
    promise: (pareta) => pareta.embeddings("a", { inputType: "passage" as "query" }),
    effect: (client) => client.embeddings("a", { inputType: "passage" as "query" }),
    expected: failure("InvalidArgumentError", { message: 'inputType must be "query" or "document"' })
  },
  {
    name: "a streamed completion",
    promise: async (pareta) => {
      const chunks = await collect(pareta.chat.completions.create({ model, messages, stream: true }))
      return chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("") !== ""
    },
    effect: (client) =>
      Effect.map(Core.text(client.chat.completions.stream({ model, messages })), (text) => text !== ""),
    expected: true
  },
  {
    name: "a streamed completion, read to its end, with usage",
    promise: async (pareta) => {
      const params = { model, messages, stream: true, stream_options: { include_usage: true } } as const
      const whole = await pareta.chat.completions.create(params).finalCompletion()
      return [whole.choices[0]?.finishReason, whole.usage.totalTokens !== null]
    },
    effect: (client) =>
      Effect.map(
        Core.finalCompletion(
          client.chat.completions.stream({ model, messages, stream_options: { include_usage: true } })
        ),
        (whole) => [whole.choices[0]?.finishReason, whole.usage.totalTokens !== null]
      ),
    expected: ["stop", true]
  },
  {
    name: "endpoints.deploy, event by event",
    promise: async (pareta) =>
      (await collect(pareta.endpoints.deploy({ task: "contract-key-fields", name: "mine" })))
        .map((event) => event.event)
        .slice(-2),
    effect: (client) =>
      Effect.map(Stream.runCollect(client.endpoints.deploy({ task: "contract-key-fields", name: "mine" })), (events) =>
        events.map((event) => event.event).slice(-2)
      ),
    expected: ["progress", "complete"]
  },
  {
    name: "endpoints.deploy and wait",
    promise: async (pareta) => {
      const endpoint = await pareta.endpoints.deploy({
        task: "contract-key-fields",
        model: "qwen-vl-2",
        name: "mine",
        wait: true
      })
      return [endpoint.id, endpoint.isLive, endpoint.model]
    },
    effect: (client) =>
      Effect.map(
        client.endpoints.deployAndWait({ task: "contract-key-fields", model: "qwen-vl-2", name: "mine" }),
        (endpoint) => [endpoint.id, endpoint.isLive, endpoint.model]
      ),
    expected: ["mine", true, "qwen-vl-2"]
  },
  {
    name: "a deployment that fails, waited for",
    faults: [{ on: "endpoints.deploy", errorFrame: { event: "error", data: { message: "GPU pool exhausted" } } }],
    promise: (pareta) => pareta.endpoints.deploy({ task: "contract-key-fields", wait: true }),
    effect: (client) => client.endpoints.deployAndWait({ task: "contract-key-fields" }),
    expected: failure("DeployError", { message: "deploy failed: GPU pool exhausted", operation: "endpoints.deploy" })
  },
  {
    name: "a deployment whose stream ends too early",
    faults: [{ on: "endpoints.deploy", withoutTerminator: true }],
    promise: (pareta) => collect(pareta.endpoints.deploy({ task: "contract-key-fields" })),
    effect: (client) => Stream.runCollect(client.endpoints.deploy({ task: "contract-key-fields" })),
    expected: failure("DeployError", { message: "deploy stream ended without a 'complete' event" })
  },
  {
    name: "an unknown task",
    promise: (pareta) => pareta.endpoints.deploy({ task: "no-such-task", wait: true }),
    effect: (client) => client.endpoints.deployAndWait({ task: "no-such-task" }),
    expected: failure("BadRequestError")
  },
  {
    name: "endpoints.list",
    promise: async (pareta) => (await pareta.endpoints.list()).map((endpoint) => [endpoint.id, endpoint.isLive]),
    effect: (client) =>
      Effect.map(client.endpoints.list(), (all) => all.map((endpoint) => [endpoint.id, endpoint.isLive])),
    expected: [
      ["ep_contract_kie_01", true],
      ["ep_a1b2c3", true]
    ]
  },
  {
    name: "endpoints.retrieve of an id that does not exist",
    promise: (pareta) => pareta.endpoints.retrieve("nope"),
    effect: (client) => client.endpoints.retrieve("nope"),
    expected: failure("NotFoundError", {
      status: 404,
      detail: "endpoint 'nope' not found",
      requestId: expect.stringMatching(/^req_/)
    })
  },
  {
    name: "endpoints.start with waiting that is given up",
    promise: async (pareta) => {
      await pareta.endpoints.stop(model)
      return await pareta.endpoints
        .start(model, { wait: true, timeout: 0, pollInterval: 0 })
        .catch((error: Error) => [error.name, error.message])
    },
    effect: (client) =>
      Effect.gen(function* () {
        yield* client.endpoints.stop(model)
        const late = yield* Effect.flip(client.endpoints.startAndWait(model, { timeout: 0, pollInterval: 0 }))
        return [late.name, late.message]
      }),
    expected: [
      "APITimeoutError",
      `endpoint 'ep_a1b2c3' was not live within 0s; its status was starting. It may still become live`
    ]
  },
  {
    name: "endpoints.stop, chat on the stopped endpoint, endpoints.start",
    promise: async (pareta) => {
      const stopped = await pareta.endpoints.stop(model)
      const refused = await pareta.chat.completions.create({ model, messages }).catch((error: Error) => error.message)
      return [stopped, refused, await pareta.endpoints.start(model), (await pareta.endpoints.retrieve(model)).status]
    },
    effect: (client) =>
      Effect.gen(function* () {
        const stopped = yield* client.endpoints.stop(model)
        const refused = yield* Effect.flip(client.chat.completions.create({ model, messages }))
        return [
          stopped,
          refused.message,
          yield* client.endpoints.start(model),
          (yield* client.endpoints.retrieve(model)).status
        ]
      }),
    expected: [{ ok: true }, "endpoint 'ep_a1b2c3' is stopped.", { ok: true }, "starting"]
  },
  {
    name: "endpoints.delete",
    promise: async (pareta) => [await pareta.endpoints.delete(model), (await pareta.endpoints.list()).length],
    effect: (client) =>
      Effect.gen(function* () {
        return [yield* client.endpoints.delete(model), (yield* client.endpoints.list()).length]
      }),
    expected: [undefined, 1]
  },
  ...(["performance", "uptime", "cost", "quality", "activity"] as const).map(
    (dimension): Case => ({
      name: `endpoints.metrics.${dimension}`,
      promise: (pareta) => pareta.endpoints.metrics(model)[dimension]({ window: "7d" }),
      effect: (client) => client.endpoints.metrics(model)[dimension]({ window: "7d" }),
      expected: expect.objectContaining({ dimension, window: "7d" })
    })
  ),
  {
    name: "any other route",
    promise: (pareta) => pareta.request("GET", "/v1/models", { query: { limit: 1 } }),
    effect: (client) => client.request({ method: "GET", path: "/v1/models", query: { limit: 1 } }),
    expected: expect.objectContaining({ object: "list" })
  },
  {
    name: "an empty balance, before any token",
    prepare: (emulator) => {
      emulator.balanceMicroUsd = 0
    },
    promise: (pareta) => pareta.chat.completions.create({ model, messages, stream: true }).text(),
    effect: (client) => Core.text(client.chat.completions.stream({ model, messages })),
    expected: failure("InsufficientCreditsError", { status: 402 })
  },
  ...(
    [
      [400, "BadRequestError"],
      [401, "AuthenticationError"],
      [402, "InsufficientCreditsError"],
      [403, "PermissionDeniedError"],
      [404, "NotFoundError"],
      [409, "ConflictError"],
      [418, "APIStatusError"],
      [422, "BadRequestError"],
      [429, "RateLimitError"],
      [500, "APIStatusError"],
      [503, "EndpointNotReadyError"]
    ] as const
  ).map(
    ([status, name]): Case => ({
      name: `status ${status}`,
      faults: [{ status, detail: "because", times: 3, headers: { "retry-after": "0" } }],
      promise: (pareta) => pareta.models.list(),
      effect: (client) => client.models.list(),
      expected: failure(name, { status, detail: "because", message: "because" })
    })
  ),
  {
    name: "two temporary statuses, then success",
    faults: [{ status: 500, times: 2, headers: { "retry-after": "0" } }],
    promise: async (pareta) => Shell.responseMeta(await pareta.models.list())?.attempts,
    effect: (client) => Effect.map(client.models.list(), (models) => Core.responseMeta(models)?.attempts),
    expected: 3
  },
  {
    name: "a connection that is reset before the head, then success",
    faults: [{ reset: "before-head" }],
    promise: async (pareta) => Shell.responseMeta(await pareta.models.list())?.attempts,
    effect: (client) => Effect.map(client.models.list(), (models) => Core.responseMeta(models)?.attempts),
    expected: 2
  },
  {
    name: "a body that is reset while it is read, then success",
    faults: [{ reset: { afterBytes: 10 } }],
    promise: async (pareta) => Shell.responseMeta(await pareta.models.list())?.attempts,
    effect: (client) => Effect.map(client.models.list(), (models) => Core.responseMeta(models)?.attempts),
    expected: 2
  },
  {
    name: "JSON that is cut off",
    faults: [{ end: { afterBytes: 10 } }],
    promise: (pareta) => pareta.models.list(),
    effect: (client) => client.models.list(),
    expected: failure("APIResponseValidationError", { operation: "models.list", attempts: 1 })
  },
  {
    name: "a stream that is reset after two events",
    faults: [{ reset: { afterEvents: 2 } }],
    promise: (pareta) => pareta.chat.completions.create({ model, messages, stream: true }).text(),
    effect: (client) => Core.text(client.chat.completions.stream({ model, messages })),
    expected: failure("APIConnectionError", { attempts: 1, partial: expect.any(Core.ChatCompletion) })
  },
  {
    name: "a stream with an error frame",
    faults: [{ errorFrame: { data: { error: { message: "boom" } }, afterEvents: 1 } }],
    promise: (pareta) => pareta.chat.completions.create({ model, messages, stream: true }).text(),
    effect: (client) => Core.text(client.chat.completions.stream({ model, messages })),
    expected: failure("APIStreamError", { message: "boom", attempts: 1 })
  },
  {
    name: "a stream with malformed JSON",
    faults: [{ malformedAfter: 1 }],
    promise: (pareta) => pareta.chat.completions.create({ model, messages, stream: true }).text(),
    effect: (client) => Core.text(client.chat.completions.stream({ model, messages })),
    expected: failure("APIResponseValidationError", { attempts: 1 })
  },
  {
    name: "204 for a stream",
    faults: [{ status: 204, body: "" }],
    promise: (pareta) => pareta.chat.completions.create({ model, messages, stream: true }).text(),
    effect: (client) => Core.text(client.chat.completions.stream({ model, messages })),
    expected: failure("APIResponseValidationError", { attempts: 1 })
  },
  ...([1, "split-crlf", "all"] as const).map(
    (chunking): Case => ({
      name: `a deployment in chunks of ${chunking}`,
      faults: [{ chunking }],
      promise: async (pareta) =>
        (await pareta.endpoints.deploy({ task: "contract-key-fields", name: "mine", wait: true })).id,
      effect: (client) =>
        Effect.map(
          client.endpoints.deployAndWait({ task: "contract-key-fields", name: "mine" }),
          (endpoint) => endpoint.id
        ),
      expected: "mine"
    })
  )
]

const outcomeOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((failed: unknown) => ({ failed }))

const prepared = ({ faults = [], prepare }: Case): Emulator => {
  const emulator = createEmulator()
  emulator.faults.add(...faults)
  prepare?.(emulator)
  return emulator
}

describe.each(cases)("$name", (each) => {
  it("as a Promise", async () => {
    const emulator = prepared(each)
    const pareta = new Shell.Pareta({ apiKey, fetch: emulator.fetch })
    expect(await outcomeOf(each.promise(pareta, emulator))).toEqual(each.expected)
  })

  it("as an Effect", async () => {
    const emulator = prepared(each)
    const run = Core.ParetaClient.use((client) => each.effect(client, emulator)).pipe(
      Effect.provide(Core.ParetaClient.layerFetch({ apiKey, fetch: emulator.fetch }))
    )
    expect(await outcomeOf(Effect.runPromise(run))).toEqual(each.expected)
  })
})

it("a wrong key is refused", async () => {
  const { fetch } = createEmulator({ keys: ["pareta_sk_the_one"] })
  await expect(new Shell.Pareta({ apiKey, fetch }).models.list()).rejects.toBeInstanceOf(Shell.AuthenticationError)
})
