import { describe, expect, it } from "@effect/vitest"
import { spelledBy } from "./Spelled.ts"

const callsOf = (pieces: ReadonlyArray<object>) =>
  spelledBy(pieces.map((piece) => ({ tool_calls: Array.isArray(piece) ? piece : [piece] }))).choices[0]?.message
    .toolCalls

const f = (name: string | null | undefined, args?: unknown) => ({
  function: { ...(name === undefined ? {} : { name }), ...(args === undefined ? {} : { arguments: args }) }
})

const weather = { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } }
const time = { id: "call_2", type: "function", function: { name: "time", arguments: '{"zone":"CET"}' } }
const start = { id: "call_1", type: "function", ...f("weather", '{"city":') }
const other = { id: "call_2", type: "function", ...f("time", '{"zone":') }

describe("one call", () => {
  it.each<readonly [string, ReadonlyArray<object>]>([
    [
      "with an index",
      [
        { index: 0, ...start },
        { index: 0, ...f(undefined, '"Oslo"}') }
      ]
    ],
    [
      "whose index begins at 1",
      [
        { index: 1, ...start },
        { index: 1, ...f(undefined, '"Oslo"}') }
      ]
    ],
    [
      "whose index is a text",
      [
        { index: "0", ...start },
        { index: 0, ...f(undefined, '"Oslo"}') }
      ]
    ],
    [
      "whose index is huge",
      [
        { index: 4e9, ...start },
        { index: 4e9, ...f(undefined, '"Oslo"}') }
      ]
    ],
    [
      "whose index is negative",
      [
        { index: -1, ...start },
        { index: -1, ...f(undefined, '"Oslo"}') }
      ]
    ],
    [
      "whose index is null",
      [
        { index: null, ...start },
        { index: null, ...f(undefined, '"Oslo"}') }
      ]
    ],
    ["without an index", [start, f(undefined, '"Oslo"}')]],
    ["without an index, with its id", [start, { id: "call_1", ...f(undefined, '"Oslo"}') }]],
    ["whose index is left out later", [{ index: 0, ...start }, f(undefined, '"Oslo"}')]],
    [
      "with a new index for each piece, and its id",
      [
        { index: 0, ...start },
        { index: 1, id: "call_1", ...f("", '"Oslo"}') }
      ]
    ],
    [
      "with a made-up id for each piece",
      [
        { index: 0, ...start },
        { index: 0, id: "call_9", ...f(undefined, '"Oslo"}') }
      ]
    ],
    [
      "with a made-up id for each piece, and its name again",
      [
        { index: 0, ...start },
        { index: 0, id: "call_9", ...f("weather", '"Oslo"}') }
      ]
    ],
    ["with a made-up id for each piece, and no index", [start, { id: "call_9", ...f(undefined, '"Oslo"}') }]],
    [
      "with the placeholder null later",
      [
        { index: 0, ...start },
        { index: 0, id: "null", ...f(null, '"Oslo"}') }
      ]
    ],
    [
      "with an empty id later",
      [
        { index: 0, ...start },
        { index: 0, id: "", ...f("", '"Oslo"}') }
      ]
    ],
    [
      "whose id comes after a placeholder",
      [
        { index: 0, type: "function", id: "null", ...f("weather", "") },
        { index: 0, id: "call_1", ...f("weather", '{"city":"Oslo"}') }
      ]
    ],
    [
      "whose id comes after its name",
      [
        { index: 0, type: "function", ...f("weather", "") },
        { index: 0, id: "call_1", ...f(undefined, '{"city":"Oslo"}') }
      ]
    ],
    [
      "whose name is empty at first",
      [
        { index: 0, id: "call_1", type: "function", ...f("", "") },
        { index: 0, ...f("weather", '{"city":"Oslo"}') }
      ]
    ],
    [
      "whose name and id are empty at first",
      [
        { index: 0, id: "", type: "function", ...f("", "") },
        { index: 0, id: "call_1", ...f("weather", '{"city":"Oslo"}') }
      ]
    ],
    [
      "whose name is null at first",
      [
        { index: 0, id: "call_1", type: "function", ...f(null, null) },
        { index: 0, ...f("weather", '{"city":"Oslo"}') }
      ]
    ],
    [
      "whose name comes in pieces",
      [
        { index: 0, id: "call_1", type: "function", ...f("wea", "") },
        { index: 0, ...f("ther", "") },
        { index: 0, ...f(undefined, '{"city":"Oslo"}') }
      ]
    ],
    [
      "whose name grows",
      [
        { index: 0, id: "call_1", type: "function", ...f("wea", "") },
        { index: 0, ...f("weather", "") },
        { index: 0, ...f("weather", '{"city":"Oslo"}') }
      ]
    ],
    [
      "whose name is repeated",
      [
        { index: 0, ...start },
        { index: 0, id: "call_1", ...f("weather", '"Oslo"}') }
      ]
    ],
    [
      "whose arguments are an object",
      [{ index: 0, id: "call_1", type: "function", ...f("weather", { city: "Oslo" }) }]
    ],
    [
      "whose arguments are an empty object at first",
      [
        { index: 0, id: "call_1", type: "function", ...f("weather", {}) },
        { index: 0, ...f(undefined, '{"city":"Oslo"}') }
      ]
    ],
    [
      "whose arguments are repeated as a whole",
      [
        { index: 0, ...weather },
        { index: 0, ...f(undefined, '{"city":"Oslo"}') }
      ]
    ],
    [
      "whose arguments are repeated as an object",
      [
        { index: 0, ...weather },
        { index: 0, ...f("weather", { city: "Oslo" }) }
      ]
    ],
    [
      "that is repeated as a whole",
      [
        { index: 0, ...start },
        { index: 0, ...f(undefined, '"Oslo"}') },
        { index: 0, ...weather }
      ]
    ],
    [
      "that is repeated as a whole, without an id",
      [
        { index: 0, ...weather },
        { index: 0, ...f("weather", '{"city":"Oslo"}') }
      ]
    ]
  ])("%s", (_, pieces) => {
    expect(callsOf(pieces)).toEqual([weather])
  })
})

