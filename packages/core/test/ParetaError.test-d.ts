import type {
  APIConnectionError,
  APIStatusError,
  APIStreamError,
  APITimeoutError,
  CallFailure,
  ChatCompletion,
  DeployError,
  DeployFailure,
  Endpoint,
  EvalContractError,
  ParetaError,
  RateLimitError,
  StreamFailure,
  WaitFailure
} from "@pareta/core"
import { ParetaClient, withRequestOptions } from "@pareta/core"
import * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import { expectTypeOf, test } from "vitest"

declare const client: ParetaClient["Service"]
declare const params: { readonly model: string; readonly messages: ReadonlyArray<{ readonly role: string }> }
const call = client.chat.completions.create(params)

test("error channels contain only failures that can happen, and R is never", () => {
  expectTypeOf(call).toEqualTypeOf<Effect.Effect<ChatCompletion, CallFailure>>()
  expectTypeOf<Stream.Error<ReturnType<typeof client.chat.completions.stream>>>().toEqualTypeOf<StreamFailure>()
  expectTypeOf<Stream.Services<ReturnType<typeof client.chat.completions.stream>>>().toEqualTypeOf<never>()
  expectTypeOf(client.endpoints.deployAndWait({ task: "t" })).toEqualTypeOf<Effect.Effect<Endpoint, DeployFailure>>()
  expectTypeOf<Stream.Error<ReturnType<typeof client.endpoints.deploy>>>().toEqualTypeOf<DeployFailure>()
  expectTypeOf(client.endpoints.delete("e")).toEqualTypeOf<Effect.Effect<void, CallFailure>>()
  expectTypeOf<StreamFailure>().toEqualTypeOf<(CallFailure | APIStreamError) & { readonly partial?: ChatCompletion }>()
  expectTypeOf<Exclude<DeployFailure, CallFailure>>().toEqualTypeOf<DeployError>()
  expectTypeOf<Extract<CallFailure, { readonly _tag: "APIAbortError" }>>().toEqualTypeOf<never>()
})

test("only a set without a given task can fail with EvalContractError", () => {
  const { sets, runs } = client.evals
  const items = [{ input: "a" }]
  type Failure<E> = Effect.Effect<unknown, E>
  expectTypeOf(sets.create({ task: "t", prompt: "p", items })).toExtend<Failure<CallFailure>>()
  expectTypeOf(sets.create({ prompt: "p", items })).not.toExtend<Failure<CallFailure>>()
  expectTypeOf(sets.create({ prompt: "p", items })).toExtend<Failure<CallFailure | EvalContractError>>()
  expectTypeOf(runs.create({ evalSet: "s", models: [] })).toExtend<Failure<CallFailure>>()
  expectTypeOf(runs.create({ task: "t", items, models: [] })).toExtend<Failure<CallFailure>>()
  expectTypeOf(runs.create({ prompt: "p", items, models: [] })).not.toExtend<Failure<CallFailure>>()
  expectTypeOf(runs.createAndWait({ evalSet: "s", models: [] })).toExtend<Failure<WaitFailure>>()
  expectTypeOf(runs.createAndWait({ prompt: "p", items, models: [] })).toExtend<
    Failure<WaitFailure | EvalContractError>
  >()
})

test("catchTag narrows to the class and removes it from the channel", () => {
  const caught = call.pipe(
    Effect.catchTag("RateLimitError", (error) => {
      expectTypeOf(error).toEqualTypeOf<RateLimitError>()
      return Effect.succeed(error.retryAfter)
    })
  )
  expectTypeOf<Extract<Effect.Error<typeof caught>, RateLimitError>>().toEqualTypeOf<never>()
})

test("catchTag of a base class catches only errors without a class of their own", () => {
  const caught = call.pipe(
    Effect.catchTag("APIStatusError", (error) => {
      expectTypeOf(error.status).toEqualTypeOf<number>()
      expectTypeOf(error._tag).toEqualTypeOf<"APIStatusError">()
      return Effect.void
    })
  )
  expectTypeOf<Extract<Effect.Error<typeof caught>, { readonly _tag: "APIStatusError" }>>().toEqualTypeOf<never>()
  expectTypeOf<Extract<Effect.Error<typeof caught>, RateLimitError>>().toEqualTypeOf<RateLimitError>()
})

