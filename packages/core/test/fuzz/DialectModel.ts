import type { ModelItem } from "./EventStreamModel.ts"
import { chatShape, fits, isEndpoint, isObject } from "./WireModel.ts"

/** The events that a stream delivers, and how it ends. */
export interface Seen {
  readonly events: ReadonlyArray<unknown>
  /** The tag of the failure. Without one, `terminated` after a terminator, `ended` after the end of the body. */
  readonly end: string
  readonly billed: number | null
}

/** Reads one event of a dialect. Returns how the stream ends with it, or `undefined` if the stream goes on. */
type Take = (event: string | undefined, data: string, cut: boolean) => string | undefined

const run = (
  items: ReadonlyArray<ModelItem>,
  take: Take,
  atEnd: () => string
): { end: string; billed: number | null } => {
  let billed: number | null = null
  for (const item of items) {
    if ("comment" in item) {
      const receipt = /^\s*pareta-billed-micro-usd\s+(\d+)\s*$/.exec(item.comment)
      if (receipt !== null) billed = Number(receipt[1])
      continue
    }
    const end = take(item.event, item.data, item.cut)
    if (end !== undefined) return { end, billed }
  }
  return { end: atEnd(), billed }
}

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** A chat stream, as `docs/wire.md#chat-stream` describes it. */
export const chatModel = (items: ReadonlyArray<ModelItem>, breaks: boolean): Seen => {
  const events: Array<unknown> = []
  const finished = new Map<number, boolean>()

  const take: Take = (event, data, cut) => {
    if (data.trim() === "[DONE]") return "terminated"
    const json = parsed(data)
    if (json === undefined) {
      if (event === "error") return "APIStreamError"
      const lines = data.split("\n")
      if (lines.length === 1 && data.trim() !== "") return cut ? "APIConnectionError" : "APIResponseValidationError"
      for (const [position, line] of lines.entries()) {
        if (line.trim() === "") continue
        // The first line of a document in several lines is not JSON by itself. If the rest is missing, it is cut off
        // and not malformed.
        const end = take(undefined, line, cut && (position === 0 || position === lines.length - 1))
        if (end !== undefined) return end
      }
      return undefined
    }
    const { value } = json
    if (event === "error" || isErrorFrame(value)) return frameClass(value)
    if (!fits(value, chatShape)) return "APIResponseValidationError"
    events.push(value)
    const { choices } = value as { readonly choices?: unknown }
    for (const [position, choice] of (Array.isArray(choices) ? choices : []).entries()) {
      const index = Number.isFinite(choice.index) ? choice.index : position
      const reason: unknown = choice.finish_reason
      finished.set(index, finished.get(index) === true || (typeof reason === "string" && reason !== ""))
    }
    return undefined
  }
  const atEnd = () =>
    breaks || finished.size === 0 || [...finished.values()].includes(false) ? "APIConnectionError" : "ended"
  return { events, ...run(items, take, atEnd) }
}

const isErrorFrame = (value: unknown): boolean =>
  isObject(value) &&
  (value["choices"] ?? null) === null &&
  ((value["error"] ?? null) !== null || typeof value["detail"] === "string" || Array.isArray(value["detail"]))

const classes: { readonly [status: number]: string } = {
  400: "BadRequestError",
  401: "AuthenticationError",
  402: "InsufficientCreditsError",
  403: "PermissionDeniedError",
  404: "NotFoundError",
  409: "ConflictError",
  422: "BadRequestError",
  429: "RateLimitError",
  503: "EndpointNotReadyError"
}

const codes = new Map([
  ["insufficient_quota", 402],
  ["rate_limit_exceeded", 429],
  ["invalid_api_key", 401]
])

const frameClass = (frame: unknown): string => {
  const outer = isObject(frame) ? frame : {}
  const inner = isObject(outer["error"]) ? outer["error"] : {}
  for (const candidate of [outer["status"], outer["code"], inner["status"], inner["code"], inner["type"]]) {
    const status =
      typeof candidate === "string" && /^\d{3}$/.test(candidate)
        ? Number(candidate)
        : (codes.get(candidate as string) ?? candidate)
    if (Number.isInteger(status) && (status as number) >= 400 && (status as number) <= 599) {
      return classes[status as number] ?? "APIStatusError"
    }
  }
  return "APIStreamError"
}

/** A deploy stream, as `docs/wire.md#deploy-stream` describes it. */
export const deployModel = (items: ReadonlyArray<ModelItem>, breaks: boolean): Seen => {
  const events: Array<unknown> = []
  const take: Take = (event = "message", text, cut) => {
    const data = parsed(text)?.value ?? (parsed(text) === undefined ? text : null)
    if (event === "complete") {
      if (cut && !isObject(data)) return "DeployError"
      if (!isObject(data) || !isEndpoint(data["endpoint"])) return "APIResponseValidationError"
      events.push({ event, data })
      return "terminated"
    }
    if (event === "error") {
      const fields = isObject(data) ? data : {}
      const isText = (value: unknown) => typeof value === "string" && value !== ""
      events.push({
        event,
        data: { ...fields, message: [fields["message"], fields["status"], data].find(isText) ?? "unknown error" }
      })
      return "terminated"
    }
    events.push({ event, data })
    return undefined
  }
  const { end } = run(items, take, () => (breaks ? "APIConnectionError" : "DeployError"))
  return { events, end, billed: null }
}

/** The stream of any other route: `[DONE]` or the end of the body ends it. */
export const routeModel = (items: ReadonlyArray<ModelItem>, breaks: boolean): Seen => {
  const events: Array<unknown> = []
  const take: Take = (event = "message", text) => {
    if (text === "[DONE]") return "terminated"
    const json = parsed(text)
    events.push({ event, data: json === undefined ? text : json.value })
    return undefined
  }
  const { end } = run(items, take, () => (breaks ? "APIConnectionError" : "ended"))
  return { events, end, billed: null }
}
