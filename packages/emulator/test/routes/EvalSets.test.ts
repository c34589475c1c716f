import { createEmulator } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { createSet, type EvalSetRecord, postForm, setParts } from "../EvalWire.ts"
import { call, detailOf, key } from "../Wire.ts"

const rows = [
  { input: { text: "I was charged twice" }, expected: "billing_question" },
  { input: { text: "Où est mon colis ? 📦" }, expected: "order_status" }
]
const task = "intent-classification"

const upload = async (items: string, parts = setParts(task, items)) => {
  const response = await postForm(createEmulator(), "/v1/eval-sets", parts)
  const body = (await response.json()) as { readonly eval_set: EvalSetRecord; readonly detail: unknown }
  return { status: response.status, set: body.eval_set, detail: body.detail }
}

describe("creating a set", () => {
  it("returns 201 with the set", async () => {
    const { status, set } = await upload(
      rows.map((row) => JSON.stringify(row)).join("\n"),
      setParts(task, rows.map((row) => JSON.stringify(row)).join("\n"), [{ name: "name", value: "tickets" }])
    )
    expect(status).toBe(201)
    expect(set).toMatchObject({ task_id: task, name: "tickets", item_count: 2, scoring_strategy: "classification" })
    expect(set.id).toMatch(/^es_[0-9a-f]{12}$/)
  })

  it.each([
    ["contract-key-fields", "extraction"],
    ["icd-coding", "classification"],
    ["text-to-sql", "execution_accuracy"]
  ])("scores %s by %s", async (id, strategy) => {
    expect((await createSet(createEmulator(), id, [{ expected: "x" }])).scoring_strategy).toBe(strategy)
  })

  it("accepts the FormData of any fetch", async () => {
    const emulator = createEmulator()
    const form = new FormData()
    form.append("task_id", task)
    form.append("name", "sdk eval set (2 items)")
    const file = new Blob([rows.map((row) => JSON.stringify(row)).join("\n")], { type: "application/jsonl" })
    form.append("items", file, `items.${task}.jsonl`)
    const response = await emulator.fetch("https://api.pareta.ai/v1/eval-sets", {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: form
    })
    expect(response.status).toBe(201)
    expect(emulator.log[0]).toMatchObject({
      route: "evals.sets.create",
      body: undefined,
      multipart: {
        fields: { task_id: task, name: "sdk eval set (2 items)" },
        files: [
          {
            name: "items",
            filename: `items.${task}.jsonl`,
            contentType: "application/jsonl",
            size: file.size,
            text: await file.text()
          }
        ]
      }
    })
  })

  it("accepts the parts in any order", async () => {
    const items = JSON.stringify(rows[0])
    const { status, set } = await upload(items, [...setParts(task, items, [{ name: "name", value: "n" }])].reverse())
    expect([status, set.name, set.item_count]).toEqual([201, "n", 1])
  })

  it.each([
    ["compact raw UTF-8", rows.map((row) => JSON.stringify(row)).join("\n")],
    ["a trailing newline", `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`],
    ["CRLF", rows.map((row) => `${JSON.stringify(row)}\r\n`).join("")],
    ["a byte order mark", `\uFEFF${rows.map((row) => JSON.stringify(row)).join("\n")}`],
    ["blank lines", `\n${rows.map((row) => JSON.stringify(row)).join("\n\n")}\n\n`],
    [
      "spaces and escapes, as Python writes them",
      '{"input": {"text": "I was charged twice"}, "expected": "billing_question"}\n' +
        '{"input": {"text": "O\\u00f9 est mon colis ? \\ud83d\\udce6"}, "expected": "order_status"}'
    ],
    ["a raw line separator within a string", `{"a":"x\u2028y"}\n{"b":1}`]
  ])("reads JSON Lines with %s", async (_what, items) => {
    const { status, set } = await upload(items)
    expect([status, set.item_count]).toEqual([201, 2])
  })

  it("names a set that has no name", async () => {
    const { set } = await upload("{}", setParts(task, "{}", [{ name: "name", value: "" }]))
    expect(set.name).toBe("eval set (1 items)")
  })

  it("keeps the prompt", async () => {
    const { set } = await upload("{}", setParts(task, "{}", [{ name: "prompt", value: "Route tickets" }]))
    expect(set.prompt).toBe("Route tickets")
    expect((await upload("{}")).set).not.toHaveProperty("prompt")
  })

  it("lists each invalid line by number", async () => {
    const { status, detail } = await upload('{"a": 1}\n\n{"a": 1,}\n[1]\n"x"\n{"a": NaN}\nnull\n1')
    expect(status).toBe(422)
    expect(detail).toMatch(
      /^items: line 3 is not valid JSON: .+; line 4 is not a JSON object; line 5 is not a JSON object; line 6 is not valid JSON: .+; line 7 is not a JSON object; and 1 more$/
    )
  })

  it.each([
    ["an empty file", ""],
    ["nothing but blank lines", "\n \r\n"]
  ])("rejects %s", async (_what, items) => {
    const { status, detail } = await upload(items)
    expect([status, detail]).toEqual([422, "items is empty: an eval set needs at least one row"])
  })

  it("rejects items that are not UTF-8", async () => {
    const form = new FormData()
    form.append("task_id", task)
    form.append("items", new Blob([Uint8Array.of(0x7b, 0xff, 0x7d)]), "items.jsonl")
    const response = await createEmulator().fetch("https://api.pareta.ai/v1/eval-sets", {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: form
    })
    expect([response.status, await detailOf(response)]).toEqual([422, "items is not valid UTF-8"])
  })

  it("rejects an unknown task, missing parts, a malformed form and a body that is not a form", async () => {
    expect(await upload("{}", setParts("nope", "{}"))).toMatchObject({ status: 400, detail: "unknown task 'nope'" })
    expect(await upload("", [{ name: "name", value: "x" }])).toMatchObject({
      status: 422,
      detail: [{ loc: ["body", "items"], msg: "field required" }]
    })
    const form = { headers: { "content-type": "multipart/form-data; boundary=b" } }
    for (const body of ["", "--b\r\n", '--b\r\nContent-Disposition: form-data; name="task_id"\r\n\r\nx']) {
      expect((await call(createEmulator(), "POST", "/v1/eval-sets", body, form)).status).toBe(400)
    }
    expect((await call(createEmulator(), "POST", "/v1/eval-sets", { task_id: task })).status).toBe(422)
  })

  it("accepts items as a plain field", async () => {
    const parts = [
      { name: "items", value: '{"a":1}' },
      { name: "task_id", value: task }
    ]
    expect((await upload("", parts)).set.item_count).toBe(1)
  })

  it("needs a key but no credit", async () => {
    const emulator = createEmulator({ balanceMicroUsd: 0 })
    expect((await createSet(emulator, task, rows)).item_count).toBe(2)
    expect((await postForm(emulator, "/v1/eval-sets", setParts(task, "{}"), { authorization: "" })).status).toBe(401)
  })

  it("creates one set for a repeated key, even with another boundary", async () => {
    const emulator = createEmulator()
    const send = (name: string) => {
      const form = new FormData()
      form.append("task_id", task)
      form.append("name", name)
      form.append("items", new Blob(["{}"]), "items.jsonl")
      return emulator.fetch("https://api.pareta.ai/v1/eval-sets", {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "idempotency-key": "k" },
        body: form
      })
    }
    const [first, second] = [await send("n"), await send("n")]
    expect(emulator.log[0]?.headers["content-type"]).not.toBe(emulator.log[1]?.headers["content-type"])
    expect(await second.json()).toEqual(await first.json())
    expect([second.status, second.headers.get("x-pareta-billed")]).toEqual([201, "0"])
    expect((await send("other")).status).toBe(422)
    const listed = (await (await call(emulator, "GET", "/v1/eval-sets")).json()) as {
      eval_sets: ReadonlyArray<unknown>
    }
    expect(listed.eval_sets.length).toBe(1)
  })
})

