/** The client of the Pareta platform, with Promises. */
export * from "./client.ts"
export { default } from "./client.ts"
export * from "./errors.ts"
export { isParetaError } from "./errors.ts"
