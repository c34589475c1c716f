import assert from "node:assert/strict"
import { inspect } from "node:util"
import {
  ChatCompletion,
  ChatCompletionChunk,
  Endpoint,
  isParetaError,
  type ParetaClientService,
  type ParetaError,
  type ResponseMeta
} from "@pareta/core"
import { type Api, chatLane, fetchTransport, makeApi, openChat, openDeploy, settingsOf } from "@pareta/core/internal"
import * as Arbitrary from "effect/Arbitrary"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { make } from "../../src/ParetaClientService.ts"
import { chatModel, deployModel, routeModel, type Seen } from "./DialectModel.ts"
import { eventsOf, type ModelItem } from "./EventStreamModel.ts"
import { type Body, body, bytesOf, cut, Mutations, mutated } from "./Generators.ts"
import { type Property, property, soon } from "./Property.ts"
import { illTyped } from "./WellTyped.ts"

/** A response whose body has these parts, then ends or breaks. */
const responseOf = (parts: ReadonlyArray<Uint8Array>, breaks: boolean): Response => {
  let at = 0
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const part = parts[at++]
        if (part !== undefined) controller.enqueue(part)
        else if (breaks) controller.error(new TypeError("terminated"))
        else controller.close()
      }
    },
    { highWaterMark: 0 }
  )
  return new Response(stream, { headers: { "content-type": "text/event-stream" } })
}

interface Kind {
  readonly name: "chat" | "deploy" | "stream"
  readonly generator: "chat" | "deploy"
  readonly model: (items: ReadonlyArray<ModelItem>, breaks: boolean) => Seen
  readonly stream: (client: ParetaClientService) => Stream.Stream<unknown, ParetaError>
  /** The same, read step by step. */
  readonly open: ((api: Api, adopt: (reader: Stepwise) => void) => Effect.Effect<unknown, ParetaError>) | undefined
}

/** The reader that the Promise API steps through. */
interface Stepwise {
  readonly next: () => Promise<IteratorResult<unknown, undefined>>
}

const params = { model: "m", messages: [{ role: "user", content: "p" }] }

const kinds: ReadonlyArray<Kind> = [
  {
    name: "chat",
    generator: "chat",
    model: chatModel,
    stream: (client) => client.chat.completions.stream(params),
    open: (api, adopt) => openChat(api, chatLane, params, ({ reader }) => adopt(reader))
  },
  {
    name: "deploy",
    generator: "deploy",
    model: deployModel,
    stream: (client) => client.endpoints.deploy({ task: "t" }),
    open: (api, adopt) => openDeploy(api, { task: "t" }, adopt)
  },
  {
    name: "stream",
    generator: "deploy",
    model: routeModel,
    stream: (client) => client.stream({ method: "GET", path: "/v1/x" }),
    open: undefined
  }
]

/** Reads a body to its end, as a Stream or step by step. */
const read = async (kind: Kind, response: Response, stepwise: boolean): Promise<Seen> => {
  const metas: Array<ResponseMeta> = []
  const api = makeApi(
    fetchTransport(() => Promise.resolve(response)),
    settingsOf({ apiKey: "pareta_sk_fuzz", maxRetries: 0, onResponse: (meta) => metas.push(meta) }, "a test")
  )
  const events: Array<unknown> = []
  const failure = await soon(
    stepwise && kind.open !== undefined ? stepped(kind.open, api, events) : streamed(kind.stream(make(api)), events)
  )
  assert.equal(metas.length, 1, "the end is reported once")
  const [meta] = metas as [ResponseMeta]
  assert.equal(meta.error, failure)
  assert.ok(meta.verdict !== null, "a stream has a verdict")
  if (failure !== null) {
    assert.ok(isParetaError(failure), `fails with ${inspect(failure)}`)
    if ("partial" in failure && failure.partial !== undefined) assert.deepEqual(illTyped(failure.partial), [])
    inspect(failure)
    JSON.stringify(failure)
  }
  const end = failure?._tag ?? (meta.verdict.terminated ? "terminated" : "ended")
  return { events: events.map(plain), end, billed: kind.name === "chat" ? meta.billedMicroUsd : null }
}

const streamed = async (stream: Stream.Stream<unknown, ParetaError>, events: Array<unknown>) => {
  const exit = await Effect.runPromiseExit(Stream.runForEach(stream, (event) => Effect.sync(() => events.push(event))))
  return Exit.isSuccess(exit) ? null : (Cause.squash(exit.cause) as ParetaError)
}

