/**
 * Estimates how models count text: one token per word of up to six letters (with the space before it), per three
 * digits, and per other character. That makes about four characters of English per token, as with real tokenisers.
 */

/** Splits a text into tokens. Joined again, they are the text. */
export const tokenize = (text: string): ReadonlyArray<string> => text.match(pattern) ?? []

/** The number of tokens in a text. */
export const countTokens = (text: string): number => tokenize(text).length

const pattern = /\s?\p{L}{1,6}|\s?\p{N}{1,3}|\s?[^\s\p{L}\p{N}]|\s+/gu
