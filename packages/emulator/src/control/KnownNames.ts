/** Rejects misspelt options. They would be ignored, and a test would then pass for the wrong reason. */

/** The names of the fields of a type, each once: a field that is missing here does not compile. */
export type Names<A> = { readonly [Name in keyof Required<A>]: true }

/** Throws a `RangeError` for a field that does not exist. */
export const checkNames = <A extends object>(given: A, names: Names<A>, what: string): void => {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(names, name)) continue
    throw new RangeError(`${what} has no "${name}"; expected one of ${Object.keys(names).join(", ")}`)
  }
}
