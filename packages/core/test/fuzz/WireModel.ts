/** The shapes of the wire, said a second time: every field may be absent or null, items of a list may not. */
export type Shape = "text" | "number" | readonly [Shape] | { readonly [name: string]: Shape }

const message: Shape = {
  role: "text",
  content: "text",
  refusal: "text",
  tool_calls: [{ index: "number", id: "text", type: "text", function: { name: "text", arguments: "text" } }]
}

export const chatShape: Shape = {
  id: "text",
  model: "text",
  created: "number",
  choices: [{ index: "number", finish_reason: "text", message, delta: message, logprobs: {} }],
  usage: { prompt_tokens: "number", completion_tokens: "number", total_tokens: "number" }
}

export const modelListShape: Shape = { data: [{ id: "text", owned_by: "text", created: "number" }] }

export const endpointShape: Shape = {
  id: "text",
  name: "text",
  model: "text",
  status: "text",
  taskName: "text",
  task: "text",
  url: "text",
  recommendedSystemPrompt: "text",
  promptScaffold: "text"
}

type Fields = { readonly [name: string]: unknown }

export const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Whether a value has a shape. */
export const fits = (value: unknown, shape: Shape): boolean => {
  if (shape === "text") return typeof value === "string"
  if (shape === "number") return typeof value === "number" && Number.isFinite(value)
  if (Array.isArray(shape)) return Array.isArray(value) && value.every((item) => fits(item, shape[0] as Shape))
  if (!isObject(value)) return false
  return Object.entries(shape as { readonly [name: string]: Shape }).every(
    ([name, field]) => value[name] === undefined || value[name] === null || fits(value[name], field)
  )
}

export const isEndpoint = (value: unknown): boolean =>
  fits(value, endpointShape) && isObject(value) && Boolean(value["id"] || value["name"])

export const isModelList = (value: unknown): boolean =>
  fits(value, modelListShape) &&
  ((value as { readonly data?: ReadonlyArray<Fields> | null }).data ?? []).every(
    (each) => typeof each["id"] === "string"
  )
