import { beforeAll, describe, expect, it } from "vitest"
import { type Hover, inEditor } from "./Editor.ts"
import { everydayProgram } from "./everydayProgram.ts"

let hovers: ReadonlyArray<Hover>
let completions: ReadonlyArray<ReadonlyArray<string>>

beforeAll(() => {
  const seen = inEditor(everydayProgram)
  hovers = seen.hovers
  completions = seen.completions
}, 60_000)

describe("the hovers of everyday programs", () => {
  it("have a text each", () => {
    expect(hovers.length).toBeGreaterThan(80)
    expect(hovers.filter(({ text }) => text === "").map(({ declaration }) => declaration)).toEqual([])
  })

  it("speak neither of Effect nor of the inside of the project", () => {
    const foreign = /\bEffect\b|\bLayer\b|\bcontract [A-Z\d]|\u00a7|\bfiber\b|Duration\.Input/
    expect(hovers.filter(({ declaration, text }) => foreign.test(declaration + text))).toEqual([])
  })

  it("are short enough to be read", () => {
    const long = hovers.filter(({ declaration, text }) => declaration.length > 700 || text.length > 700)
    expect(long.map(({ declaration }) => declaration.slice(0, 100))).toEqual([])
  })
})

describe("completions", () => {
  const offered = {
    "the role of a message": ["system", "developer", "user", "assistant", "tool"],
    "the type of a part": ["text", "image_url", "input_audio", "file"],
    "a response format": ["text", "json_object", "json_schema"],
    "a tool choice": ["auto", "none", "required"],
    "a finish reason": ["stop", "length", "tool_calls", "content_filter"],
    "the status of a run": ["queued", "running", "evaluating", "completed", "failed"],
    "the status of an endpoint": ["live", "starting", "stopped"],
    "the tag of an error": ["NotFoundError", "RateLimitError", "APIConnectionError", "APIAbortError", "DeployError"],
    "a frontier": ["all", "benchmarked", "none"]
  }

  // In the order of the marks in the program.
  it.each(Object.entries(offered).map(([what, names], at) => ({ what, names, at })))("offer $what", ({ names, at }) => {
    expect(completions[at]).toEqual(expect.arrayContaining(names))
  })
})
