/** Branching on the classes of errors, the most specific first (scenarios 35, 73). */
import {
  APIConnectionError,
  APIStatusError,
  APITimeoutError,
  AuthenticationError,
  BadRequestError,
  EndpointNotReadyError,
  InsufficientCreditsError,
  NotFoundError,
  Pareta,
  ParetaError,
  RateLimitError
} from "pareta"

const explain = (error: unknown): string => {
  if (error instanceof InsufficientCreditsError) return "out of credit: top up"
  if (error instanceof EndpointNotReadyError) return `not ready, start it: ${error.message}`
  if (error instanceof NotFoundError) return `no such thing: ${error.message}`
  if (error instanceof AuthenticationError) return `check the key: ${error.message}`
  if (error instanceof RateLimitError) return `throttled: retry after ${error.retryAfter} s`
  if (error instanceof BadRequestError) return `refused by the platform: ${error.message}`
  if (error instanceof APIStatusError) return `HTTP ${error.status} (${error.requestId})`
  if (error instanceof APITimeoutError) return "too slow"
  if (error instanceof APIConnectionError) return "no connection"
  if (error instanceof ParetaError) return `not sent: ${error.message}`
  throw error
}

const pareta = Pareta.fromEnv({ maxRetries: 0 })
const messages = [{ role: "user", content: "Hello!" }]
const attempt = async (name: string, call: () => Promise<unknown>): Promise<void> => {
  try {
    await call()
    console.log(`${name}: no error`)
  } catch (error) {
    console.log(`${name}: ${explain(error)}`)
  }
}

await attempt("a good call", () => pareta.chat.completions.create({ model: "ep_a1b2c3", messages }))
await attempt("an unknown endpoint", () => pareta.chat.completions.create({ model: "ep_nowhere", messages }))
await attempt("an unknown task", () => pareta.endpoints.deploy({ task: "make-coffee", wait: true }))
await attempt("no model", () => pareta.chat.completions.create({ model: "", messages }))
await attempt("a wrong key", () => Pareta.fromEnv({ apiKey: "not-a-key", maxRetries: 0 }).models.list())
await attempt("no server", () => Pareta.fromEnv({ baseURL: "http://127.0.0.1:1", maxRetries: 0 }).models.list())

const stopped = await pareta.endpoints.deploy({ task: "general-chat", wait: true })
await pareta.endpoints.stop(stopped.id)
await attempt("a stopped endpoint", () => pareta.chat.completions.create({ model: stopped.id, messages }))
await pareta.endpoints.delete(stopped.id)
