import { createHash } from "node:crypto"
import { describe, expect, it } from "@effect/vitest"
import { createEmulator, type Emulator, makeEmulator } from "@pareta/emulator"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { createSet } from "../EvalWire.ts"
import { call, detailOf, key } from "../Wire.ts"

const rows = [{ document: null, expected: { total: 119 } }, { expected: { total: 238 } }]
const newSet = (emulator: Emulator) => createSet(emulator, "invoice-extraction", rows)
const pdf = "%PDF-1.7 a contract"
const sha256 = (content: string | Uint8Array) => `sha256:${createHash("sha256").update(content).digest("hex")}`

interface Minted {
  readonly upload_url: string
  readonly storage_uri: string
}

const row = { idx: 0, field_name: "document", mime: "application/pdf" }

const mint = async (emulator: Emulator, id: string, size = pdf.length): Promise<Minted> =>
  (await (
    await call(emulator, "POST", `/v1/eval-sets/${id}/blob-upload-url`, { ...row, file_size: size })
  ).json()) as Minted

const put = (emulator: Emulator, url: string, body: BodyInit = pdf, headers: object = {}) =>
  emulator.fetch(url, {
    method: "PUT",
    headers: { "content-type": "application/pdf", ...(headers as Record<string, string>) },
    body,
    ...(body instanceof ReadableStream ? { duplex: "half" } : {})
  } as RequestInit)

const complete = (emulator: Emulator, id: string, uri: string, more: object = {}) =>
  call(emulator, "POST", `/v1/eval-sets/${id}/blob-upload-complete`, { ...row, storage_uri: uri, ...more })

