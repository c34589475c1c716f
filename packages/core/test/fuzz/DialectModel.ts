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
  atEnd: () => string,
  others: Partial<Others> = {}
): { end: string; billed: number | null } => {
  let billed: number | null = null
  for (const item of items) {
    if ("document" in item) {
      return { end: others.document?.(item.document) ?? documentClass(item.document), billed }
    }
    if ("errorField" in item) {
      const end = others.errorField?.(item.errorField)
      if (end !== undefined) return { end, billed }
      continue
    }
    if ("jsonLine" in item) {
      const end = others.jsonLine?.(item.jsonLine)
      if (end !== undefined) return { end, billed }
      continue
    }
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

interface Others {
  readonly document: (text: string) => string | undefined
  readonly errorField: (value: string) => string | undefined
  readonly jsonLine: (line: string) => string | undefined
}

/** How a stream fails whose body is a document: as the document says if it is an error, else as another shape. */
const documentClass = (text: string): string => {
  const value = inList(parsed(text)?.value)
  if (!isObject(value)) return "APIResponseValidationError"
  return says(value["error"]) || saysInDetail(value["detail"])
    ? (statusClass(value) ?? "APIResponseValidationError")
    : "APIResponseValidationError"
}

/** The one item of a list, or the value. */
const inList = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? inList(value[0]) : value)

const says = (value: unknown): boolean => {
  if (typeof value === "object" && value !== null) return Object.values(value).some(says)
  return typeof value === "string" ? value.trim() !== "" : Boolean(value)
}

const saysInDetail = (detail: unknown): boolean => (typeof detail === "string" || Array.isArray(detail)) && says(detail)

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

  const takeLines = (data: string, cut: boolean): string | undefined => {
    const lines = data.split("\n")
    for (const [position, line] of lines.entries()) {
      if (line.trim() === "") continue
      // The first line of a document in several lines is not JSON by itself. If the rest is missing, it is cut off
      // and not malformed.
      const end = take(undefined, line, cut && (position === 0 || position === lines.length - 1))
      if (end !== undefined) return end
    }
    return undefined
  }

  const take: Take = (event, data, cut) => {
    if (data.trim() === "[DONE]") return "terminated"
    const json = parsed(data)
    if (json === undefined) {
      if (event === "error") return "APIStreamError"
      if (event !== undefined && event !== "message") return undefined
      if (data.includes("\n") || data.trim() === "") return takeLines(data, cut)
      return cut ? "APIConnectionError" : "APIResponseValidationError"
    }
    if (event === "error") return frameClass(json.value)
    return takeValue(json.value)
  }

  const takeValue = (value: unknown): string | undefined => {
    const reported = reportedIn(value)
    if (reported !== undefined) return frameClass(reported)
    if (!isChunk(value)) return undefined
    if (!fits(value, chatShape)) return "APIResponseValidationError"
    events.push(value)
    const { choices } = value as { readonly choices?: unknown }
    for (const [position, choice] of (Array.isArray(choices) ? choices : []).entries()) {
      const index = indexOf(choice.index) ?? position
      const reason: unknown = choice.finish_reason
      finished.set(index, finished.get(index) === true || (typeof reason === "string" && reason !== ""))
    }
    return undefined
  }

  const isWhole = () => finished.size > 0 && ![...finished.values()].includes(false)

  const others: Others = {
    errorField: (text) => {
      const json = parsed(text)
      const value = json === undefined ? text : json.value
      if (!says(value)) return undefined
      return frameClass(isObject(value) && "error" in value ? value : { error: value })
    },
    jsonLine: (line) => {
      const reported = reportedIn(parsed(line)?.value)
      return reported === undefined ? undefined : frameClass(reported)
    },
    document: (text) => {
      const json = parsed(text)
      if (json === undefined || typeof json.value === "string") {
        if (!/^\s*\{/.test(text)) return undefined
        return takeLines(text.trim(), !/[}\]]\s*$/.test(text)) ?? (isWhole() ? "terminated" : "APIConnectionError")
      }
      const { value } = json
      return isChunk(value) || reportedIn(value) !== undefined ? (takeValue(value) ?? "terminated") : undefined
    }
  }

  const atEnd = () => (breaks || !isWhole() ? "APIConnectionError" : "ended")
  return { events, ...run(items, take, atEnd, others) }
}

/** The number of a choice, also as a text. */
export const indexOf = (value: unknown): number | undefined => {
  const number = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value
  return Number.isFinite(number) ? (number as number) : undefined
}

/** The frame or choice that reports an error. */
const reportedIn = (frame: unknown): unknown => {
  const value = inList(frame)
  if (!isObject(value)) return undefined
  if (says(value["error"])) return value
  const { choices = null } = value
  if (choices === null) return saysInDetail(value["detail"]) || value["object"] === "error" ? value : undefined
  if (!Array.isArray(choices)) return undefined
  return choices.filter(isObject).find((each) => says(each["error"]) || each["finish_reason"] === "error")
}

const isChunk = (value: unknown): boolean =>
  isObject(value) &&
  ((value["choices"] ?? null) !== null ||
    isObject(value["usage"]) ||
    value["object"] === "chat.completion" ||
    value["object"] === "chat.completion.chunk")

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

const frameClass = (frame: unknown): string => statusClass(frame) ?? "APIStreamError"

const statusClass = (frame: unknown): string | undefined => {
  const outer = isObject(frame) ? frame : {}
  const inner = isObject(outer["error"]) ? outer["error"] : {}
  for (const from of [outer, inner]) {
    for (const name of ["status", "code", "status_code", "type"]) {
      const candidate = from[name]
      const status =
        typeof candidate === "string" && /^\d{3}$/.test(candidate)
          ? Number(candidate)
          : (codes.get(candidate as string) ?? candidate)
      if (Number.isInteger(status) && (status as number) >= 400 && (status as number) <= 599) {
        return classes[status as number] ?? "APIStatusError"
      }
    }
  }
  return undefined
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
