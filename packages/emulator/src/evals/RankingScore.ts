/** Scores a ranking of documents against their graded relevance: normalized discounted cumulative gain. */
import { isJsonObject, type JsonValue } from "../wire/JsonValue.ts"

/**
 * nDCG@10 of a ranking, which lists the indices of documents, best first. The gold is the grade of each document in the
 * order of the row, or an object with that list. Throws if there are no grades. Without a relevant document it is 0.
 */
export const ndcgAt10 = (ranking: JsonValue, gold: JsonValue): number => {
  const grades = gradesOf(gold)
  if (grades === undefined) throw new Error("the expected output needs a list of grades, a number for each document")
  const best = gainOf([...grades].sort((left, right) => right - left))
  const ranked = Array.isArray(ranking) ? new Set(ranking.filter((index) => typeof index === "number")) : []
  return best === 0 ? 0 : gainOf([...ranked].map((index) => grades[index] ?? 0)) / best
}

const gainOf = (grades: ReadonlyArray<number>): number =>
  grades.slice(0, 10).reduce((sum, grade, position) => sum + grade / Math.log2(position + 2), 0)

const gradesOf = (gold: JsonValue): ReadonlyArray<number> | undefined => {
  const lists = isJsonObject(gold) ? Object.values(gold) : [gold]
  const list = lists.find((value) => Array.isArray(value) && value.every((grade) => typeof grade === "number"))
  return Array.isArray(list) && list.length > 0
    ? list.map((grade) => Math.min(highestGrade, Math.max(0, Number(grade))))
    : undefined
}

// Any larger number would only lose the difference between the others.
const highestGrade = 1_000_000
