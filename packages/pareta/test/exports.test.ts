import * as pareta from "pareta"
import { describe, expect, it } from "vitest"

describe("the values of the package", () => {
  it("are the documented ones of these namespaces (contract §4.7), and more", () => {
    const documented = [
      "Pareta",
      "VERSION",
      "ParetaError",
      "APIConnectionError",
      "APITimeoutError",
      "APIStatusError",
      "BadRequestError",
      "AuthenticationError",
      "InsufficientCreditsError",
      "PermissionDeniedError",
      "NotFoundError",
      "ConflictError",
      "RateLimitError",
      "EndpointNotReadyError",
      "BaseModel",
      "Usage",
      "Message",
      "Choice",
      "ChatCompletion",
      "ChatCompletionChunk",
      "Model",
      "ModelList",
      "Endpoint",
      "EndpointMetrics"
    ]
    expect(Object.keys(pareta)).toEqual(expect.arrayContaining(documented))
  })

  it("have no default", () => {
    expect("default" in pareta).toBe(false)
  })
})

describe("models", () => {
  it.each([
    pareta.ChatCompletion,
    pareta.ChatCompletionChunk,
    pareta.Choice,
    pareta.Message,
    pareta.Usage,
    pareta.Model,
    pareta.ModelList,
    pareta.Endpoint
  ])("%o can be made of nothing", (Model) => {
    for (const wire of [undefined, null, {}]) {
      const model = new Model(wire as never)
      expect(model).toBeInstanceOf(pareta.BaseModel)
      expect(model.raw).toEqual({})
      expect(model.get("nothing", "fallback")).toBe("fallback")
    }
  })

  it("keep the wire object: raw and toDict are it, JSON writes it, get reads it", () => {
    const wire = { id: "e", name: "n", status: "live", extra: { deep: 1 }, none: null }
    const endpoint = new pareta.Endpoint(wire)
    expect(endpoint.raw).toBe(wire)
    expect(endpoint.toDict()).toBe(wire)
    expect(JSON.parse(JSON.stringify(endpoint))).toEqual(wire)
    expect([endpoint.get("extra"), endpoint.get("none", 1), endpoint.get("nope"), endpoint.get("nope", 1)]).toEqual([
      { deep: 1 },
      null,
      undefined,
      1
    ])
    expect(Object.keys(endpoint)).not.toContain("raw")
  })

  it("can be read through a Proxy", () => {
    const proxy = new Proxy(new pareta.Usage({ total_tokens: 3 }), {})
    expect(proxy.totalTokens).toBe(3)
    expect(proxy.toJSON()).toMatchObject({ totalTokens: 3 })
  })

  it("iterate and count a list of models", () => {
    const list = new pareta.ModelList({ data: [{ id: "a" }, { id: "b", owned_by: "pareta", created: 3 }] })
    expect([list.length, [...list].map((model) => model.id), list.data[1]?.ownedBy]).toEqual([2, ["a", "b"], "pareta"])
  })

  it("take a chunk for a completion", () => {
    expect(new pareta.ChatCompletionChunk()).toBeInstanceOf(pareta.ChatCompletion)
  })
})
