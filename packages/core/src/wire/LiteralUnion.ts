/** String types with documented values to which the server may add. */

/** A string with documented values: editors suggest them, and any other string is accepted too. */
export type LiteralUnion<Documented extends string> = Documented | (string & {})
