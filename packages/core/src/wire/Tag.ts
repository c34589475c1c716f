/** What a value is, where frames and packages have their own classes of the same kind. */

/** The tag of a value, e.g. `Object`, `Map` or `FormData`. */
export const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1)
