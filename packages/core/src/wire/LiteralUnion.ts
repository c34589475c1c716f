/** Vocabularies of the wire that may grow. */

/** A text with documented values: editors complete them, and any other text is accepted too. */
export type LiteralUnion<Documented extends string> = Documented | (string & {})
