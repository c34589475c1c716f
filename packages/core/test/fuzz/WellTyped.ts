import {
  Capability,
  ChatCompletion,
  Choice,
  Endpoint,
  EvalItemResult,
  EvalResult,
  EvalRun,
  EvalSet,
  FrontierModel,
  Leaderboard,
  LeaderboardEntry,
  Message,
  Model,
  ModelList,
  Task,
  TaskMatch,
  TaskMatchCandidate,
  type ToolCall,
  Usage
} from "@pareta/core"

type Allowed = "text" | "number" | "boolean" | "text?" | "number?"

const is = (value: unknown, allowed: Allowed): boolean => {
  if (allowed.endsWith("?") && value === null) return true
  return typeof value === (allowed.startsWith("text") ? "string" : allowed.replace("?", ""))
}

const wrong = (model: object, fields: { readonly [name: string]: Allowed }): ReadonlyArray<string> =>
  Object.entries(fields).flatMap(([name, allowed]) => {
    const value = (model as { readonly [name: string]: unknown })[name]
    return is(value, allowed) ? [] : [`${model.constructor.name}.${name} is ${typeof value} ${JSON.stringify(value)}`]
  })

const isListOfObjects = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null && !Array.isArray(item))

const illTypedCall = (call: ToolCall): ReadonlyArray<string> => {
  const { index = null, id = null, type = null, function: called = null } = call
  return [
    ...wrong({ index, id, type }, { index: "number?", id: "text?", type: "text?" }),
    ...(called === null ? [] : isListOfObjects([called]) ? [] : ["ToolCall.function is not an object"]),
    ...wrong(
      { name: called?.name ?? null, arguments: called?.arguments ?? null },
      { name: "text?", arguments: "text?" }
    )
  ]
}

/** The properties of a model that have another type than documented. */
export const illTyped = (model: unknown): ReadonlyArray<string> => {
  if (model instanceof ChatCompletion) {
    const { choices, usage } = model
    return [
      ...wrong(model, { id: "text?", model: "text?", created: "number?" }),
      ...[usage, ...choices].flatMap(illTyped)
    ]
  }
  if (model instanceof Usage) {
    return wrong(model, { promptTokens: "number?", completionTokens: "number?", totalTokens: "number?" })
  }
  if (model instanceof Choice) {
    return [
      ...wrong(model, { index: "number?", finishReason: "text?" }),
      ...[model.message, model.delta].flatMap(illTyped)
    ]
  }
  if (model instanceof Message) {
    return [
      ...wrong(model, { role: "text?", content: "text?", refusal: "text?" }),
      ...(Array.isArray(model.toolCalls) ? model.toolCalls.flatMap(illTypedCall) : ["Message.toolCalls is not a list"])
    ]
  }
  if (model instanceof ModelList) {
    return [...wrong(model, { length: "number" }), ...[...model].flatMap(illTyped)]
  }
  if (model instanceof Model) return wrong(model, { id: "text", ownedBy: "text?", created: "number?" })
  if (model instanceof Endpoint) {
    return wrong(model, {
      id: "text",
      name: "text?",
      model: "text?",
      status: "text?",
      task: "text?",
      url: "text?",
      recommendedSystemPrompt: "text?",
      promptScaffold: "text?",
      isLive: "boolean"
    })
  }
  if (model instanceof Task) {
    return [
      ...wrong(model, { id: "text", defaultScorer: "text?", hasBlobInput: "boolean", outputSchemaRole: "text?" }),
      ...[model.inputSchema, model.outputSchema, model.goldSchema].flatMap((schema) =>
        schema === null || isListOfObjects([schema]) ? [] : ["a schema of a Task is neither an object nor null"]
      ),
      ...(isListOfObjects(model.examples) ? [] : ["Task.examples is not a list of objects"])
    ]
  }
  if (model instanceof TaskMatchCandidate) {
    return wrong(model, { taskId: "text", score: "number?", confidence: "text?" })
  }
  if (model instanceof TaskMatch) {
    const { capability, candidates, chosen, matched, type } = model
    return [
      ...wrong(model, { query: "text?", type: "text", matched: "boolean", matcher: "text?", ambiguous: "boolean" }),
      ...wrong(model, { reasoning: "text?", confidence: "text?" }),
      ...[...candidates, ...(chosen === null ? [] : [chosen])].flatMap(illTyped),
      ...(capability === null ? [] : illTyped(capability)),
      ...(matched === (chosen !== null) && matched === (type === "task") ? [] : ["TaskMatch.matched is wrong"]),
      ...((type === "capability") === (capability !== null) ? [] : ["TaskMatch.type is wrong"])
    ]
  }
  if (model instanceof Capability) {
    return wrong(model, { id: "text?", label: "text?", category: "text?", categoryId: "text?", desc: "text?" })
  }
  if (model instanceof LeaderboardEntry) {
    return [
      ...wrong(model, { name: "text?", kind: "text?", quality: "number?", costPerRequestMicroUsd: "number?" }),
      ...wrong(model, { contextK: "number?", runMode: "text?" })
    ]
  }
  if (model instanceof Leaderboard) {
    return [
      ...wrong(model, { taskId: "text?", metric: "text?", costUnit: "text?", recommended: "text?" }),
      ...[...model.models, ...(model.frontier === null ? [] : [model.frontier])].flatMap(illTyped)
    ]
  }
  if (model instanceof EvalSet) {
    return wrong(model, { id: "text", taskId: "text?", name: "text?", itemCount: "number?", scoringStrategy: "text?" })
  }
  if (model instanceof EvalItemResult) {
    return wrong(model, { idx: "number?", score: "number?", prediction: "text?", error: "text?" })
  }
  if (model instanceof EvalResult) {
    return [
      ...wrong(model, { modelId: "text?", kind: "text?", qualityMean: "number?", qualityCiLow: "number?" }),
      ...wrong(model, { qualityCiHigh: "number?", meanCostMicroUsd: "number?", nSucceeded: "number?" }),
      ...wrong(model, { errorCount: "number?" }),
      ...model.perItem.flatMap(illTyped)
    ]
  }
  if (model instanceof EvalRun) {
    return [
      ...wrong(model, { id: "text", evalSetId: "text?", status: "text?", costMicroUsd: "number" }),
      ...wrong(model, { errorDetail: "text?", isTerminal: "boolean", cost: "text" }),
      ...(/^-?\d+\.\d\d$/.test(model.cost) ? [] : [`EvalRun.cost is ${model.cost}`]),
      ...(model.candidateModels.every((id) => typeof id === "string") ? [] : ["EvalRun.candidateModels has no ids"]),
      ...model.results.flatMap(illTyped)
    ]
  }
  if (model instanceof FrontierModel) {
    return wrong(model, { id: "text", vendor: "text?", vision: "boolean", benchmarked: "boolean" })
  }
  return [`not a model: ${String(model)}`]
}
