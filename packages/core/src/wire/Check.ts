/** The check of a value against a shape, compiled to closures that build a path only on failure. */
import { isJsonObject } from "./JsonObject.ts"
import type { ShapeNode } from "./Shape.ts"

/** What is wrong with a value, or `undefined`. The message names places and expectations, never what was found there. */
export type Check = (value: unknown) => string | undefined

/** The check by a shape. */
export const checkOf = (shape: ShapeNode): Check => {
  // Compiled at the first use: an import should not pay for calls that are never made.
  let find: Find | undefined
  return (value) => {
    find ??= finding(shape)
    const problem = find(value)
    return problem === undefined ? undefined : messageOf(problem)
  }
}

/** What is wrong, and where. Each level puts its own step before the path. */
interface Problem {
  path: string
  readonly expectation: string
}

type Find = (value: unknown) => Problem | undefined

const finding = (shape: ShapeNode): Find => {
  switch (shape.kind) {
    case "text":
      return (value) => (typeof value === "string" ? undefined : expected("must be a string"))
    case "number":
      return (value) => (Number.isFinite(value) ? undefined : expected("must be a number"))
    case "flag":
      return (value) => (typeof value === "boolean" ? undefined : expected("must be a boolean"))
    case "anything":
      return nothing
    case "maybe":
      return findingIfPresent(shape.of)
    case "array":
      return findingItems(isLeaf(shape.of) ? nothing : finding(shape.of))
    case "struct":
      return findingFields(shape.fields)
    case "where": {
      const find = finding(shape.of)
      return (value) => find(value) ?? (shape.holds(value) ? undefined : expected(shape.problem))
    }
  }
}

const findingIfPresent = (shape: ShapeNode): Find => {
  if (isLeaf(shape)) return nothing
  const find = finding(shape)
  return (value) => (typeof value === "object" && value !== null ? find(value) : undefined)
}

const findingItems =
  (find: Find): Find =>
  (value) => {
    if (!Array.isArray(value)) return expected("must be an array")
    if (find === nothing) return undefined
    for (let index = 0; index < value.length; index++) {
      const problem = find(value[index])
      if (problem !== undefined) return under(`[${index}]`, problem)
    }
    return undefined
  }

const findingFields = (fields: { readonly [name: string]: ShapeNode }): Find => {
  // Most fields may hold anything, by the rule of `maybe`: they are not looked at.
  const checked = Object.entries(fields)
    .map(([name, shape]) => ({ name, find: finding(shape) }))
    .filter(({ find }) => find !== nothing)
  return (value) => {
    if (!isJsonObject(value)) return expected("must be an object")
    for (const { name, find } of checked) {
      const problem = find(value[name])
      if (problem !== undefined) return under(stepTo(name), problem)
    }
    return undefined
  }
}

const isLeaf = (shape: ShapeNode): boolean =>
  shape.kind === "where" ? isLeaf(shape.of) : !("of" in shape) && !("fields" in shape)

const nothing: Find = () => undefined

const expected = (expectation: string): Problem => ({ path: "", expectation })

const under = (step: string, problem: Problem): Problem => {
  problem.path = step + problem.path
  return problem
}

const stepTo = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`)

/** `data[0].id must be a string`; a message with a subject of its own stands behind a colon. */
const messageOf = ({ path, expectation }: Problem): string => {
  if (path === "") return expectation
  const place = path.startsWith(".") ? path.slice(1) : path
  return expectation.startsWith("must ") ? `${place} ${expectation}` : `${place}: ${expectation}`
}
