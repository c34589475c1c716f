import { describe, expect, it } from "@effect/vitest"
import { Endpoint } from "@pareta/core"
import * as Schemas from "@pareta/core/Schemas"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

describe("a DeployEvent", () => {
  const encodeEvent = Schema.encodeUnknownResult(Schema.toCodecJson(Schemas.DeployEvent))

  it.each([
    { event: "progress", data: "no JSON" },
    { event: "queue", data: { position: 3 } },
    { event: "error", data: { message: "no capacity" } }
  ])("of the stream is written as it is: %j", (event) => {
    expect(encodeEvent(event)).toEqual(Result.succeed(event))
  })

  it("has the wire object of its endpoint", () => {
    const endpoint = { id: "ep_1", unknown: [1] }
    const complete = { event: "complete" as const, data: { endpoint: new Endpoint(endpoint), seconds: 2 } }
    const wire = Schema.encodeSync(Schemas.DeployEvent)(complete)
    expect(wire).toStrictEqual({ event: "complete", data: { endpoint, seconds: 2 } })
  })

  it("without an endpoint is no complete event", () => {
    const result = Schema.decodeUnknownResult(Schemas.DeployEvent)({ event: "complete", data: {} })
    expect(Result.isFailure(result)).toBe(true)
  })
})
