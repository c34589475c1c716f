/** The Schemas of the failures: the JSON of each has its tag, its message and its own fields. */
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as Core from "./bothFaces.ts"
import type { StreamFailure as CoreStreamFailure } from "./chat/ChatEvents.ts"
import type { DeployFailure as CoreDeployFailure } from "./endpoints/DeployEvents.ts"
import type { EvalSetFailure as CoreEvalSetFailure } from "./evals/EvalSets.ts"
import type { WaitFailure as CoreWaitFailure } from "./evals/PollRun.ts"
import { ChatCompletion, ProposalResult } from "./ModelSchemas.ts"
import type {
  APIConnectionFailure,
  APIStatusErrorOptions,
  CallFailure as CoreCallFailure,
  ParetaErrorOptions
} from "./ParetaError.ts"
import { type ParetaFailure as CoreParetaFailure, isParetaError } from "./ParetaFailure.ts"
import { isJsonObject, type JsonObject } from "./wire/JsonObject.ts"
import { anything } from "./wire/Shape.ts"
import { schemaOf } from "./wire/ShapeSchema.ts"

/** The JSON of a failure. */
export interface FailureWire<Tag extends string> {
  readonly _tag: Tag
  readonly message: string
  readonly hint?: string
  readonly operation?: string
  readonly attempts?: number
  readonly requestId?: string | null
  readonly response?: Core.ResponseFacts
  /** The message of the cause. Its stack and its own causes are left out. */
  readonly cause?: string
  /** On the failure of a chat stream: the partial completion. */
  readonly partial?: Core.ChatCompletionWire
  /** On the failure of waiting for an eval run: its id. */
  readonly runId?: string
  /** On the failure of waiting for an eval run: its status at the last poll. */
  readonly lastStatus?: string | null
}

/** The JSON of the failure of an error status. */
export interface StatusErrorWire<Tag extends string> extends FailureWire<Tag> {
  readonly status: number
  /** Absent when the server sent none, null when it sent null. */
  readonly detail?: unknown
  readonly retryAfter: number | "Infinity" | null
  readonly rateLimit: Core.RateLimit | null
}

/** The JSON of an `APIStreamError`. */
export interface StreamErrorWire extends FailureWire<"APIStreamError"> {
  /** Absent when the server sent none, null when it sent null. */
  readonly detail?: unknown
}

/** The JSON of an `EvalTimeoutError`. */
export interface EvalTimeoutErrorWire extends FailureWire<"EvalTimeoutError"> {
  readonly runId: string
  readonly lastStatus: string | null
}

/** The JSON of an `EvalContractError`. */
export interface EvalContractErrorWire extends FailureWire<"EvalContractError"> {
  readonly proposal: Core.ProposalResultWire
  readonly prompt: string
}

/** The JSON of a `CallFailure`. */
export type CallFailureWire =
  | FailureWire<"InvalidArgumentError" | "APIConnectionError" | "APITimeoutError" | "APIResponseValidationError">
  | StatusErrorWire<Core.APIStatusError["_tag"]>

/** The JSON of a `StreamFailure`. */
export type StreamFailureWire = CallFailureWire | StreamErrorWire

/** The JSON of a `DeployFailure`. */
export type DeployFailureWire = CallFailureWire | FailureWire<"DeployError">

/** The JSON of a `WaitFailure`. */
export type WaitFailureWire = CallFailureWire | EvalTimeoutErrorWire

/** The JSON of an `EvalSetFailure`. */
export type EvalSetFailureWire = CallFailureWire | EvalContractErrorWire

/** The JSON of a `ParetaFailure`. */
export type ParetaFailureWire = StreamFailureWire | DeployFailureWire | WaitFailureWire | EvalSetFailureWire

const optionalText = /*#__PURE__*/ Schema.optionalKey(Schema.String)
const textOrNull = /*#__PURE__*/ Schema.NullOr(Schema.String)
const numberOrNull = /*#__PURE__*/ Schema.NullOr(Schema.Finite)
const detail = /*#__PURE__*/ Schema.optionalKey(/*#__PURE__*/ schemaOf(anything))