describe("two calls", () => {
  it.each<readonly [string, ReadonlyArray<object>]>([
    [
      "with their indexes",
      [
        { index: 0, ...weather },
        { index: 1, ...time }
      ]
    ],
    [
      "in one chunk",
      [
        [
          { index: 0, ...weather },
          { index: 1, ...time }
        ]
      ]
    ],
    [
      "in the other order",
      [
        { index: 1, ...time },
        { index: 0, ...weather }
      ]
    ],
    [
      "whose indexes begin at 1",
      [
        { index: 1, ...weather },
        { index: 2, ...time }
      ]
    ],
    [
      "whose indexes have gaps",
      [
        { index: 3, ...weather },
        { index: 4e9, ...time }
      ]
    ],
    [
      "under one index",
      [
        { index: 0, ...weather },
        { index: 0, ...time }
      ]
    ],
    [
      "under one index, in one chunk",
      [
        [
          { index: 0, ...weather },
          { index: 0, ...time }
        ]
      ]
    ],
    [
      "under one index, in pieces",
      [
        { index: 0, ...start },
        { index: 0, ...f(undefined, '"Oslo"}') },
        { index: 0, ...other },
        { index: 0, ...f(undefined, '"CET"}') }
      ]
    ],
    [
      "under one index, interleaved by their ids",
      [
        { index: 0, ...start },
        { index: 0, ...other },
        { index: 0, id: "call_1", ...f(undefined, '"Oslo"}') },
        { index: 0, id: "call_2", ...f(undefined, '"CET"}') }
      ]
    ],
    [
      "under a negative index",
      [
        { index: -1, ...weather },
        { index: -1, ...time }
      ]
    ],
    ["without an index", [weather, time]],
    ["without an index, in pieces", [start, f(undefined, '"Oslo"}'), other, f(undefined, '"CET"}')]],
    [
      "without an index, interleaved by their ids",
      [start, other, { id: "call_1", ...f(undefined, '"Oslo"}') }, { id: "call_2", ...f(undefined, '"CET"}') }]
    ],
    [
      "that interleave",
      [
        { index: 0, ...start },
        { index: 1, ...other },
        { index: 0, ...f(undefined, '"Oslo"}') },
        { index: 1, ...f(undefined, '"CET"}') }
      ]
    ],
    [
      "whose arguments are objects, under one index",
      [
        { index: 0, ...weather, ...f("weather", { city: "Oslo" }) },
        { index: 0, ...time, ...f("time", { zone: "CET" }) }
      ]
    ]
  ])("%s", (_, pieces) => {
    expect(callsOf(pieces)).toEqual([weather, time])
  })

  it.each<readonly [string, object]>([
    ["without ids under one index", { index: 0 }],
    ["with empty ids under one index", { index: 0, id: "" }],
    ["without ids and indexes", {}]
  ])("%s are told apart once the arguments of the first are whole", (_, place) => {
    const pieces = [
      { ...place, ...f("weather", '{"city":') },
      { ...place, ...f(undefined, '"Oslo"}') },
      { ...place, ...f("time", '{"zone":"CET"}') }
    ]
    expect(callsOf(pieces)?.map((call) => call.function)).toEqual([weather.function, time.function])
  })

  it("of the same function, without ids, are told apart by their arguments", () => {
    const pieces = [f("weather", '{"city":"Oslo"}'), f("weather", '{"city":"Rome"}')]
    expect(callsOf(pieces)?.map((call) => call.function?.arguments)).toEqual(['{"city":"Oslo"}', '{"city":"Rome"}'])
  })
})

describe("other fields of a call", () => {
  it("stay, and are merged", () => {
    const signature = { extra_content: { google: { thought_signature: "abc" } } }
    expect(
      callsOf([
        { index: 0, ...weather, ...signature },
        { index: 0, extra_content: null }
      ])
    ).toEqual([{ ...weather, ...signature }])
  })

  it("keep a placeholder as the id if there is no other", () => {
    expect(callsOf([{ index: 0, ...weather, id: "null" }])).toEqual([{ ...weather, id: "null" }])
  })

  it("of a custom tool are merged in the same way", () => {
    const call = (id: string, input: string) => ({ id, type: "custom", custom: { name: "shell", input } })
    expect(
      callsOf([
        { index: 0, ...call("call_1", "ls ") },
        { index: 0, custom: { input: "-l" } },
        { index: 0, ...call("call_2", "{}") },
        { index: 0, custom: { input: "{}" } }
      ])
    ).toEqual([call("call_1", "ls -l"), call("call_2", "{}{}")])
  })

  it("of a function call in the old form are merged in the same way", () => {
    const { message } = spelledBy([
      { function_call: { name: "wea", arguments: "" } },
      { function_call: { name: "ther" } },
      { function_call: { arguments: '{"city":' } },
      { function_call: { arguments: '"Oslo"}' } },
      { function_call: { arguments: '{"city":"Oslo"}' } }
    ]).choices[0] ?? { message: undefined }
    expect(message?.raw["function_call"]).toEqual(weather.function)
  })
})
