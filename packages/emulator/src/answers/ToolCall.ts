/** Decides whether to call a tool, and with which arguments. */
import { extractBySchema } from "./Extraction.ts"
import type { ModelRequest, Tool, ToolCall } from "./Model.ts"

/** The call to make, or `undefined` to answer in words. A tool is called when `tool_choice` or the message asks for it. */
export const chooseToolCall = ({ tools, toolChoice, prompt }: ModelRequest): ToolCall | undefined => {
  if (toolChoice === "none") return undefined
  const named = typeof toolChoice === "object" ? toolChoice.function?.name : undefined
  const tool =
    named === undefined
      ? (tools.find((each) => isAskedFor(each, prompt.ask)) ?? (toolChoice === "required" ? tools[0] : undefined))
      : tools.find((each) => each.function.name === named)
  if (tool === undefined) return undefined
  return {
    name: tool.function.name,
    arguments: JSON.stringify(extractBySchema(prompt.userText, tool.function.parameters ?? {}))
  }
}

// The message asks for a tool if it contains one word of the tool's name, or two of its description.
const isAskedFor = (tool: Tool, ask: string): boolean => {
  const said = new Set(stems(ask))
  const count = (text: string) => stems(text).filter((word) => said.has(word)).length
  const name = tool.function.name.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " ")
  return count(name) >= 1 || count(tool.function.description ?? "") >= 2
}

const stems = (text: string): ReadonlyArray<string> => (text.match(/\p{L}{4,}/gu) ?? []).map(stem)

const stem = (word: string): string => word.toLowerCase().replace(/(?:ing|ed|s)$/, "")
