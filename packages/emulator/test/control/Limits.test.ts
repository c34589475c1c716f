import { createEmulator } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { attach, createSet, evaluate, postForm, setParts, startRun } from "../EvalWire.ts"
import { call, chat, detailOf, stillEmulator } from "../Wire.ts"

it("drops nothing of what an ordinary test does", async () => {
  const emulator = createEmulator()
  await chat(emulator, "Hello", {}, { headers: { "idempotency-key": "k" } })
  await evaluate(emulator, "contract-key-fields", [{ input: "x", expected: { title: "x" } }], ["qwen-vl-2"])
  expect(Object.values(emulator.dropped)).toEqual([0, 0, 0, 0, 0, 0, 0])
})

it.each([{ bodyBytes: -1 }, { logBytes: Number.NaN }])("rejects %j", (limits) => {
  expect(() => createEmulator({ limits })).toThrow(RangeError)
})

it("rejects a limit that does not exist", () => {
  const limits: object = { bodySize: 1 }
  expect(() => createEmulator({ limits })).toThrow("limits.bodySize does not exist")
})

describe("the log", () => {
  const image = "A".repeat(1500)

  it("drops the oldest bodies first, and marks their entries", async () => {
    const emulator = createEmulator({ limits: { logBytes: 8_000 } })
    for (const ask of ["one", "two", "three"]) await chat(emulator, `${ask} ${image}`)
    expect(emulator.log.map(({ body, bodyDropped }) => [body === undefined, bodyDropped])).toEqual([
      [true, true],
      [false, undefined],
      [false, undefined]
    ])
    expect(emulator.log[2]?.body).toMatchObject({ messages: [{ content: `three ${image}` }] })
    expect(emulator.dropped).toMatchObject({ logBodies: 1, logEntries: 0 })
  })

  it("drops the parts of a multipart body too", async () => {
    const emulator = createEmulator({ limits: { logBytes: 8_000 } })
    const rows = (name: string) => JSON.stringify({ input: name.repeat(1000), expected: "x" })
    for (const name of ["a", "b", "c"]) {
      await postForm(emulator, "/v1/eval-sets", setParts("intent-classification", rows(name)))
    }
    expect(emulator.log[0]).not.toHaveProperty("multipart")
    expect(emulator.log[0]?.bodyDropped).toBe(true)
    expect(emulator.log[2]?.multipart?.files[0]?.text).toBe(rows("c"))
  })

  it("keeps the newest entries", async () => {
    const emulator = createEmulator({ limits: { logEntries: 2 } })
    for (const path of ["/v1/models", "/v1/tasks", "/v1/endpoints"]) await call(emulator, "GET", path)
    expect(emulator.log.map(({ path }) => path)).toEqual(["/v1/tasks", "/v1/endpoints"])
    expect(emulator.dropped.logEntries).toBe(1)
  })

  it("counts headers and paths, of which there may be many", async () => {
    const emulator = createEmulator({ limits: { logBytes: 20_000 } })
    for (let count = 0; count < 20; count++) {
      await call(emulator, "GET", `/v1/${"x".repeat(1000)}`, undefined, { headers: { "x-long": "y".repeat(1000) } })
    }
    expect(emulator.log.length).toBeLessThan(5)
    expect(emulator.dropped.logEntries).toBe(20 - emulator.log.length)
  })
})

describe("the ledger", () => {
  it("keeps the newest debits, and the balance counts them all", async () => {
    const emulator = createEmulator({ limits: { ledgerEntries: 2 } })
    for (let count = 0; count < 3; count++) await chat(emulator, "Hello", { model: "ep_contract_kie_01" })
    expect(emulator.ledger.map(({ balanceAfterMicroUsd }) => balanceAfterMicroUsd)).toEqual([24_993_800, 24_990_700])
    expect([emulator.balanceMicroUsd, emulator.dropped.ledgerEntries]).toEqual([24_990_700, 1])
  })
})