describe("sets", () => {
  it("are listed, retrieved and deleted", async () => {
    const emulator = createEmulator()
    const [first, second] = [await createSet(emulator, task, rows), await createSet(emulator, "icd-coding", rows)]
    const list = async () => (await call(emulator, "GET", "/v1/eval-sets")).json()
    expect(await list()).toEqual({ eval_sets: [first, second] })
    expect(await (await call(emulator, "GET", `/v1/eval-sets/${first.id}`)).json()).toEqual({ eval_set: first })
    const deleted = await call(emulator, "DELETE", `/v1/eval-sets/${first.id}`)
    expect([deleted.status, await deleted.text()]).toEqual([204, ""])
    expect(await list()).toEqual({ eval_sets: [second] })
  })

  it("return 404 if they do not exist", async () => {
    for (const method of ["GET", "DELETE"]) {
      const response = await call(createEmulator(), method, "/v1/eval-sets/es_nope")
      expect([response.status, await detailOf(response)]).toEqual([404, "eval set 'es_nope' not found"])
    }
  })

  it("are gone after a reset", async () => {
    const emulator = createEmulator()
    await createSet(emulator, task, rows)
    emulator.reset()
    expect(await (await call(emulator, "GET", "/v1/eval-sets")).json()).toEqual({ eval_sets: [] })
  })
})

it("shows neither keys nor large or binary files in the log", async () => {
  const emulator = createEmulator()
  const form = new FormData()
  form.append("task_id", key)
  form.append("items", new Blob(["x".repeat(70_000)]), `${key}.jsonl`)
  form.append("picture", new Blob([Uint8Array.of(0x89, 0xff)], { type: "image/png" }), "a.png")
  await emulator.fetch("https://api.pareta.ai/v1/eval-sets", {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: form
  })
  expect(JSON.stringify(emulator.log)).not.toContain(key)
  expect(emulator.log[0]?.multipart?.files).toEqual([
    { name: "items", filename: "pareta_sk_…", contentType: "application/octet-stream", size: 70_000 },
    { name: "picture", filename: "a.png", contentType: "image/png", size: 2 }
  ])
})
