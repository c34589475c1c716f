/** An expected failure. Its message is printed without a stack. */
export class DemoError extends Error {
  override readonly name = "DemoError"
}
