/** Predicts the answer to an eval row: the expected answer, or a believable mistake. */

import { relevanceOf, similarityOf } from "../match/Relevance.ts"
import { canonical, isJsonObject, type JsonObject, type JsonValue } from "../wire/JsonValue.ts"
import { classify } from "./Classification.ts"
import { Document } from "./Document.ts"
import { readField } from "./Fields.ts"
import type { EvalQuestion } from "./Model.ts"

/** Predicts an answer of the given quality. At a higher quality, at least as many parts of it are right. */
export const predict = (question: EvalQuestion): JsonValue => {
  const { gold, input, luck, quality, task } = question
  const isRight = (part: number): boolean => luck(part) < quality
  switch (task.answerKind) {
    case "extraction":
      if (isJsonObject(gold)) {
        const document = new Document(input)
        return Object.fromEntries(
          Object.entries(gold).map(([name, value], part) => [
            name,
            isRight(part) ? value : wrongField(document, name, value)
          ])
        )
      }
      return isRight(0) ? gold : misread(gold)
    case "classification":
      if (isRight(0)) return gold
      return typeof gold === "string" ? wrongLabel(question, gold) : misread(gold)
    case "code":
      return isRight(0) ? gold : misread(gold)
    case "conversation": {
      let part = 0
      return reworded(gold, () => isRight(part++))
    }
    case "ranking":
      return ranking(question, isRight)
  }
}

// Drops words of every text.
const reworded = (gold: JsonValue, isNextRight: () => boolean): JsonValue => {
  if (typeof gold === "string") return gold.split(" ").filter(isNextRight).join(" ")
  if (Array.isArray(gold)) return gold.map((value) => reworded(value, isNextRight))
  if (isJsonObject(gold)) {
    return Object.fromEntries(Object.entries(gold).map(([name, value]) => [name, reworded(value, isNextRight)]))
  }
  return isNextRight() ? gold : misread(gold)
}

// The indices of the documents as the emulator itself ranks them, best first. A wrong part is an overlooked document.
const ranking = ({ row, task }: EvalQuestion, isRight: (part: number) => boolean): JsonValue => {
  const { query, documents } = searchOf(row)
  const scored = task.id === "text-embedding" ? similarityOf(query, documents) : relevanceOf(query, documents)
  return scored
    .map((score, index) => ({ index, score: isRight(index) ? score : Number.NEGATIVE_INFINITY }))
    .sort((left, right) => right.score - left.score || left.index - right.index)
    .map(({ index }) => index)
}

const searchOf = (row: JsonObject): { readonly query: string; readonly documents: ReadonlyArray<string> } => {
  const { input = null } = row
  const { query, documents } = isJsonObject(input) ? input : row
  if (typeof query !== "string" || !Array.isArray(documents)) {
    throw new Error("the row needs a query, and documents, a list of texts")
  }
  const texts = documents.map((document) => (typeof document === "string" ? document : JSON.stringify(document)))
  return { query, documents: texts.slice(0, mostDocuments) }
}

// As many as one request to `/v1/rerank` may have.
const mostDocuments = 1000

// A wrong field has the value that the emulator itself reads in the row, if that differs from the expected one.
const wrongField = (document: Document, name: string, gold: JsonValue): JsonValue => {
  const own = readField(document, name)
  return own !== null && differs(own, gold) ? own : misread(gold)
}

const wrongLabel = ({ input, labels, task }: EvalQuestion, gold: string): string => {
  const others = (labels.length > 1 ? labels : (task.labels ?? labels)).filter((label) => differs(label, gold))
  return others.length === 0 ? "other" : classify(input, others)
}

const differs = (value: JsonValue, gold: JsonValue): boolean => canonical(value) !== canonical(gold)

// Almost right: one digit is off, or the last word or element is missing. A single word becomes `null`.
const misread = (value: JsonValue): JsonValue => {
  if (typeof value === "number") return value + 1
  if (typeof value === "boolean") return !value
  if (typeof value === "string") {
    const last = lastDigit(value)
    if (last !== -1) return value.slice(0, last) + nextDigit(value.charAt(last)) + value.slice(last + 1)
    const words = value.split(" ")
    return words.length > 1 ? words.slice(0, -1).join(" ") : null
  }
  if (Array.isArray(value)) return value.slice(0, -1)
  if (value === null) return null
  const [first, ...rest] = Object.entries(value)
  return first === undefined ? null : Object.fromEntries([[first[0], misread(first[1])], ...rest])
}

const lastDigit = (text: string): number => {
  let last = text.length - 1
  while (last >= 0 && !/\d/.test(text.charAt(last))) last -= 1
  return last
}

const nextDigit = (digit: string): string => String((Number(digit) + 1) % 10)
