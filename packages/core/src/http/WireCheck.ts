/** The vocabulary of `WireSchema.ts` without Schema: see there. A shape checks a value found at a path. */
export type Shape = (value: unknown, path: string) => string | undefined

const expected = (what: string, path: string): string => `Expected ${what}${path === "" ? "" : `\n  at ${path}`}`

export const text: Shape = (value, path) => (typeof value === "string" ? undefined : expected("string", path))

export const number: Shape = (value, path) => (Number.isFinite(value) ? undefined : expected("finite number", path))

export const maybe =
  (shape: Shape): Shape =>
  (value, path) =>
    value === undefined || value === null ? undefined : shape(value, path)

export const array =
  (item: Shape): Shape =>
  (value, path) => {
    if (!Array.isArray(value)) return expected("array", path)
    for (let index = 0; index < value.length; index++) {
      const problem = item(value[index], `${path}[${index}]`)
      if (problem !== undefined) return problem
    }
    return undefined
  }

export const struct =
  (fields: { readonly [name: string]: Shape }): Shape =>
  (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return expected("object", path)
    for (const name in fields) {
      const shape = fields[name] as Shape
      const problem = shape((value as { readonly [name: string]: unknown })[name], `${path}["${name}"]`)
      if (problem !== undefined) return problem
    }
    return undefined
  }

export type Check = (value: unknown) => string | undefined

export const checkOf =
  (shape: Shape): Check =>
  (value) =>
    shape(value, "")
