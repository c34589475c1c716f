import { expect, it } from "vitest"
import { reportStack } from "../../src/control/StackReport.ts"

const reported = (error: unknown, secret: string): string => {
  const printed: Array<string> = []
  reportStack({ error: (text) => printed.push(text) }, "title", error, secret)
  return printed.join("\n---\n")
}

const firstLines = (error: unknown, secret: string): string =>
  reported(error, secret).split("\n").slice(0, 2).join("\n")

it("prints a title, the name and the message of the error, and where it was thrown", () => {
  expect(reported(new RangeError("too far"), "")).toMatch(/^title\nRangeError: too far\n {4}at .*StackReport\.test\.ts/)
})

it("leaves out what the message quotes of the request", () => {
  expect(firstLines(new Error("cannot read: My name is Rosa."), '{"content":"My name is Rosa."}')).toBe(
    "title\nError: cannot read: …"
  )
})

it("leaves out what the message quotes without the escapes of JSON", () => {
  const sent = JSON.stringify({ content: 'line "one"\nline two' })
  expect(firstLines(new Error('got: line "one"\nline two'), sent)).toBe("title\nError: got: …")
})

it("leaves out an entire prompt that is short", () => {
  expect(firstLines(new Error("no: 4711"), '{"content":"4711"}')).toBe("title\nError: no: …")
})

it("leaves the message out when the request is too large to compare", () => {
  expect(firstLines(new Error("xxx"), "x".repeat(2_000_000))).toContain("the message is left out")
})

it("prints a value that is no error", () => {
  expect(reported("a text", "")).toBe("title\nthrown: a text")
  expect(reported(undefined, "")).toBe("title\nthrown: undefined")
  expect(reported(Object.create(null), "")).toBe("title\nthrown: ")
})

it("prints an error whose own properties throw", () => {
  const error = new Error("x")
  for (const name of ["name", "message", "stack"]) {
    Object.defineProperty(error, name, {
      get: () => {
        throw new Error("no")
      }
    })
  }
  expect(reported(error, "")).toBe("title\n: ")
})
