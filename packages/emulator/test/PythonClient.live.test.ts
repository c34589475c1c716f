import { connect } from "node:net"
import { createEmulator } from "@pareta/emulator"
import { afterEach, beforeEach, expect, it } from "vitest"
import { multipart, type Part } from "./EvalWire.ts"
import { key } from "./Wire.ts"

const emulator = createEmulator()
let server: Awaited<ReturnType<typeof emulator.listen>>

beforeEach(async () => {
  emulator.reset()
  server = await emulator.listen()
})
afterEach(() => server.close())

interface Answer {
  readonly status: number
  readonly head: string
  readonly body: string
}

/** Sends the bytes that the Python client (httpx) sends, and reads until the connection closes. */
const send = (port: number, line: string, headers: ReadonlyArray<string>, body = ""): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const head = [
      `${line} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      "Accept: application/json",
      "Accept-Encoding: gzip, deflate",
      "Connection: close",
      "User-Agent: pareta-python/0.2.1",
      ...headers
    ]
    let text = ""
    const socket = connect(port, "127.0.0.1", () => socket.write(`${head.join("\r\n")}\r\n\r\n${body}`))
    socket.setEncoding("utf8")
    socket.on("data", (data) => {
      text += data
    })
    socket.on("error", reject)
    socket.on("close", () => {
      const [answerHead = "", ...rest] = text.split("\r\n\r\n")
      resolve({ status: Number(answerHead.split(" ")[1]), head: answerHead, body: rest.join("\r\n\r\n") })
    })
  })

const bearer = `Authorization: Bearer ${key}`

const sendJson = (path: string, body: string) =>
  send(
    server.port,
    `POST ${path}`,
    [bearer, `Content-Length: ${Buffer.byteLength(body)}`, "Content-Type: application/json"],
    body
  )

const sendForm = (path: string, parts: ReadonlyArray<Part>) => {
  const body = multipart(parts)
  return send(
    server.port,
    `POST ${path}`,
    [
      bearer,
      `Content-Length: ${Buffer.byteLength(body)}`,
      "Content-Type: multipart/form-data; boundary=X-EVAL-BOUNDARY"
    ],
    body
  )
}

const createSet = async (): Promise<string> => {
  const { status, body } = await sendForm("/v1/eval-sets", [
    { name: "task_id", value: "invoice-extraction" },
    { name: "name", value: "sdk eval set (2 items)" },
    {
      name: "items",
      value:
        '{"document": null, "expected": {"vendor": "M\\u00fcller GmbH", "total": 119.0}}\n' +
        '{"input": {"text": "Invoice: 7\\nTotal: \\u20ac40.00"}, "expected": {"total": 40.0}}',
      filename: "items.invoice-extraction.jsonl",
      type: "application/jsonl"
    }
  ])
  expect([status, JSON.parse(body).eval_set.item_count]).toEqual([201, 2])
  return JSON.parse(body).eval_set.id
}

it("uploads a set with fields first, the file last, spaces and escapes", async () => {
  await createSet()
  expect(emulator.log[0]?.multipart?.fields).toEqual({
    task_id: "invoice-extraction",
    name: "sdk eval set (2 items)"
  })
})

it("attaches documents with the MIME types of Python's table", async () => {
  const id = await createSet()
  for (const [filename, mime] of [
    ["a.pdf", "application/pdf"],
    ["scan.tif", "image/tiff"],
    ["photo.jpg", "image/jpeg"],
    ["upload", "application/octet-stream"]
  ] as const) {
    const { status, body } = await sendForm(`/v1/eval-sets/${id}/attach-blob`, [
      { name: "idx", value: "0" },
      { name: "field_name", value: "document" },
      { name: "mime", value: mime },
      { name: "file", value: "%PDF-1.7 Grüße", filename, type: mime }
    ])
    expect([status, JSON.parse(body).mime]).toEqual([200, mime])
  }
  expect(emulator.documents).toMatchObject([{ idx: 0, mime: "application/octet-stream", size: 16 }])
})

it("puts a large document without any header of the API", async () => {
  const id = await createSet()
  const minted = await sendJson(
    `/v1/eval-sets/${id}/blob-upload-url`,
    '{"idx": 0, "field_name": "document", "mime": "application/pdf", "file_size": 5}'
  )
  const { upload_url: url, storage_uri: uri } = JSON.parse(minted.body)
  const { port, pathname, search } = new URL(url)
  const put = await send(
    Number(port),
    `PUT ${pathname}${search}`,
    ["Content-Type: application/pdf", "Content-Length: 5"],
    "%PDF-"
  )
  expect(put.status).toBe(200)
  const confirmed = await sendJson(
    `/v1/eval-sets/${id}/blob-upload-complete`,
    `{"idx": 0, "field_name": "document", "storage_uri": "${uri}", "mime": "application/pdf"}`
  )
  expect([confirmed.status, JSON.parse(confirmed.body)]).toEqual([200, { kind: "blob", uri, mime: "application/pdf" }])
})

it("creates a run and polls it until it ends", async () => {
  const id = await createSet()
  const started = await sendJson(
    "/v1/eval-runs",
    `{"eval_set_id": "${id}", "candidate_model_ids": ["qwen-vl-1", "claude-opus-4-7"]}`
  )
  expect([started.status, JSON.parse(started.body).status]).toEqual([202, "queued"])
  const poll = () => send(server.port, `GET /v1/eval-runs/${JSON.parse(started.body).run_id}`, [bearer])
  for (let look = 0; look < 3; look++) await poll()
  expect(JSON.parse((await poll()).body)).toMatchObject({ run: { status: "completed" }, results: [{}, {}] })
})

it("starts an endpoint with an empty body, deletes without a body, leaves out None", async () => {
  const start = await send(server.port, "POST /v1/endpoints/ep_a1b2c3/start", [bearer, "Content-Length: 0"])
  expect([start.status, JSON.parse(start.body)]).toEqual([200, { ok: true }])
  const id = await createSet()
  const deleted = await send(server.port, `DELETE /v1/eval-sets/${id}`, [bearer])
  expect([deleted.status, deleted.body]).toEqual([204, ""])
  expect((await send(server.port, "GET /v1/eval/frontier-models?task=", [bearer])).status).toBe(200)
  expect((await send(server.port, "GET /v1/tasks/icd-coding?examples_n=", [bearer])).status).toBe(200)
})
