/** What to do about a failure. The message does not say it: it is the server's or the runtime's. */
import type { Call } from "./Call.ts"

/**
 * The hint for an error status; `undefined` where there is nothing to add to the message. The storage behind a signed
 * URL has none: it has nothing to do with what the hints suggest.
 */
export const statusHint = ({ isSigned, operation }: Call, status: number): string | undefined => {
  if (isSigned) return undefined
  if (status === 503) return operation.startsWith("chat.") ? notReady : undefined
  if (status !== 404) return hints[status]
  const list = lists.find(([prefix]) => operation.startsWith(prefix))?.[1]
  return list === undefined ? undefined : `Use ${list} to see what is available.`
}

/** The hint for a call that got no response; `undefined` if it did. */
export const noResponseHint = ({ isSigned, request, response }: Call): string | undefined =>
  isSigned || response !== undefined
    ? undefined
    : `No response came from ${/^\w+:\/\/[^/]+/.exec(request.url)?.[0]}. Check baseURL, the network and the proxy.`

const hints: { readonly [status: number]: string } = {
  401: "Check apiKey or PARETA_API_KEY: a key begins with pareta_sk_ and is made in the dashboard.",
  402: "Add credit in the dashboard, under Billing.",
  403: "This API key is not allowed to do this.",
  429: "Send fewer requests at once, or raise maxRetries."
}

const notReady = "A stopped endpoint is started with endpoints.start, and can be called once it is live."

/** Where to look up the id that a call was made with, by the beginning of its operation. */
const lists = [
  ["chat.", "models.list"],
  ["endpoints.deploy", "tasks.list"],
  ["endpoints.", "endpoints.list"],
  ["tasks.", "tasks.list"],
  ["evals.sets.", "evals.sets.list"],
  ["evals.runs.create", "evals.sets.list"]
] as const
