/** Fields of a parameter that are not listed. */

/**
 * Fields that are not listed are sent unchanged.
 *
 * They are of the type `any`: with `unknown`, a value whose type is an interface of yours would not compile.
 */
export interface OtherFields {
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  readonly [key: string]: any
}
