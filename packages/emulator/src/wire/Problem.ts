/** What goes wrong with a request, as the platform words it: FastAPI's `{"detail": …}`. */
import * as Data from "effect/Data"

/** One entry of a 422 `detail`. */
export interface ValidationItem {
  readonly loc: ReadonlyArray<string | number>
  readonly msg: string
  readonly type: string
}

/** A request that is answered with an error status. */
export class Problem extends Data.TaggedError("Problem")<{
  readonly status: number
  readonly detail: string | ReadonlyArray<ValidationItem>
  readonly headers?: { readonly [name: string]: string }
}> {}

/** 401: no key, or one that is not accepted. */
export const invalidKey = () => new Problem({ status: 401, detail: "invalid API key" })

/** 402: the organization's balance is empty. */
export const outOfCredit = () =>
  new Problem({
    status: 402,
    detail: "organization is out of credit. Top up in the dashboard under Billing to continue."
  })

/** 404: the endpoint is not known. */
export const endpointNotFound = (id: string) => new Problem({ status: 404, detail: `endpoint '${id}' not found` })

/** 404: the task is not in the catalogue. */
export const taskNotFound = (id: string) => new Problem({ status: 404, detail: `task '${id}' not found` })

/** 422: a well-formed request that cannot be done. */
export const unprocessable = (detail: string | ReadonlyArray<ValidationItem>) => new Problem({ status: 422, detail })
