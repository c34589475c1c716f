/** Failures of a request, in the form of FastAPI: `{"detail": …}`. See `docs/wire.md#errors`. */
import * as Data from "effect/Data"

/** One entry of the `detail` of a 422. */
export interface ValidationItem {
  readonly loc: ReadonlyArray<string | number>
  readonly msg: string
  readonly type: string
}

/** A request that fails with an error status. */
export class Problem extends Data.TaggedError("Problem")<{
  readonly status: number
  readonly detail: string | ReadonlyArray<ValidationItem>
  readonly headers?: { readonly [name: string]: string }
}> {}

/** 401: the API key is missing or not accepted. */
export const invalidKey = () => new Problem({ status: 401, detail: "invalid API key" })

/** 402: the organization has no credit left. */
export const outOfCredit = () =>
  new Problem({
    status: 402,
    detail: "organization is out of credit. Top up in the dashboard under Billing to continue."
  })

/** 404: nothing is served at this path. */
export const notFound = () => new Problem({ status: 404, detail: "Not Found" })

/** 404: there is no such endpoint. */
export const endpointNotFound = (id: string) => new Problem({ status: 404, detail: `endpoint '${id}' not found` })

/** 404: there is no such task. */
export const taskNotFound = (id: string) => new Problem({ status: 404, detail: `task '${id}' not found` })

/** 400: the body is not what its `Content-Type` says. */
export const malformedBody = () => new Problem({ status: 400, detail: "There was an error parsing the body" })

/** 413: the body is larger than the emulator accepts. */
export const bodyTooLarge = (limit: number) =>
  new Problem({ status: 413, detail: `the request body is too large: at most ${limit} bytes are accepted` })

/** 413: the body has more values than the emulator can keep in memory. */
export const tooManyValues = (limit: number) =>
  new Problem({ status: 413, detail: `the request body has too many values: at most ${limit} are accepted` })

/** 415: the body is compressed. */
export const unknownEncoding = (encoding: string) =>
  new Problem({
    status: 415,
    detail: `Content-Encoding '${encoding}' is not supported: send the body uncompressed`,
    headers: { "accept-encoding": "identity" }
  })

/** 500: the emulator itself failed. */
export const internalError = () => new Problem({ status: 500, detail: "Internal Server Error" })

/** 422: the request is well-formed but cannot be carried out. */
export const unprocessable = (detail: string | ReadonlyArray<ValidationItem>) => new Problem({ status: 422, detail })
