/** Checks values against shapes. A shape is compiled to closures that build a path only on failure. */
import { isJsonObject } from "./JsonObject.ts"
import { isLeaf, type ShapeNode } from "./Shape.ts"

/**
 * Returns the problem with a value, or `undefined`. It names the path and the expected type, never the value itself.
 */
export type Check = (value: unknown) => string | undefined

/** Creates the check for a shape. Its messages look like `data[0].id must be a string`. */
export const checkOf = (shape: ShapeNode): Check => {
  // Compiled at the first use: importing the package should not cost time for calls that are never made.
  let check: Check | undefined
  return (value) => {
    check ??= checkFor(shape)
    // Each level puts its step and a separator in front of the message. The outermost separator is removed here.
    return check(value)?.replace(/^[.: ]+/, "")
  }
}

const checkFor = (shape: ShapeNode): Check => {
  switch (shape.kind) {
    case "maybe": {
      const check = checkWithin(shape.of)
      return check === nothing ? nothing : (value) => (typeof value === "object" && value ? check(value) : undefined)
    }
    case "array":
      return arrayCheck(checkWithin(shape.of))
    case "struct":
      return structCheck(shape.fields)
    case "where": {
      const check = checkFor(shape.of)
      const problem = (shape.problem.startsWith("must ") ? " " : ": ") + shape.problem
      return (value) => check(value) ?? (shape.holds(value) ? undefined : problem)
    }
    case "anything":
      return nothing
    default:
      return leafCheck(typeNames[shape.kind])
  }
}

/** The check of an optional value or an item. A leaf of another type passes: it must not fail the entire response. */
const checkWithin = (shape: ShapeNode): Check => (isLeaf(shape) ? nothing : checkFor(shape))

const typeNames = { text: "string", number: "number", flag: "boolean" } as const

const nothing: Check = () => undefined

const leafCheck =
  (type: string): Check =>
  (value) =>
    // `1e999` is a number in JSON, and infinite in JavaScript.
    typeof value === type && (type !== "number" || Number.isFinite(value)) ? undefined : ` must be a ${type}`

const arrayCheck =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return " must be an array"
    for (let index = 0; index < value.length; index++) {
      const problem = check(value[index])
      if (problem !== undefined) return `[${index}]${problem}`
    }
    return undefined
  }

const structCheck = (fields: { readonly [name: string]: ShapeNode }): Check => {
  const checks = Object.entries(fields)
    .map(([name, shape]) => ({ name, check: checkFor(shape) }))
    .filter(({ check }) => check !== nothing)
  return (value) => {
    if (!isJsonObject(value)) return " must be an object"
    for (const { name, check } of checks) {
      const problem = check(value[name])
      if (problem !== undefined) return stepTo(name) + problem
    }
    return undefined
  }
}

const stepTo = (name: string): string => (/^[a-z_$][\w$]*$/i.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`)
