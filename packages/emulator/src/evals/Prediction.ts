/** What a model answers to a row: the gold where it gets it right, a believable mistake where it does not. */
import { answer } from "../answers/Answer.ts"
import { classify } from "../answers/Classification.ts"
import { type JsonValue, readField } from "../answers/Fields.ts"
import { readPrompt } from "../answers/Prompt.ts"
import type { CatalogueTask } from "../catalogue/CatalogueTask.ts"
import { canonical } from "./Scoring.ts"

/** What is asked. */
export interface Question {
  readonly task: CatalogueTask
  readonly input: string
  readonly gold: JsonValue
  /** Every label that is a gold of the set. */
  readonly labels: ReadonlyArray<string>
  /** Numbers in [0, 1), spread evenly over the set: one for each part of the answer, the same for every model. */
  readonly luck: (part: number) => number
}

const differs = (value: JsonValue, gold: JsonValue): boolean => canonical(value) !== canonical(gold)

const nextDigit = (digit: string): string => String((Number(digit) + 1) % 10)

// Misread by one: a digit off, the last word or element missing, nothing found where there is nothing to lose.
const misread = (value: JsonValue): JsonValue => {
  if (typeof value === "number") return value + 1
  if (typeof value === "boolean") return !value
  if (typeof value === "string") {
    if (/\d/.test(value)) return value.replace(/\d(?=\D*$)/, nextDigit)
    const words = value.split(" ")
    return words.length > 1 ? words.slice(0, -1).join(" ") : null
  }
  if (Array.isArray(value)) return value.slice(0, -1)
  if (value === null) return null
  const [first, ...rest] = Object.entries(value)
  return first === undefined ? null : Object.fromEntries([[first[0], misread(first[1])], ...rest])
}

// A mistake in a field is what the emulator itself reads there, when that is something else.
const wrongField = (input: string, name: string, gold: JsonValue): JsonValue => {
  const own = readField(input, name)
  return own !== null && differs(own, gold) ? own : misread(gold)
}

const wrongLabel = ({ input, labels, task }: Question, gold: string): string => {
  const others = (labels.length > 1 ? labels : (task.labels ?? labels)).filter((label) => differs(label, gold))
  return others.length === 0 ? "other" : classify(input, others)
}

const wrongText = ({ task, input }: Question, gold: JsonValue): JsonValue => {
  const own = answer(task, readPrompt([{ role: "user", content: input }], undefined), { _tag: "Text" }, 0)
  // An answer that holds the gold, with words or brackets around it, is no mistake worth the name.
  return canonical(own).includes(canonical(gold)) ? misread(gold) : own
}

/** What a model of this quality answers; a better one gets at least as much right. */
export const predict = (question: Question, quality: number): JsonValue => {
  const { gold, input, luck, task } = question
  const isRight = (part: number): boolean => luck(part) < quality
  switch (task.answers) {
    case "extraction":
      if (typeof gold === "object" && gold !== null && !Array.isArray(gold)) {
        return Object.fromEntries(
          Object.entries(gold).map(([name, value], part) => [
            name,
            isRight(part) ? value : wrongField(input, name, value)
          ])
        )
      }
      return isRight(0) ? gold : misread(gold)
    case "classification":
      if (isRight(0)) return gold
      return typeof gold === "string" ? wrongLabel(question, gold) : misread(gold)
    case "icd":
    case "sql":
    case "code":
      return isRight(0) ? gold : wrongText(question, gold)
    case "conversation": {
      if (typeof gold !== "string") return isRight(0) ? gold : misread(gold)
      return gold
        .split(" ")
        .filter((_, part) => isRight(part))
        .join(" ")
    }
  }
}
