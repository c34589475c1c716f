import { ChatCompletion, Endpoint, Model, ModelList } from "@pareta/core"

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

/** What of a model's documented properties has another type than documented. */
export const illTyped = (model: unknown): ReadonlyArray<string> => {
  if (model instanceof ChatCompletion) {
    const { choices, usage } = model
    return [
      ...wrong(model, { id: "text?", model: "text?", created: "number?" }),
      ...wrong(usage, { promptTokens: "number?", completionTokens: "number?", totalTokens: "number?" }),
      ...choices.flatMap((choice) => [
        ...wrong(choice, { index: "number?", finishReason: "text?" }),
        ...[choice.message, choice.delta].flatMap((message) => [
          ...wrong(message, { role: "text?", content: "text?", refusal: "text?" }),
          ...(Array.isArray(message.toolCalls) ? [] : ["Message.toolCalls is no array"])
        ])
      ])
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
  return [`not a model: ${String(model)}`]
}