describe("idempotency keys", () => {
  const ask = async (emulator: ReturnType<typeof createEmulator>, key: string) =>
    (await chat(emulator, "Hello", {}, { headers: { "idempotency-key": key } })).headers.get("x-pareta-billed")

  it("are forgotten oldest first when there are too many", async () => {
    const emulator = createEmulator({ idempotency: { maxKeys: 2 } })
    for (const key of ["a", "b", "c"]) await ask(emulator, key)
    expect(emulator.dropped.rememberedReplies).toBe(1)
    expect([await ask(emulator, "c"), await ask(emulator, "b")]).toEqual(["0", "0"])
    expect(await ask(emulator, "a")).not.toBe("0")
  })

  it("are not forgotten because one reply is too large alone", async () => {
    const emulator = createEmulator({ limits: { rememberedBytes: 3_000 } })
    emulator.answers.script("long", { text: "x".repeat(5_000) })
    await ask(emulator, "a")
    await chat(emulator, "long", {}, { headers: { "idempotency-key": "b" } })
    expect(emulator.dropped.rememberedReplies).toBe(1)
    expect(await ask(emulator, "a")).toBe("0")
  })

  it("are forgotten when their replies are too large", async () => {
    const emulator = createEmulator({ limits: { rememberedBytes: 1_500 } })
    for (const key of ["a", "b", "c", "d"]) await ask(emulator, key)
    expect(emulator.dropped.rememberedReplies).toBeGreaterThan(0)
    expect(await ask(emulator, "d")).toBe("0")
    expect(await ask(emulator, "a")).not.toBe("0")
  })
})

it("metrics are computed from the newest chat requests", async () => {
  const emulator = createEmulator({ limits: { trafficSamples: 2 } })
  for (let count = 0; count < 3; count++) await chat(emulator, "Hello")
  const metrics = await (await call(emulator, "GET", "/v1/endpoints/ep_a1b2c3/activity")).json()
  expect(metrics).toMatchObject({ requests: 2 })
  expect(emulator.dropped.trafficSamples).toBe(1)
})

describe("endpoints", () => {
  it("cannot be deployed beyond the limit, until one is deleted", async () => {
    const emulator = createEmulator({ limits: { endpoints: 2 } })
    const deploy = () => call(emulator, "POST", "/v1/endpoints", { task: "icd-coding" })
    expect((await deploy()).status).toBe(409)
    await call(emulator, "DELETE", "/v1/endpoints/ep_a1b2c3")
    expect((await deploy()).status).toBe(200)
  })

  it("do not keep long texts of their deploy", async () => {
    const response = await call(createEmulator(), "POST", "/v1/endpoints", {
      task: "icd-coding",
      region: "x".repeat(5_000)
    })
    expect(response.status).toBe(422)
    expect(await detailOf(response)).toEqual([{ loc: ["body", "region"], msg: "is too long", type: "value_error" }])
  })

  it("forget their oldest starts and stops", async () => {
    const emulator = stillEmulator()
    for (let count = 0; count < 1_200; count++) {
      await call(emulator, "POST", `/v1/endpoints/ep_a1b2c3/${count % 2 === 0 ? "stop" : "start"}`)
      await emulator.advance("3 seconds")
    }
    const record = await (await call(emulator, "GET", "/v1/endpoints/ep_a1b2c3")).json()
    expect(record).toMatchObject({ status: "live" })
    expect((await call(emulator, "GET", "/v1/endpoints/ep_a1b2c3/uptime?window=1h")).status).toBe(200)
  })
})

