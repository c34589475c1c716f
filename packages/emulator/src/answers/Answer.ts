/** Writes the text of an answer. */
import type { JsonObject, JsonValue } from "../wire/JsonValue.ts"
import { classify, labelsIn } from "./Classification.ts"
import { Document } from "./Document.ts"
import { readField } from "./Fields.ts"
import type { ModelRequest, Prompt } from "./Model.ts"
import { fillSchema } from "./SchemaFilling.ts"
import { asksForSummary, summarize } from "./Summary.ts"

/** The properties of a request that determine the text of the answer. */
export type AnswerRequest = Pick<ModelRequest, "task" | "prompt" | "format">

/** The answer of an endpoint of the task, in the format of the request. */
export const answer = (request: AnswerRequest): string => {
  const { task, prompt, format } = request
  if (format._tag === "JsonSchema") return JSON.stringify(fillSchema(documentOf(prompt), format.schema))
  if (prompt.toolResults.length > 0) return fromTools(request)
  switch (task.answerKind) {
    case "extraction":
      if (asksForSummary(prompt.ask) && format._tag === "Text") return inWords(prompt)
      return looksLikeDocument(prompt) || format._tag === "JsonObject" ? asJson(request) : canned
    case "classification": {
      const listed = labelsOf(prompt)
      const labels = listed.length > 1 ? listed : (task.labels ?? [])
      if (labels.length === 0) return format._tag === "JsonObject" ? "{}" : canned
      const label = classify(textToLabel(prompt), labels)
      return format._tag === "JsonObject" ? JSON.stringify({ label }) : label
    }
    case "code":
    case "conversation":
    case "ranking":
      return format._tag === "JsonObject" ? asJson(request) : inChat(request)
  }
}

/** The answer when only a model could answer. */
export const canned =
  "This is the Pareta emulator: there is no model behind it, so tell it what to answer with answers.script."

/** The text that fields are read from. The results of tools are newer than what the user wrote. */
export const documentOf = ({ toolResults, userText }: Prompt): Document =>
  new Document([...toolResults, userText].join("\n\n"))

// The results of the tools are what a model would use.
const fromTools = ({ prompt, format }: AnswerRequest): string =>
  format._tag === "JsonObject"
    ? JSON.stringify({ results: prompt.toolResults })
    : `According to the tools:\n${prompt.toolResults.join("\n")}`

// A chat endpoint also classifies and extracts, if the prompt asks for it.
const inChat = (request: AnswerRequest): string => {
  const { prompt } = request
  const instructions = `${prompt.system}\n${prompt.ask}`
  const labels = labelsOf(prompt)
  if (/\bclassify\b/i.test(instructions) && labels.length > 1) return classify(textToLabel(prompt), labels)
  return /\bextract\b/i.test(instructions) && /\bjson\b/i.test(instructions) ? asJson(request) : inWords(prompt)
}

const inWords = ({ ask, userText }: Prompt): string => (asksForSummary(ask) ? summarize(userText) : null) ?? canned

// A document and not a greeting: it is long, or has images, numbers, labels or the word "between".
const looksLikeDocument = ({ images, userText }: Prompt): boolean =>
  images > 0 || userText.length > 120 || /\d{2}|\b[\w ]{2,30}:\s?\S|\bbetween\b/.test(userText)

const asJson = ({ prompt, task }: AnswerRequest): string =>
  JSON.stringify(readFields(documentOf(prompt), requestedKeys(prompt) ?? task.fields ?? documentFields))

const readFields = (document: Document, fields: ReadonlyArray<string>): JsonObject =>
  Object.fromEntries(fields.map((field): readonly [string, JsonValue] => [field, readField(document, field)]))

const documentFields = ["title", "parties", "date", "amounts", "reference_number"]

// Instructions such as "keys: a, b, c" ask for exactly these keys.
const requestedKeys = (prompt: Prompt): ReadonlyArray<string> | undefined => {
  const listed = /\b(?:keys|fields)\b[^:\n]{0,30}:\s{0,3}([\w" ,`'-]{1,2000})/i.exec(
    `${prompt.ask}\n${prompt.system}`
  )?.[1]
  const keys = listed
    ?.split(",")
    .map((key) => key.replace(/["'`]|\band\b/g, "").trim())
    .filter((key) => /^\w[\w -]*$/.test(key))
  return keys !== undefined && keys.length > 1 ? keys : undefined
}

const labelsOf = (prompt: Prompt): ReadonlyArray<string> => labelsIn(`${prompt.system}\n${prompt.userText}`)

// Leaves out the instructions and the list of labels, if a heading such as "Text:" separates them from the text.
const textToLabel = ({ userText }: Prompt): string => {
  const heading = /(?:text|message|document|input|review|email|ticket)\s{0,3}:/i.exec(userText)
  return heading === null ? userText : userText.slice(heading.index + heading[0].length)
}