const commonFields = {
  message: Schema.String,
  hint: optionalText,
  operation: optionalText,
  attempts: /*#__PURE__*/ Schema.optionalKey(Schema.Finite),
  requestId: /*#__PURE__*/ Schema.optionalKey(textOrNull),
  response: /*#__PURE__*/ Schema.optionalKey(
    /*#__PURE__*/ struct("ResponseFacts", {
      status: Schema.Finite,
      statusText: Schema.String,
      url: Schema.String,
      headers: /*#__PURE__*/ Schema.Record(Schema.String, Schema.String)
    })
  ),
  cause: optionalText,
  partial: /*#__PURE__*/ Schema.optionalKey(/*#__PURE__*/ Schema.toEncoded(ChatCompletion)),
  runId: optionalText,
  lastStatus: /*#__PURE__*/ Schema.optionalKey(textOrNull)
}

const statusFields = {
  status: Schema.Finite,
  detail,
  // A server may ask for an infinite wait, and JSON has no number for it.
  retryAfter: /*#__PURE__*/ Schema.Union([Schema.Finite, /*#__PURE__*/ Schema.Literal("Infinity"), Schema.Null]),
  rateLimit: /*#__PURE__*/ Schema.NullOr(
    /*#__PURE__*/ struct("RateLimit", { limit: numberOrNull, remaining: numberOrNull, reset: numberOrNull })
  )
}

/** The fields of a struct that needs no services. */
type Fields = { readonly [name: string]: Schema.Codec<unknown, unknown> }

function struct(identifier: string, fields: Fields): Schema.Codec<JsonObject> {
  return Schema.Struct(fields).annotate({ identifier })
}

/** The Schema of an `InvalidArgumentError`. */
export const InvalidArgumentError: Schema.Codec<
  Core.InvalidArgumentError,
  FailureWire<"InvalidArgumentError">
> = /*#__PURE__*/ failure("InvalidArgumentError", Core.InvalidArgumentError)

/** The Schema of an `APIConnectionError` that is not an `APITimeoutError`. */
export const APIConnectionError: Schema.Codec<
  APIConnectionFailure,
  FailureWire<"APIConnectionError">
> = /*#__PURE__*/ failure("APIConnectionError", Core.APIConnectionError)

/** The Schema of an `APITimeoutError`. */
export const APITimeoutError: Schema.Codec<
  Core.APITimeoutError,
  FailureWire<"APITimeoutError">
> = /*#__PURE__*/ failure("APITimeoutError", Core.APITimeoutError)

/** The Schema of an `APIStatusError` whose status has no class of its own. */
export const APIStatusError: Schema.Codec<
  Core.APIStatusError & { readonly _tag: "APIStatusError" },
  StatusErrorWire<"APIStatusError">
> = /*#__PURE__*/ failure("APIStatusError", Core.APIStatusError, statusFields)

/** The Schema of a `BadRequestError`. */
export const BadRequestError: Schema.Codec<
  Core.BadRequestError,
  StatusErrorWire<"BadRequestError">
> = /*#__PURE__*/ failure("BadRequestError", Core.BadRequestError, statusFields)

/** The Schema of an `AuthenticationError`. */
export const AuthenticationError: Schema.Codec<
  Core.AuthenticationError,
  StatusErrorWire<"AuthenticationError">
> = /*#__PURE__*/ failure("AuthenticationError", Core.AuthenticationError, statusFields)

/** The Schema of an `InsufficientCreditsError`. */
export const InsufficientCreditsError: Schema.Codec<
  Core.InsufficientCreditsError,
  StatusErrorWire<"InsufficientCreditsError">
> = /*#__PURE__*/ failure("InsufficientCreditsError", Core.InsufficientCreditsError, statusFields)

/** The Schema of a `PermissionDeniedError`. */
export const PermissionDeniedError: Schema.Codec<
  Core.PermissionDeniedError,
  StatusErrorWire<"PermissionDeniedError">
> = /*#__PURE__*/ failure("PermissionDeniedError", Core.PermissionDeniedError, statusFields)

