/** The errors and their guards, in a separate file, so that a program that uses only these bundles nothing else. */
export { EvalContractError, type EvalContractErrorOptions } from "./evals/EvalContractError.ts"
export {
  APIAbortError,
  APIConnectionError,
  APIResponseValidationError,
  APIStatusError,
  APIStreamError,
  APITimeoutError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  DeployError,
  EndpointNotReadyError,
  type ErrorDetail,
  EvalTimeoutError,
  type EvalTimeoutErrorOptions,
  InsufficientCreditsError,
  InvalidArgumentError,
  NotFoundError,
  ParetaError,
  PermissionDeniedError,
  type RateLimit,
  RateLimitError,
  type ResponseFacts,
  type ValidationErrorItem
} from "./ParetaError.ts"
export { type FailureFacts, isAPIConnectionError, isAPIStatusError, isParetaError } from "./ParetaFailure.ts"