describe("a signed upload", () => {
  it("goes to another origin, without a key, and is confirmed", async () => {
    const emulator = createEmulator()
    const { id } = await newSet(emulator)
    const minted = await mint(emulator, id)
    const url = new URL(minted.upload_url)
    expect(url.origin).toBe("https://storage.pareta-emulator.test")
    expect(url.searchParams.get("X-Goog-Signature")).toMatch(/^[0-9a-f]{64}$/)
    const stored = await put(emulator, minted.upload_url)
    expect([stored.status, await stored.text()]).toEqual([200, ""])
    expect(emulator.documents).toEqual([])
    const confirmed = await complete(emulator, id, minted.storage_uri)
    expect([confirmed.status, await confirmed.json()]).toEqual([
      200,
      { kind: "blob", uri: minted.storage_uri, mime: "application/pdf" }
    ])
    expect(emulator.documents).toMatchObject([{ idx: 0, size: pdf.length, digest: sha256(pdf) }])
    expect(emulator.log.map((entry) => entry.route)).toEqual([
      "evals.sets.create",
      "evals.blobs.mint",
      "evals.blobs.put",
      "evals.blobs.complete"
    ])
    expect(emulator.log[2]).toMatchObject({
      headers: { "content-type": "application/pdf" },
      body: undefined,
      upload: { size: pdf.length, digest: sha256(pdf) }
    })
  })

  it.each([
    ["bytes", () => new TextEncoder().encode(pdf)],
    ["a blob", () => new Blob([pdf])],
    ["a stream", () => new Blob([pdf]).stream()]
  ])("accepts %s", async (_what, body) => {
    const emulator = createEmulator()
    const { id } = await newSet(emulator)
    const minted = await mint(emulator, id)
    expect((await put(emulator, minted.upload_url, body())).status).toBe(200)
    await complete(emulator, id, minted.storage_uri)
    expect(emulator.documents[0]?.digest).toBe(sha256(pdf))
  })

  it("rejects a key, another type, another size, another signature and another object", async () => {
    const emulator = createEmulator()
    const { id } = await newSet(emulator)
    const { upload_url: url, storage_uri: uri } = await mint(emulator, id)
    const refusal = async (response: Promise<Response>) => [(await response).status, await (await response).text()]
    expect(await refusal(put(emulator, url, pdf, { authorization: `Bearer ${key}` }))).toEqual([
      403,
      expect.stringContaining("<Code>AuthenticationConflict</Code>")
    ])
    for (const type of ["application/json", "application/pdf; charset=utf-8"]) {
      expect(await refusal(put(emulator, url, pdf, { "content-type": type }))).toEqual([
        403,
        expect.stringContaining("Content-Type 'application/pdf'")
      ])
    }
    expect(await refusal(put(emulator, url, `${pdf}!`))).toEqual([
      400,
      expect.stringContaining(`got ${pdf.length + 1} bytes, ${pdf.length} were announced`)
    ])
    expect((await put(emulator, url.slice(0, -1))).status).toBe(403)
    expect((await put(emulator, url.replace(/\/[^/?]+\?/, "/other?"))).status).toBe(403)
    expect((await emulator.fetch(url)).status).toBe(405)
    expect((await emulator.fetch("https://storage.pareta-emulator.test/v1/models")).status).toBe(404)
    expect(await detailOf(await complete(emulator, id, uri))).toBe(`nothing was uploaded to '${uri}'`)
  })

  it.effect("expires after an hour", () =>
    Effect.gen(function* () {
      const emulator = yield* makeEmulator()
      const { upload_url: url } = yield* Effect.promise(async () => mint(emulator, (await newSet(emulator)).id))
      yield* TestClock.adjust("59 minutes")
      expect((yield* Effect.promise(() => put(emulator, url))).status).toBe(200)
      yield* TestClock.adjust("1 minute")
      expect((yield* Effect.promise(() => put(emulator, url))).status).toBe(403)
    })
  )

  it("is confirmed only for the row, field and type it was issued for", async () => {
    const emulator = createEmulator()
    const [{ id }, other] = [await newSet(emulator), await newSet(emulator)]
    const minted = await mint(emulator, id)
    await put(emulator, minted.upload_url)
    for (const more of [{ idx: 1 }, { field_name: "scan" }, { mime: "image/png" }]) {
      expect((await complete(emulator, id, minted.storage_uri, more)).status).toBe(422)
    }
    expect((await complete(emulator, other.id, minted.storage_uri)).status).toBe(422)
    expect((await complete(emulator, id, "gs://elsewhere/x")).status).toBe(422)
    expect((await complete(emulator, id, minted.storage_uri, { idx: 9 })).status).toBe(404)
    expect((await complete(emulator, "es_nope", minted.storage_uri)).status).toBe(404)
    expect(emulator.documents).toEqual([])
  })

  it("is not issued for unknown sets or invalid values", async () => {
    const emulator = createEmulator()
    const { id } = await newSet(emulator)
    const status = async (path: string, body: object) => (await call(emulator, "POST", path, body)).status
    const announced = { ...row, file_size: 6_000_000 }
    expect(await status("/v1/eval-sets/es_nope/blob-upload-url", announced)).toBe(404)
    expect(await status(`/v1/eval-sets/${id}/blob-upload-url`, { ...announced, idx: 2 })).toBe(404)
    for (const wrong of [{ idx: -1 }, { idx: "0" }, { field_name: "" }, { mime: "" }, { file_size: 1.5 }]) {
      expect(await status(`/v1/eval-sets/${id}/blob-upload-url`, { ...announced, ...wrong })).toBe(422)
    }
  })

  it("is issued once for a repeated key", async () => {
    const emulator = createEmulator()
    const { id } = await newSet(emulator)
    const announce = async () =>
      call(
        emulator,
        "POST",
        `/v1/eval-sets/${id}/blob-upload-url`,
        { ...row, file_size: 1 },
        {
          headers: { "idempotency-key": "k" }
        }
      )
    const [first, second] = [await announce(), await announce()]
    expect(await second.json()).toEqual(await first.json())
    expect(second.headers.get("x-pareta-billed")).toBe("0")
  })

  it("is matched by faults under its route name, and replies to a preflight", async () => {
    const emulator = createEmulator()
    const { upload_url: url } = await mint(emulator, (await newSet(emulator)).id)
    emulator.faults.script("evals.blobs.put", { status: 503 }, { reset: "before-head" }, { status: 204 })
    expect((await put(emulator, url)).status).toBe(503)
    await expect(put(emulator, url)).rejects.toThrow("fetch failed")
    expect((await put(emulator, url)).status).toBe(204)
    const preflight = await emulator.fetch(url, { method: "OPTIONS" })
    expect(preflight.headers.get("access-control-allow-methods")).toBe("PUT, OPTIONS")
  })
})
