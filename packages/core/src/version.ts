/** The version of the packages, as sent in `User-Agent`. */
export const VERSION = "0.1.0"
