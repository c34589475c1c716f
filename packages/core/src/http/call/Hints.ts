/** What to do about a failure. The message does not say it: it is the server's or the runtime's. */

/** The hint for an error status; `undefined` where there is nothing to add to the message. */
export const statusHint = (operation: string, status: number): string | undefined => {
  if (status !== 404) return hints[status]
  const namespace = /^(endpoints|tasks|evals\.sets)\./.exec(operation)?.[1]
  return `${namespace ?? "models"}.list returns what there is.`
}

/** The hint for a call that got no response. */
export const noResponseHint = (url: string): string =>
  `No response came from ${/^\w+:\/\/[^/]+/.exec(url)?.[0]}. Check baseURL, the network and the proxy.`

const hints: { readonly [status: number]: string } = {
  401: "Check apiKey or PARETA_API_KEY: a key begins with pareta_sk_ and is made in the dashboard.",
  402: "Add credit in the dashboard, under Billing.",
  403: "The API key may not do this.",
  429: "Send fewer requests at a time, or raise maxRetries.",
  503: "A stopped endpoint is started with endpoints.start, and can be called once it is live."
}
