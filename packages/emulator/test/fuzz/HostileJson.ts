/** JSON values of every shape: names that every object inherits, deep nesting, long names, and schemas that contradict themselves. */
import type { Chance } from "./Chance.ts"
import { randomText } from "./HostileText.ts"

/** Names and labels that look up more than they should in a careless table, or mean something in a pattern. */
export const hostileNames: ReadonlyArray<string> = [
  "constructor",
  "toString",
  "__proto__",
  "hasOwnProperty",
  "C++",
  "price [EUR",
  "(a+)+$",
  "a|b",
  "\\",
  "$&",
  "",
  " ",
  "\ud800",
  "n\u0000l",
  "x".repeat(10_000)
]

/** JSON text of lists or objects in each other. It is text because `JSON.stringify` has not enough stack for it. */
export const nested = (open: string, close: string, levels: number, inner = "1"): string =>
  open.repeat(levels) + inner + close.repeat(levels)

/** A random value, as JSON text. */
export const randomJson = (chance: Chance, depth = 0): string => {
  const scalars = [
    "null",
    "true",
    "0",
    "-1.5e300",
    "1e400",
    "123456789012345678901234567890",
    JSON.stringify(randomText(chance)),
    JSON.stringify(chance.pick(hostileNames))
  ]
  if (depth > 3 || chance.happens(0.4)) return chance.pick(scalars)
  const parts = Array.from({ length: chance.below(4) }, () => randomJson(chance, depth + 1))
  if (chance.happens(0.4)) return `[${parts.join(",")}]`
  return `{${parts.map((part) => `${JSON.stringify(chance.pick(hostileNames))}:${part}`).join(",")}}`
}

/** Schemas that are hard to fill, as JSON text. Many are not even schemas. */
export const hostileSchemas: ReadonlyArray<string> = [
  "true",
  "false",
  "null",
  "7",
  '"object"',
  "[]",
  "{}",
  '{"type":"object","properties":[1]}',
  '{"type":"object","properties":null,"required":7}',
  '{"type":"object","required":[1,null,"a"],"additionalProperties":false}',
  '{"type":["object",1,null]}',
  '{"type":"nothing"}',
  '{"enum":[]}',
  '{"enum":7,"const":null}',
  '{"allOf":[{"type":"string"},{"type":"number"}]}',
  '{"not":{}}',
  '{"$ref":"#"}',
  '{"$ref":"#/%zz/~"}',
  '{"$ref":7,"allOf":7,"anyOf":{},"oneOf":null,"if":7}',
  '{"$ref":"https://example.com/schema.json"}',
  '{"type":"object","required":["a"],"properties":{"a":{"$ref":"#"}}}',
  '{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}',
  '{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}',
  '{"type":"array","minItems":1000000000,"items":{"type":"array","minItems":1000000000}}',
  '{"type":"array","uniqueItems":true,"minItems":50,"items":{"type":"boolean"}}',
  '{"type":"string","minLength":1000000000000}',
  '{"type":"string","minLength":5,"maxLength":2}',
  '{"type":"string","pattern":"(a+)+$"}',
  '{"type":"string","pattern":"((((a{1000}){1000}){1000}){1000}){1000}"}',
  '{"type":"string","pattern":"((((a*)*)*)*)*b","minLength":300}',
  '{"type":"string","pattern":"(?=a)(?<!b)\\\\1"}',
  '{"type":"string","pattern":"["}',
  '{"type":"integer","minimum":0.1,"maximum":0.9}',
  '{"type":"number","multipleOf":0}',
  '{"type":"number","multipleOf":1e-300,"minimum":1e300}',
  '{"type":"object","minProperties":1000000000}',
  '{"type":"object","patternProperties":{"(a+)+$":{"type":"string"},"[":{}},"minProperties":3}',
  '{"type":"object","propertyNames":{"pattern":"(x+x+)+y"},"minProperties":3}',
  `{"type":"object","properties":{${hostileNames.map((name) => `${JSON.stringify(name)}:{"type":"string"}`).join(",")}}}`,
  `{"type":"object","required":${JSON.stringify(hostileNames)}}`,
  // Twice as many schemas with each reference.
  `{"$ref":"#/$defs/d0","$defs":{${Array.from({ length: 60 }, (_, nth) => `"d${nth}":{"allOf":[{"$ref":"#/$defs/d${nth + 1}"},{"$ref":"#/$defs/d${nth + 1}"}]}`).join(",")},"d60":{}}}`,
  `{"$ref":"#/$defs/d0","$defs":{${Array.from({ length: 60 }, (_, nth) => `"d${nth}":{"anyOf":[{"$ref":"#/$defs/d${nth + 1}"},{"$ref":"#/$defs/d${nth + 1}"}]}`).join(",")},"d60":{"not":{}}}}`,
  `{"$ref":"#/$defs/d0","$defs":{${Array.from({ length: 5000 }, (_, nth) => `"d${nth}":{"$ref":"#/$defs/d${nth + 1}"}`).join(",")},"d5000":{"type":"string"}}}`,
  `{"type":"object","properties":{${Array.from({ length: 5000 }, (_, nth) => `"p${nth}":{"type":"string"}`).join(",")}}}`,
  nested('{"type":"object","required":["a"],"properties":{"a":', "}}", 20_000, "{}"),
  nested('{"type":"array","minItems":1,"items":', "}", 20_000, "{}"),
  nested('{"allOf":[', "]}", 20_000, "{}"),
  nested('{"anyOf":[', "]}", 20_000, "{}"),
  nested('{"not":', "}", 20_000, "{}"),
  `{"enum":[${nested("[", "]", 20_000)}]}`,
  `{"const":${nested('{"a":', "}", 20_000)}}`
]
