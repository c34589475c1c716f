/**
 * The shapes of the wire, written a second time, independently of the client. Fields may be absent, null or of another
 * type, except required ones. Three errors are refused: an object in place of an array, an array in place of an object,
 * and an item that is not an object in a list of objects.
 */
export type Shape = Leaf | readonly [Shape] | { readonly [name: string]: Shape }

type Leaf = "text" | "number" | "flag" | "required text"

const isLeaf = (shape: Shape): shape is Leaf => typeof shape === "string"

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

export const modelListShape: Shape = { data: [{ id: "required text", owned_by: "text", created: "number" }] }

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
  if (isLeaf(shape)) return shape !== "required text" || typeof value === "string"
  if (Array.isArray(shape)) {
    const [item] = shape as readonly [Shape]
    return Array.isArray(value) && value.every((each) => fits(each, item))
  }
  return isObject(value) && Object.entries(shape).every(([name, field]) => fitsField(value[name], field))
}

const fitsField = (value: unknown, shape: Shape): boolean =>
  fits(value, shape) || (!isLeaf(shape) && (typeof value !== "object" || value === null))

export const isEndpoint = (value: unknown): boolean =>
  fits(value, endpointShape) && isObject(value) && (isFilled(value["id"]) || isFilled(value["name"]))

const isFilled = (value: unknown): boolean => typeof value === "string" && value !== ""

const task: Shape = {
  id: "required text",
  default_scorer: "text",
  has_blob_input: "flag",
  examples: [{}],
  input_schema: {},
  output_schema: {},
  output_schema_role: "text",
  gold_schema: {}
}

const candidate: Shape = { task_id: "required text", score: "number", confidence: "text" }

const entry: Shape = {
  name: "text",
  kind: "text",
  quality: "number",
  cost_per_request_micro_usd: "number",
  context_k: "number",
  run_mode: "text"
}

const evalSet: Shape = {
  id: "required text",
  task_id: "text",
  name: "text",
  item_count: "number",
  scoring_strategy: "text"
}

const result: Shape = {
  model_id: "text",
  kind: "text",
  quality_mean: "number",
  quality_ci_low: "number",
  quality_ci_high: "number",
  mean_cost_micro_usd: "number",
  n_succeeded: "number",
  error_count: "number",
  per_item: [{ idx: "number", score: "number", prediction: "text", error: "text" }]
}

const run: Shape = {
  id: "required text",
  eval_set_id: "text",
  status: "text",
  candidate_model_ids: ["text"],
  total_cost_micro_usd: "number",
  error_detail: "text"
}

export const shapes = {
  task,
  taskList: { tasks: [task] },
  match: {
    query: "text",
    type: "text",
    matched: "flag",
    matcher: "text",
    ambiguous: "flag",
    reasoning: "text",
    confidence: "text",
    chosen: candidate,
    capability: { id: "text", label: "text", category: "text", category_id: "text", desc: "text" },
    candidates: [candidate]
  },
  leaderboard: {
    task_id: "text",
    metric: "text",
    cost_unit: "text",
    recommended: "text",
    models: [entry],
    frontier: entry
  },
  evalSetList: { eval_sets: [evalSet] },
  createdRun: { run_id: "required text", status: "text" },
  roster: { frontier_models: [{ id: "required text", vendor: "text", vision: "flag", benchmarked: "flag" }] }
} satisfies { readonly [name: string]: Shape }

export const hasEvalSet = (value: unknown): boolean => isObject(value) && fits(value["eval_set"], evalSet)

export const hasRun = (value: unknown): boolean =>
  fits(value, { results: [result] }) && fits((value as Fields)["run"], run)
