import { describe, expect, it } from "@effect/vitest"
import * as Core from "@pareta/core"
import * as Schemas from "@pareta/core/Schemas"
import * as Schema from "effect/Schema"

const isA = (Class: abstract new (...args: never) => object) => (value: unknown) =>
  typeof value === "function" && value.prototype instanceof Class

/** The classes that never reach an Effect user as a value: the base classes, and the abort of the Promise API. */
const without = ["BaseModel", "ParetaError", "APIAbortError"]

const classes = Object.entries(Core)
  .filter(([name, value]) => (isA(Core.BaseModel)(value) || isA(Core.ParetaError)(value)) && !without.includes(name))
  .map(([name]) => name)

const schemas: { readonly [name: string]: unknown } = Schemas

describe("@pareta/core/Schemas", () => {
  it("has a Schema under the name of every model and every failure", () => {
    expect(classes).toEqual(expect.arrayContaining(["Endpoint", "TaskMatch", "NotFoundError", "EvalTimeoutError"]))
    const unions = [
      "DeployEvent",
      "CallFailure",
      "StreamFailure",
      "DeployFailure",
      "WaitFailure",
      "EvalSetFailure",
      "ParetaFailure"
    ]
    expect(Object.keys(schemas).sort()).toEqual([...classes, ...unions].sort())
  })

  it.each(Object.keys(schemas))("%s goes by its own name in JSON Schemas", (name) => {
    const schema = schemas[name]
    if (!Schema.isSchema(schema)) throw new Error(`${name} is no Schema`)
    const document = Schema.toJsonSchemaDocument(schema)
    expect(document.schema).toEqual({ $ref: `#/$defs/${name}` })
    expect(Object.keys(document.definitions).filter((key) => /[_\d]|Encoded$/.test(key))).toEqual([])
  })
})
