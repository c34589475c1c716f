/** Decides which tools to call, and with which arguments. */
import { documentOf } from "./Answer.ts"
import { wordsOf } from "./Document.ts"
import type { ModelRequest, Tool, ToolCall } from "./Model.ts"
import { fillSchema } from "./SchemaFilling.ts"

/**
 * The calls to make; none to answer in words. Tools are called when `tool_choice` or the message asks for them, and
 * each only once for one message: after that, the model has their results and answers.
 */
export const chooseToolCalls = (request: ModelRequest): ReadonlyArray<ToolCall> => {
  const { prompt } = request
  // Results whose calls are not in the conversation can be of any tool.
  if (prompt.toolResults.length > 0 && prompt.calledTools.length === 0) return []
  const called = new Set(prompt.calledTools)
  const tools = wantedTools(request).filter((tool) => !called.has(tool.function.name))
  return tools.slice(0, request.parallelToolCalls ? mostCalls : 1).map((tool) => ({
    name: tool.function.name,
    arguments: JSON.stringify(fillSchema(documentOf(prompt), argumentsOf(tool)))
  }))
}

// More calls than a program handles at once, and few enough that their arguments cannot fill the memory.
const mostCalls = 32

const wantedTools = ({ tools, toolChoice, prompt }: ModelRequest): ReadonlyArray<Tool> => {
  if (toolChoice === "none") return []
  const named = typeof toolChoice === "object" ? toolChoice.function?.name : undefined
  if (named !== undefined) return tools.filter((tool) => tool.function.name === named).slice(0, 1)
  const asked = askedFor(tools, prompt.ask)
  return asked.length === 0 && toolChoice === "required" ? tools.slice(0, 1) : asked
}

// Every tool whose name the message has in full, or else the first of which it has a word of the name, or two of the
// description.
const askedFor = (tools: ReadonlyArray<Tool>, ask: string): ReadonlyArray<Tool> => {
  const said = new Set(stemsOf(ask))
  const count = (stems: ReadonlyArray<string>) => stems.filter((stem) => said.has(stem)).length
  const inFull = tools.filter((tool) => {
    const name = nameStems(tool)
    return name.length > 0 && count(name) === name.length
  })
  if (inFull.length > 0) return inFull
  return tools
    .filter((tool) => count(nameStems(tool)) >= 1 || count(stemsOf(tool.function.description ?? "")) >= 2)
    .slice(0, 1)
}

const nameStems = ({ function: { name } }: Tool): ReadonlyArray<string> =>
  stemsOf(name.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " "))

const stemsOf = (text: string): ReadonlyArray<string> =>
  wordsOf(text)
    .filter((word) => word.length >= 4)
    .map((word) => word.replace(/(?:ing|ed|s)$/, ""))

// The arguments of a function are always an object.
const argumentsOf = ({ function: { parameters } }: Tool) => ({
  type: "object",
  allOf: parameters === undefined || parameters === null ? [] : [parameters]
})