/** The Schema of a `NotFoundError`. */
export const NotFoundError: Schema.Codec<Core.NotFoundError, StatusErrorWire<"NotFoundError">> = /*#__PURE__*/ failure(
  "NotFoundError",
  Core.NotFoundError,
  statusFields
)

/** The Schema of a `ConflictError`. */
export const ConflictError: Schema.Codec<Core.ConflictError, StatusErrorWire<"ConflictError">> = /*#__PURE__*/ failure(
  "ConflictError",
  Core.ConflictError,
  statusFields
)

/** The Schema of a `RateLimitError`. */
export const RateLimitError: Schema.Codec<
  Core.RateLimitError,
  StatusErrorWire<"RateLimitError">
> = /*#__PURE__*/ failure("RateLimitError", Core.RateLimitError, statusFields)

/** The Schema of an `EndpointNotReadyError`. */
export const EndpointNotReadyError: Schema.Codec<
  Core.EndpointNotReadyError,
  StatusErrorWire<"EndpointNotReadyError">
> = /*#__PURE__*/ failure("EndpointNotReadyError", Core.EndpointNotReadyError, statusFields)

/** The Schema of an `APIResponseValidationError`. */
export const APIResponseValidationError: Schema.Codec<
  Core.APIResponseValidationError,
  FailureWire<"APIResponseValidationError">
> = /*#__PURE__*/ failure("APIResponseValidationError", Core.APIResponseValidationError)

/** The Schema of an `APIStreamError`. */
export const APIStreamError: Schema.Codec<Core.APIStreamError, StreamErrorWire> = /*#__PURE__*/ failure(
  "APIStreamError",
  Core.APIStreamError,
  { detail }
)

/** The Schema of a `DeployError`. */
export const DeployError: Schema.Codec<Core.DeployError, FailureWire<"DeployError">> = /*#__PURE__*/ failure(
  "DeployError",
  Core.DeployError
)

/** The Schema of an `EvalTimeoutError`. */
export const EvalTimeoutError: Schema.Codec<Core.EvalTimeoutError, EvalTimeoutErrorWire> = /*#__PURE__*/ failure(
  "EvalTimeoutError",
  Core.EvalTimeoutError,
  { runId: Schema.String, lastStatus: textOrNull }
)

/** The Schema of an `EvalContractError`. */
export const EvalContractError: Schema.Codec<Core.EvalContractError, EvalContractErrorWire> = /*#__PURE__*/ failure(
  "EvalContractError",
  Core.EvalContractError,
  { proposal: /*#__PURE__*/ Schema.toEncoded(ProposalResult), prompt: Schema.String }
)

const callFailures = [
  InvalidArgumentError,
  APIConnectionError,
  APITimeoutError,
  APIStatusError,
  BadRequestError,
  AuthenticationError,
  InsufficientCreditsError,
  PermissionDeniedError,
  NotFoundError,
  ConflictError,
  RateLimitError,
  EndpointNotReadyError,
  APIResponseValidationError
] as const

/** The Schema of a `CallFailure`: everything that a buffered call can fail with. */
export const CallFailure: Schema.Codec<CoreCallFailure, CallFailureWire> = /*#__PURE__*/ union("CallFailure", [])

/** The Schema of a `StreamFailure`: everything that a chat stream can fail with. */
export const StreamFailure: Schema.Codec<CoreStreamFailure, StreamFailureWire> = /*#__PURE__*/ union("StreamFailure", [
  APIStreamError
])

/** The Schema of a `DeployFailure`: everything that a deployment can fail with. */
export const DeployFailure: Schema.Codec<CoreDeployFailure, DeployFailureWire> = /*#__PURE__*/ union("DeployFailure", [
  DeployError
])

/** The Schema of a `WaitFailure`: everything that waiting for an eval run can fail with. */
export const WaitFailure: Schema.Codec<CoreWaitFailure, WaitFailureWire> = /*#__PURE__*/ union("WaitFailure", [
  EvalTimeoutError
])