const stepped = async (open: NonNullable<Kind["open"]>, api: Api, events: Array<unknown>) => {
  let reader: Stepwise | undefined
  await Effect.runPromise(
    open(api, (opened) => {
      reader = opened
    })
  )
  assert.ok(reader !== undefined)
  try {
    for (let step = await reader.next(); step.done !== true; step = await reader.next()) events.push(step.value)
  } catch (failure) {
    return failure as ParetaError
  }
  assert.equal((await reader.next()).done, true, "it ends once")
  return null
}

/** The wire value of an event. Also checks the types of its model. */
const plain = (event: unknown): unknown => {
  if (event instanceof ChatCompletion) {
    assert.ok(event instanceof ChatCompletionChunk)
    assert.deepEqual(illTyped(event), [])
    return event.raw
  }
  const { data } = event as { readonly data: unknown }
  if (typeof data !== "object" || data === null) return event
  const { endpoint } = data as { readonly endpoint?: unknown }
  if (!(endpoint instanceof Endpoint)) return event
  assert.deepEqual(illTyped(endpoint), [])
  return { ...(event as object), data: { ...data, endpoint: endpoint.raw } }
}

const text = (seen: Seen): string => JSON.stringify(seen, null, 1)

const agrees = async (kind: Kind, { sizes, breaks }: Body, bytes: Uint8Array): Promise<void> => {
  const expected = text(kind.model(eventsOf(bytes, breaks), breaks))
  const shown = () => JSON.stringify(new TextDecoder().decode(bytes))
  assert.equal(text(await read(kind, responseOf([bytes], breaks), false)), expected, `as a whole: ${shown()}`)
  assert.equal(text(await read(kind, responseOf(cut(bytes, sizes), breaks), false)), expected, `cut: ${shown()}`)
  assert.equal(text(await read(kind, responseOf(cut(bytes, sizes), breaks), true)), expected, `stepwise: ${shown()}`)
}

export const frames = {
  chat: {
    ...{ id: "c", created: 1, model: "m", usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } },
    choices: [
      {
        index: 0,
        delta: {
          role: "assistant",
          content: "a",
          refusal: null,
          reasoning_content: "r",
          reasoning_details: [{ index: 0, type: "reasoning.text", text: "r" }],
          tool_calls: [{ index: 0, id: "t", type: "function", function: { name: "f", arguments: "{}" } }],
          audio: { data: "a", transcript: "b" },
          function_call: { name: "f", arguments: "{" }
        },
        logprobs: { content: [{ token: "a" }] },
        finish_reason: "stop"
      }
    ]
  },
  plain: { id: "c", created: 1, model: "m", choices: [{ index: 0, delta: { content: "a" }, finish_reason: "stop" }] },
  complete: { endpoint: { id: "ep_1", name: "n", status: "live", task: "t", url: "https://x.example" }, more: 1 }
}

const Frames = Schema.Array(Mutations).check(Schema.isMaxLength(3))

const oneByOne: Pick<Body, "sizes" | "breaks"> = { sizes: [7, 1], breaks: false }

export const streamProperties: ReadonlyArray<Property> = [
  ...kinds.map((kind) =>
    property(
      `any body of a ${kind.name} stream is read as the standard says, however it is split`,
      body(kind.generator),
      (input) => agrees(kind, input, bytesOf(input))
    )
  ),
  ...(["plain", "chat"] as const).map((shape) =>
    property(`any change to ${shape} chunks yields chunks or a typed error`, Arbitrary.schema(Frames), async (all) => {
      const lines = all.map((mutations) => `data: ${mutated(frames[shape], mutations)}\n\n`)
      const bytes = new TextEncoder().encode(lines.join(""))
      await agrees(kinds[0] as Kind, { lines: [], damage: [], ...oneByOne }, bytes)
    })
  ),
  property(
    "any change to a complete event leads to an endpoint or a typed error",
    Arbitrary.schema(Mutations),
    (mutations) =>
      agrees(
        kinds[1] as Kind,
        { lines: [], damage: [], ...oneByOne },
        new TextEncoder().encode(`event: complete\ndata: ${mutated(frames.complete, mutations)}\n\n`)
      )
  )
]
