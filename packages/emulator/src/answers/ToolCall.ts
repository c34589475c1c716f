/** Answers by calling a tool, when one is named or plainly asked for. */
import { extractBySchema, type ObjectSchema } from "./Extraction.ts"
import type { Prompt } from "./Prompt.ts"

/** A function tool as OpenAI's API describes it. */
export interface Tool {
  readonly type: string
  readonly function: { readonly name: string; readonly description?: string; readonly parameters?: ObjectSchema }
}

/** OpenAI's `tool_choice`. */
export type ToolChoice = string | { readonly function?: { readonly name: string } | undefined } | undefined

/** A call: the function's name and its arguments as JSON text. */
export interface ToolCall {
  readonly name: string
  readonly arguments: string
}

const stem = (word: string): string => word.toLowerCase().replace(/(?:ing|ed|s)$/, "")

const wordsOf = (text: string): ReadonlyArray<string> => (text.match(/\p{L}{4,}/gu) ?? []).map(stem)

// A tool is plainly asked for when the message has words of its name, or two of its description.
const isAskedFor = (tool: Tool, ask: string): boolean => {
  const said = new Set(wordsOf(ask))
  const count = (text: string) => wordsOf(text).filter((word) => said.has(word)).length
  const name = tool.function.name.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " ")
  return count(name) >= 1 || count(tool.function.description ?? "") >= 2
}

/** The call to answer with, or `undefined` to answer in words. */
export const chooseToolCall = (
  tools: ReadonlyArray<Tool>,
  choice: ToolChoice,
  prompt: Prompt
): ToolCall | undefined => {
  if (choice === "none") return undefined
  const named = typeof choice === "object" ? choice.function?.name : undefined
  const tool =
    named === undefined
      ? (tools.find((each) => isAskedFor(each, prompt.ask)) ?? (choice === "required" ? tools[0] : undefined))
      : tools.find((each) => each.function.name === named)
  if (tool === undefined) return undefined
  return {
    name: tool.function.name,
    arguments: JSON.stringify(extractBySchema(prompt.userText, tool.function.parameters ?? {}))
  }
}
