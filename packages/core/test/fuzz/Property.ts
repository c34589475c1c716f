import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"

/** A statement that holds for every input. */
export interface Property {
  readonly name: string
  /** Checks random inputs, shrinks one that fails, and throws an error with that input and the way to replay it. */
  readonly check: (options: Arbitrary.CheckOptions) => Promise<void>
}

/** Makes a property. `holds` rejects for an input that violates it. */
export const property = <A>(
  name: string,
  input: Arbitrary.Arbitrary<A>,
  holds: (value: A) => Promise<void>
): Property => ({
  name,
  check: async (options) => {
    const result = await Effect.runPromise(
      Arbitrary.checkEffect(
        input,
        (value) => Effect.as(Effect.tryPromise({ try: () => holds(value), catch: (cause) => String(cause) }), true),
        options
      )
    )
    const failure = Arbitrary.formatCheckFailure(result)
    if (failure !== undefined) throw new Error(`${name}: ${failure}`)
  }
})

/** Settles like the promise, or rejects after five seconds, so that a promise that never settles fails the property. */
export const soon = <A>(promise: Promise<A>): Promise<A> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("it hangs")), 5000)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
