/** Chooses how a request is answered. The answer is a function of the request and the seed, nothing else. */
import type { CatalogueTask } from "../catalogue/CatalogueTask.ts"
import { classify, labelsIn } from "./Classification.ts"
import { codeDiagnoses, writeCode, writeSql } from "./Code.ts"
import { converse } from "./Conversation.ts"
import { extractBySchema, extractFields, type ObjectSchema } from "./Extraction.ts"
import type { Prompt } from "./Prompt.ts"
import { asksForSummary } from "./Summary.ts"

/** Which form the answer must have. */
export type AnswerFormat =
  | { readonly _tag: "Text" }
  | { readonly _tag: "JsonObject" }
  | { readonly _tag: "JsonSchema"; readonly schema: ObjectSchema }

const documentFields = ["title", "parties", "date", "amounts", "reference_number"]

// A document, not a greeting: long enough, or with figures, dates or labels to read.
const looksLikeDocument = (prompt: Prompt): boolean =>
  prompt.images > 0 || prompt.userText.length > 120 || /\d{2,}|\b[\w ]{2,30}:\s*\S|\bbetween\b/.test(prompt.userText)

// "keys: a, b, c" in the instructions asks for exactly these.
const requestedKeys = (prompt: Prompt): ReadonlyArray<string> | undefined => {
  const listed = /\b(?:keys|fields)\b[^:\n]{0,30}:\s*([\w" ,`'-]+)/i.exec(`${prompt.ask}\n${prompt.system}`)?.[1]
  const keys = listed
    ?.split(",")
    .map((key) => key.replace(/["'`]|\band\b/g, "").trim())
    .filter((key) => /^\w[\w -]*$/.test(key))
  return keys !== undefined && keys.length > 1 ? keys : undefined
}

const asJson = (prompt: Prompt, task: CatalogueTask): string =>
  JSON.stringify(extractFields(prompt.userText, requestedKeys(prompt) ?? task.fields ?? documentFields))

const labelText = (prompt: Prompt): string => {
  const [, afterLabels] =
    /(?:text|message|document|input|review|email|ticket)\s*:\s*([\s\S]+)$/i.exec(prompt.userText) ?? []
  return afterLabels ?? prompt.userText
}

/** The text an endpoint of the task answers with. `choice` in [0, 1) picks among equally good answers. */
export const answer = (task: CatalogueTask, prompt: Prompt, format: AnswerFormat, choice: number): string => {
  if (format._tag === "JsonSchema") return JSON.stringify(extractBySchema(prompt.userText, format.schema))
  const conversation = () => converse({ ask: prompt.ask, text: prompt.userText, images: prompt.images, choice })
  const labels = labelsIn(`${prompt.system}\n${prompt.userText}`)
  switch (task.answers) {
    case "extraction":
      if (asksForSummary(prompt.ask) && format._tag === "Text") return conversation()
      return looksLikeDocument(prompt) || format._tag === "JsonObject" ? asJson(prompt, task) : conversation()
    case "classification": {
      const label = classify(labelText(prompt), labels.length > 1 ? labels : (task.labels ?? ["other"]))
      return format._tag === "JsonObject" ? JSON.stringify({ label }) : label
    }
    case "icd":
      return codeDiagnoses(prompt.userText)
    case "sql":
      return writeSql(prompt.userText)
    case "code":
      return writeCode(prompt.userText)
    case "conversation":
      if (format._tag === "JsonObject") return asJson(prompt, task)
      if (/\bclassify\b/i.test(`${prompt.system}\n${prompt.ask}`) && labels.length > 1)
        return classify(labelText(prompt), labels)
      if (/\bextract\b/i.test(`${prompt.system}\n${prompt.ask}`) && /\bjson\b/i.test(`${prompt.system}\n${prompt.ask}`))
        return asJson(prompt, task)
      return conversation()
  }
}
