import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"

/** Something that holds for every input. */
export interface Property {
  readonly name: string
  /** Tries it on random inputs, shrinks one that fails, and throws what was found with the text that replays it. */
  readonly check: (options: Arbitrary.CheckOptions) => Promise<void>
}

/** A property, which fails for an input by throwing. */
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

/** What a promise comes to, or a failure when it never does: a hang must not look like patience. */
export const soon = <A>(promise: Promise<A>): Promise<A> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("it hangs")), 5000)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