test("a misspelt tag does not compile", () => {
  // @ts-expect-error there is no such tag
  const caught = call.pipe(Effect.catchTag("RateLimitEror", () => Effect.void))
  expectTypeOf(caught).not.toBeNever()
})

test("every failure can be caught by its tag", () => {
  const all = call.pipe(
    Effect.catchTags({
      InvalidArgumentError: () => Effect.void,
      APIConnectionError: () => Effect.void,
      APITimeoutError: () => Effect.void,
      APIStatusError: () => Effect.void,
      BadRequestError: () => Effect.void,
      AuthenticationError: () => Effect.void,
      InsufficientCreditsError: () => Effect.void,
      PermissionDeniedError: () => Effect.void,
      NotFoundError: () => Effect.void,
      ConflictError: () => Effect.void,
      RateLimitError: () => Effect.void,
      EndpointNotReadyError: () => Effect.void,
      APIResponseValidationError: () => Effect.void
    })
  )
  expectTypeOf<Effect.Error<typeof all>>().toEqualTypeOf<never>()
})

test("instanceof and switch narrow a failure", () => {
  const byClass = (
    failure: CallFailure,
    classes: { status: typeof APIStatusError; timeout: typeof APITimeoutError; connection: typeof APIConnectionError }
  ) => {
    if (failure instanceof classes.status) return failure.status
    if (failure instanceof classes.timeout) return failure.message
    if (failure instanceof classes.connection) return failure.message
    expectTypeOf(failure._tag).toEqualTypeOf<"InvalidArgumentError" | "APIResponseValidationError">()
    return 0
  }
  const byTag = (failure: CallFailure): number => {
    switch (failure._tag) {
      case "NotFoundError":
        return failure.status
      case "APITimeoutError":
        return failure.attempts ?? 0
      default:
        return 0
    }
  }
  expectTypeOf(byClass).returns.toEqualTypeOf<string | number>()
  expectTypeOf(byTag).returns.toEqualTypeOf<number>()
  expectTypeOf<CallFailure>().toExtend<ParetaError & Error>()
})

test("withRequestOptions keeps the type of an Effect and of a Stream, data-first and data-last", () => {
  const effect = call.pipe(withRequestOptions({ maxRetries: 0 }))
  expectTypeOf(effect).toEqualTypeOf<Effect.Effect<ChatCompletion, CallFailure>>()
  expectTypeOf(withRequestOptions(call, {})).toEqualTypeOf<Effect.Effect<ChatCompletion, CallFailure>>()
  const stream = client.chat.completions.stream(params).pipe(withRequestOptions({ timeout: "5 seconds" }))
  expectTypeOf(stream).toEqualTypeOf<ReturnType<typeof client.chat.completions.stream>>()
  const service = ParetaClient.use((pareta) => pareta.models.list()).pipe(withRequestOptions({}))
  expectTypeOf<Effect.Services<typeof service>>().toEqualTypeOf<ParetaClient>()
})

test("a schema types the response of any other route; without one it is unknown", () => {
  expectTypeOf(client.request({ method: "GET", path: "/v1/x" })).toEqualTypeOf<Effect.Effect<unknown, CallFailure>>()
})

test("deploy events narrow by their name", () => {
  type Event = Stream.Success<ReturnType<typeof client.endpoints.deploy>>
  const read = (event: Event) => {
    if (event.event === "complete") expectTypeOf(event.data.endpoint).toEqualTypeOf<Endpoint>()
    else if (event.event === "error") expectTypeOf(event.data.message).toEqualTypeOf<string>()
    else expectTypeOf(event.event).toEqualTypeOf<"progress">()
  }
  expectTypeOf(read).parameters.toEqualTypeOf<[Event]>()
})
