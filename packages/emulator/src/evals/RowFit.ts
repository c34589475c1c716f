/** Which tasks could score a row: its expected answer has the form that the task's answers have. */
import type { CatalogueTask } from "../catalogue/CatalogueTask.ts"
import { stemsOf } from "../match/Stems.ts"
import { isJsonObject, type JsonValue } from "../wire/JsonValue.ts"
import { goldOf, type Row } from "./Rows.ts"

/** Whether a prompt says the name of a field. */
export type SaysName = (field: string) => boolean

/** Returns a function that tells whether a prompt says the name of a field: all of its words. */
export const namesIn = (prompt: string): SaysName => {
  const said = new Set(stemsOf(prompt))
  // Almost all rows have the same fields.
  const known = new Map<string, boolean>()
  return (field) => {
    const before = known.get(field)
    if (before !== undefined) return before
    const stems = stemsOf(field)
    const isSaid = stems.length > 0 && stems.every((stem) => said.has(stem))
    known.set(field, isSaid)
    return isSaid
  }
}

/** Whether a task could score a row with this expected answer. */
export const fits = (task: CatalogueTask, gold: Gold, says: SaysName): boolean => {
  if (task.id === "icd-coding") return Object.values(gold).some(isCodes)
  if (task.id === "text-to-sql") return hasOnly(gold, ["sql", "query"])
  if (task.answerKind === "classification") return isLabelled(gold)
  if (task.answerKind !== "extraction") return false
  return isRecord(gold) && Object.keys(gold).some((name) => isNamedBy(task, name) || says(name))
}

/** The number of fields of an expected answer that a task itself names. */
export const ownFields = (task: CatalogueTask, gold: Gold): number =>
  Object.keys(gold).filter((name) => isNamedBy(task, name)).length

/** Whether a prompt says the name of a field of a row's expected answer. */
export const namesField = (says: SaysName, gold: Gold): boolean => Object.keys(gold).some(says)

/** Whether a row looks like extraction, whoever could score it: its expected answer has several plain fields. */
export const looksExtracted = (gold: Gold): boolean => Object.keys(gold).length > 1 && isRecord(gold)

/** Whether a row's expected answer has a field called `label`. */
export const hasLabel = (gold: Gold): boolean => Object.hasOwn(gold, "label")

/** The expected answer of a row. */
export type Gold = { readonly [name: string]: JsonValue }

/** The expected answer of a row; `{}` if it is not an object. No task fits that. */
export const goldRecordOf = (row: Row): Gold => {
  const gold = goldOf(row) ?? null
  return isJsonObject(gold) ? gold : {}
}

const isNamedBy = (task: CatalogueTask, name: string): boolean => task.fields?.includes(name) === true

const isScalar = (value: JsonValue): boolean => value === null || typeof value !== "object"

/** An object of scalars and lists. */
const isRecord = (gold: Gold): boolean => Object.values(gold).every((value) => isScalar(value) || Array.isArray(value))

const isLabelled = (gold: Gold): boolean => {
  if (typeof gold["label"] === "string") return true
  const [only, ...others] = Object.values(gold)
  return others.length === 0 && typeof only === "string" && only.length <= longestLabel
}

/** Longer strings are texts, and not labels. */
const longestLabel = 100

const isCodes = (value: JsonValue): boolean =>
  Array.isArray(value) ? value.length > 0 && value.every(isCode) : isCode(value)

// A letter, two digits, and up to four characters after a point: E11.9.
const isCode = (value: JsonValue): boolean => typeof value === "string" && /^[A-Z]\d[0-9A-Z](\.\w{1,4})?$/.test(value)

const hasOnly = (gold: Gold, names: ReadonlyArray<string>): boolean => {
  const [only, ...others] = Object.entries(gold)
  return only !== undefined && others.length === 0 && names.includes(only[0]) && typeof only[1] === "string"
}
