/**
 * Estimates how models count text. Up to six letters of a word make one token, with the space before them. So do up to
 * three digits, and any other character. That is about four characters of English per token, as with real tokenizers.
 */

/** Splits a text into tokens. Joined again, they are the text. */
export const tokenize = (text: string): ReadonlyArray<string> => text.match(pattern) ?? []

/** The number of tokens in a text. They are not kept: those of a long text take many times its size. */
export const countTokens = (text: string): number => {
  let count = 0
  // At the end of the text, the pattern begins anew.
  while (pattern.test(text)) count += 1
  return count
}

const pattern = /\s?\p{L}{1,6}|\s?\p{N}{1,3}|\s?[^\s\p{L}\p{N}]|\s+/gu