describe("eval sets", () => {
  const rows = (count: number) => Array.from({ length: count }, () => ({ input: "x".repeat(100), expected: "y" }))
  const task = "intent-classification"
  const upload = (emulator: ReturnType<typeof createEmulator>, count: number) =>
    postForm(
      emulator,
      "/v1/eval-sets",
      setParts(
        task,
        rows(count)
          .map((row) => JSON.stringify(row))
          .join("\n")
      )
    )

  it("are refused beyond the limit, until one is deleted", async () => {
    const emulator = createEmulator({ limits: { evalBytes: 5_000 } })
    const set = await createSet(emulator, task, rows(15))
    const refused = await upload(emulator, 15)
    expect(refused.status).toBe(413)
    expect(await detailOf(refused)).toContain("keeps at most 5000 bytes of eval sets")
    await call(emulator, "DELETE", `/v1/eval-sets/${set.id}`)
    expect((await upload(emulator, 15)).status).toBe(201)
  })

  it("are refused before they are parsed when they have too many values", async () => {
    const emulator = createEmulator({ limits: { evalBytes: 5_000 } })
    const response = await postForm(emulator, "/v1/eval-sets", setParts(task, "{}\n".repeat(10_000)))
    expect([response.status, await detailOf(response)]).toEqual([
      413,
      "the request body has too many values: at most 156 are accepted"
    ])
  })

  it("report no more than ten thousand invalid lines", async () => {
    const response = await postForm(createEmulator(), "/v1/eval-sets", setParts(task, "x\n".repeat(20_000)))
    expect(response.status).toBe(422)
    expect(await detailOf(response)).toMatch(/^items: line 1 .*; and at least 9995 more$/)
  })

  it("count their documents", async () => {
    const emulator = createEmulator({ limits: { evalBytes: 5_000 } })
    const set = await createSet(emulator, task, rows(1))
    const statuses = []
    for (let field = 0; field < 10; field++) statuses.push(await attach(emulator, set.id, `document${field}`))
    expect([statuses[0], statuses.at(-1)]).toEqual([200, 413])
  })

  it("count a document that is replaced once", async () => {
    const emulator = createEmulator({ limits: { evalBytes: 5_000 } })
    const set = await createSet(emulator, task, rows(1))
    const statuses = new Set<number>()
    for (let time = 0; time < 20; time++) statuses.add(await attach(emulator, set.id, "document"))
    expect([...statuses]).toEqual([200])
    expect(emulator.documents).toHaveLength(1)
  })

  it("reject a row that is nested too deeply", async () => {
    const deep = `{"input":"x","expected":${"[".repeat(20_000)}${"]".repeat(20_000)}}`
    const response = await postForm(createEmulator(), "/v1/eval-sets", setParts(task, deep))
    expect([response.status, await detailOf(response)]).toEqual([422, "items: a row is nested too deeply"])
  })

  it("let the oldest runs that have ended go when newer ones need the space", async () => {
    const emulator = createEmulator({ limits: { evalBytes: 15_000 }, timing: { run: 0 } })
    const set = await createSet(emulator, task, rows(10))
    const ids: Array<string> = []
    for (let count = 0; count < 4; count++) {
      const response = await startRun(emulator, set.id, ["gpt-5.5"])
      ids.push(((await response.json()) as { readonly run_id: string }).run_id)
    }
    const statuses = await Promise.all(
      ids.map(async (id) => (await call(emulator, "GET", `/v1/eval-runs/${id}`)).status)
    )
    expect([statuses[0], statuses.at(-1)]).toEqual([404, 200])
    expect(emulator.dropped.evalRuns).toBe(statuses.filter((status) => status === 404).length)
  })

  it("keep the runs that have ended when a newer one would not fit in any case", async () => {
    const emulator = createEmulator({ limits: { evalBytes: 15_000 }, timing: { run: 0 } })
    const set = await createSet(emulator, task, rows(10))
    const response = await startRun(emulator, set.id, ["gpt-5.5"])
    const { run_id: id } = (await response.json()) as { readonly run_id: string }
    const larger = await createSet(emulator, task, rows(40))
    expect((await startRun(emulator, larger.id, ["gpt-5.5"])).status).toBe(413)
    expect((await call(emulator, "GET", `/v1/eval-runs/${id}`)).status).toBe(200)
    expect(emulator.dropped.evalRuns).toBe(0)
  })

  it("cannot be run with more models than there is space for", async () => {
    const emulator = stillEmulator({ limits: { evalBytes: 5_000 } })
    const set = await createSet(emulator, task, rows(10))
    const response = await startRun(emulator, set.id, ["gpt-5.5"])
    expect([response.status, await detailOf(response)]).toEqual([
      413,
      "the run is too large for the emulator: use fewer rows or models"
    ])
  })

  it("have documents of a limited size", async () => {
    const emulator = createEmulator({ limits: { uploadBytes: 1_000 } })
    const set = await createSet(emulator, task, rows(1))
    const mint = (fileSize: number) =>
      call(emulator, "POST", `/v1/eval-sets/${set.id}/blob-upload-url`, {
        idx: 0,
        field_name: "document",
        mime: "text/plain",
        file_size: fileSize
      })
    expect([(await mint(1_000)).status, (await mint(1_001)).status]).toEqual([200, 413])
  })

  it("forget the oldest upload URLs", async () => {
    const emulator = createEmulator({ limits: { uploadUrls: 1 } })
    const set = await createSet(emulator, task, rows(1))
    const mint = async () => {
      const response = await call(emulator, "POST", `/v1/eval-sets/${set.id}/blob-upload-url`, {
        idx: 0,
        field_name: "document",
        mime: "text/plain",
        file_size: 5
      })
      return ((await response.json()) as { readonly upload_url: string }).upload_url
    }
    const urls = [await mint(), await mint()]
    const put = async (url = "") =>
      (await emulator.fetch(url, { method: "PUT", headers: { "content-type": "text/plain" }, body: "bytes" })).status
    expect([await put(urls[0]), await put(urls[1])]).toEqual([403, 200])
    expect(emulator.dropped.uploadUrls).toBe(1)
  })
})
