/** An expected failure: the message is enough, no stack is printed. */
export class DemoError extends Error {
  override readonly name = "DemoError"
}