/** The Schema of an `EvalSetFailure`: everything that creating an eval set can fail with. */
export const EvalSetFailure: Schema.Codec<CoreEvalSetFailure, EvalSetFailureWire> = /*#__PURE__*/ union(
  "EvalSetFailure",
  [EvalContractError]
)

/** The Schema of a `ParetaFailure`: every failure of the library. */
export const ParetaFailure: Schema.Codec<CoreParetaFailure, ParetaFailureWire> = /*#__PURE__*/ union("ParetaFailure", [
  APIStreamError,
  DeployError,
  EvalTimeoutError,
  EvalContractError
])

/** The union of the call failures and the given ones. */
function union<Member extends Schema.Codec<unknown, unknown>>(identifier: string, more: ReadonlyArray<Member>) {
  return Schema.Union([...callFailures, ...more]).annotate({ identifier })
}

/** The options of all classes together; each class reads its own. */
type FailureOptions = ParetaErrorOptions &
  APIStatusErrorOptions &
  Core.EvalTimeoutErrorOptions &
  Core.EvalContractErrorOptions

/** The Schema of one class of errors. `fields` are those that only some classes have. */
function failure<Tag extends string, E extends Core.ParetaError, W extends FailureWire<Tag>>(
  tag: Tag,
  Class: new (message: string, options: FailureOptions) => E,
  fields: Fields = {}
): Schema.Codec<E & { readonly _tag: Tag }, W> {
  type Failure = E & { readonly _tag: Tag }
  const wire = struct(tag, { _tag: Schema.Literal(tag), ...commonFields, ...fields })
  const transformation = SchemaTransformation.transform<Failure, JsonObject>({
    // The `_tag` of a class with subclasses has a wider type than its own literal, hence the cast.
    decode: (json) => new Class(String(json["message"]), optionsOf(json)) as Failure,
    encode: (error) => jsonOf(error)
  })
  // By tag, as an APITimeoutError is an instance of APIConnectionError too; and an error may come from another copy of
  // the package.
  const isFailure = (value: unknown): value is Failure => isParetaError(value) && value._tag === tag
  const error = Schema.declare(isFailure, {
    identifier: tag,
    toCodec: () => Schema.link<Failure>()(wire, transformation)
  })
  // W is the common fields plus `fields`, but TypeScript cannot infer that from a struct built at run time.
  return wire.pipe(Schema.decodeTo(error, transformation)) as unknown as Schema.Codec<Failure, W>
}

const optionsOf = (json: JsonObject): FailureOptions => {
  const { partial, runId, lastStatus, retryAfter, proposal, ...others } = json
  const facts = defined({
    partial: isJsonObject(partial) ? new Core.ChatCompletion(partial) : undefined,
    runId,
    lastStatus
  })
  const seconds = retryAfter === "Infinity" ? Number.POSITIVE_INFINITY : retryAfter
  const own = defined({
    retryAfter: seconds,
    runId,
    lastStatus,
    proposal: isJsonObject(proposal) ? new Core.ProposalResult(proposal) : undefined
  })
  // The struct has checked every field that the class reads.
  return { ...others, ...own, facts } as unknown as FailureOptions
}

/** The error's own properties and its message; the struct drops those that do not belong to its JSON. */
const jsonOf = (
  error: Core.ParetaError &
    Core.FailureFacts & { readonly retryAfter?: number | null; readonly proposal?: Core.ProposalResult }
): JsonObject =>
  defined({
    ...error,
    _tag: error._tag,
    message: error.message,
    cause: causeOf(error),
    partial: error.partial?.raw,
    proposal: error.proposal?.raw,
    retryAfter: error.retryAfter === Number.POSITIVE_INFINITY ? "Infinity" : error.retryAfter
  })

/** The cause as text: an error as its name and message. The string form of any other object is useless. */
const causeOf = ({ cause }: Core.ParetaError): string | undefined => {
  if (cause === undefined || cause === null) return undefined
  if (typeof cause === "object" && !(cause instanceof Error)) return undefined
  try {
    return String(cause)
  } catch {
    return undefined
  }
}

/** The fields that are not undefined: JSON has no such value. */
const defined = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
