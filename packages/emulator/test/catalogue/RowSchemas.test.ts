import { describe, expect, it } from "vitest"
import { Effort } from "../../src/answers/Effort.ts"
import { Check } from "../../src/answers/SchemaCheck.ts"
import { Schemas } from "../../src/answers/Schemas.ts"
import { tasks } from "../../src/catalogue/Catalogue.ts"
import { examplesOf } from "../../src/catalogue/Examples.ts"
import { rowSchemasOf } from "../../src/catalogue/RowSchemas.ts"
import type { JsonObject, JsonValue } from "../../src/wire/JsonValue.ts"

const accepts = (schema: JsonObject, value: unknown): boolean => {
  const effort = new Effort(100_000, 100_000)
  return new Check(new Schemas(schema, effort), effort).accepts(schema, value as JsonValue)
}

describe.each(tasks)("the schemas of $id", (task) => {
  const { input, output, gold } = rowSchemasOf(task)

  it("accept its sample rows", () => {
    for (const example of examplesOf(task.id, 10)) {
      expect(accepts(input, example.input)).toBe(true)
      expect(accepts(output, example.expected)).toBe(true)
      if (gold !== null) expect(accepts(gold, example.expected)).toBe(true)
    }
  })

  it("refuse what is no answer", () => {
    expect(accepts(gold ?? output, 7)).toBe(false)
  })
})

it("describe the expected answer separately for contracts only", () => {
  const separate = tasks.filter((task) => rowSchemasOf(task).gold !== null).map(({ id }) => id)
  expect(separate).toEqual(["contract-key-fields", "contract-kie"])
})

it("say more about the expected answer to a contract than its summary does", () => {
  const contract = tasks.find(({ id }) => id === "contract-key-fields")
  const { output, gold } = rowSchemasOf(contract as (typeof tasks)[number])
  const withoutCurrency = { contract_value: { amount: 5 } }
  expect([accepts(output, withoutCurrency), accepts(gold ?? {}, withoutCurrency)]).toEqual([true, false])
})
