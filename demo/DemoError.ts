/** Something that can go wrong and needs no stack to be understood. */
export class DemoError extends Error {
  override readonly name = "DemoError"
}
