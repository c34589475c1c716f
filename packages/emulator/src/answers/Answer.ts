/** Writes the text of an answer. */
import { classify, labelsIn } from "./Classification.ts"
import { codeDiagnoses, writeCode, writeSql } from "./Code.ts"
import { converse } from "./Conversation.ts"
import { extractBySchema, extractFields } from "./Extraction.ts"
import type { ModelRequest, Prompt } from "./Model.ts"
import { asksForSummary } from "./Summary.ts"

/** The properties of a request that determine the text of the answer. */
export type AnswerRequest = Pick<ModelRequest, "task" | "prompt" | "format" | "drawn">

/** The answer of an endpoint of the task, in the format of the request. */
export const answer = (request: AnswerRequest): string => {
  const { task, prompt, format } = request
  if (format._tag === "JsonSchema") return JSON.stringify(extractBySchema(prompt.userText, format.schema))
  switch (task.answerKind) {
    case "extraction":
      if (asksForSummary(prompt.ask) && format._tag === "Text") return conversation(request)
      return looksLikeDocument(prompt) || format._tag === "JsonObject" ? asJson(request) : conversation(request)
    case "classification": {
      const labels = labelsOf(prompt)
      const label = classify(textToLabel(prompt), labels.length > 1 ? labels : (task.labels ?? ["other"]))
      return format._tag === "JsonObject" ? JSON.stringify({ label }) : label
    }
    case "icd":
      return codeDiagnoses(prompt.userText)
    case "sql":
      return writeSql(prompt.userText)
    case "code":
      return writeCode(prompt.userText)
    case "conversation":
      return format._tag === "JsonObject" ? asJson(request) : chatAnswer(request)
  }
}

// A chat endpoint also classifies and extracts, if the prompt asks for it.
const chatAnswer = (request: AnswerRequest): string => {
  const { prompt } = request
  const instructions = `${prompt.system}\n${prompt.ask}`
  const labels = labelsOf(prompt)
  if (/\bclassify\b/i.test(instructions) && labels.length > 1) return classify(textToLabel(prompt), labels)
  return /\bextract\b/i.test(instructions) && /\bjson\b/i.test(instructions) ? asJson(request) : conversation(request)
}

const conversation = ({ prompt, drawn }: AnswerRequest): string =>
  converse({ ask: prompt.ask, text: prompt.userText, images: prompt.images, drawn })

// A document and not a greeting: it is long, or has images, numbers, labels or the word "between".
const looksLikeDocument = (prompt: Prompt): boolean =>
  prompt.images > 0 || prompt.userText.length > 120 || /\d{2,}|\b[\w ]{2,30}:\s*\S|\bbetween\b/.test(prompt.userText)

const asJson = ({ prompt, task }: AnswerRequest): string =>
  JSON.stringify(extractFields(prompt.userText, requestedKeys(prompt) ?? task.fields ?? documentFields))

const documentFields = ["title", "parties", "date", "amounts", "reference_number"]

// Instructions such as "keys: a, b, c" ask for exactly these keys.
const requestedKeys = (prompt: Prompt): ReadonlyArray<string> | undefined => {
  const listed = /\b(?:keys|fields)\b[^:\n]{0,30}:\s*([\w" ,`'-]+)/i.exec(`${prompt.ask}\n${prompt.system}`)?.[1]
  const keys = listed
    ?.split(",")
    .map((key) => key.replace(/["'`]|\band\b/g, "").trim())
    .filter((key) => /^\w[\w -]*$/.test(key))
  return keys !== undefined && keys.length > 1 ? keys : undefined
}

const labelsOf = (prompt: Prompt): ReadonlyArray<string> => labelsIn(`${prompt.system}\n${prompt.userText}`)

// Leaves out the instructions and the list of labels, if a heading such as "Text:" separates them from the text.
const textToLabel = (prompt: Prompt): string => {
  const [, afterLabels] =
    /(?:text|message|document|input|review|email|ticket)\s*:\s*([\s\S]+)$/i.exec(prompt.userText) ?? []
  return afterLabels ?? prompt.userText
}
