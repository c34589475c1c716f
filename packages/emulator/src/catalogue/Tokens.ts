/**
 * An estimate of how models count text: one token for each word of up to six letters (with the space before it), for
 * each three digits, and for each other sign. About four characters of English a token, as with real tokenisers.
 */

/** The text cut into tokens; joined again they give the text. */
export const tokenize = (text: string): ReadonlyArray<string> => text.match(pattern) ?? []

/** How many tokens the text is. */
export const countTokens = (text: string): number => tokenize(text).length

const pattern = /\s?\p{L}{1,6}|\s?\p{N}{1,3}|\s?[^\s\p{L}\p{N}]|\s+/gu
