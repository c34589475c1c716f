import { createHash } from "node:crypto"
import { createEmulator, type Emulator } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { createSet, finishRun, postForm, runIdOf, startRun } from "../EvalWire.ts"
import { detailOf, key } from "../Wire.ts"

const rows = [{ document: null, expected: { total: 119 } }, { expected: { total: 238 } }]
const newSet = (emulator: Emulator) => createSet(emulator, "invoice-extraction", rows)
const pdf = "%PDF-1.7 a contract"
const sha256 = (content: string | Uint8Array) => `sha256:${createHash("sha256").update(content).digest("hex")}`

const attach = (
  emulator: Emulator,
  id: string,
  idx: string,
  content: BlobPart,
  mime: string | null = "application/pdf"
) => {
  const form = new FormData()
  form.append("idx", idx)
  form.append("field_name", "document")
  if (mime !== null) form.append("mime", mime)
  form.append("file", new Blob([content], { type: "application/pdf" }), "a.pdf")
  return emulator.fetch(`https://api.pareta.ai/v1/eval-sets/${id}/attach-blob`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: form
  })
}

describe("attaching a document", () => {
  it("attaches it to the field of a row, also of row 0", async () => {
    const emulator = createEmulator()
    const { id } = await newSet(emulator)
    const response = await attach(emulator, id, "0", pdf)
    expect(response.status).toBe(200)
    const reply = (await response.json()) as { readonly uri: string }
    expect(reply).toEqual({ kind: "blob", uri: expect.stringMatching(/^gs:\/\//), mime: "application/pdf" })
    expect(emulator.documents).toEqual([
      {
        evalSetId: id,
        idx: 0,
        fieldName: "document",
        uri: reply.uri,
        mime: "application/pdf",
        size: pdf.length,
        digest: sha256(pdf)
      }
    ])
    expect(emulator.log[1]).toMatchObject({
      route: "evals.blobs.attach",
      multipart: {
        fields: { idx: "0", field_name: "document", mime: "application/pdf" },
        files: [{ name: "file", filename: "a.pdf", contentType: "application/pdf", size: pdf.length, text: pdf }]
      }
    })
  })

  it("replaces the previous one, and uses the file's type if none is given", async () => {
    const emulator = createEmulator()
    const { id } = await newSet(emulator)
    await attach(emulator, id, "1", pdf, "image/tiff")
    await attach(emulator, id, "0", pdf, "image/tiff")
    await attach(emulator, id, "1", "other", null)
    expect(emulator.documents).toMatchObject([
      { idx: 0, mime: "image/tiff" },
      { idx: 1, size: 5, mime: "application/pdf" }
    ])
  })

  it("accepts one byte less than 5 MiB and rejects 5 MiB", async () => {
    const emulator = createEmulator()
    const { id } = await newSet(emulator)
    expect((await attach(emulator, id, "0", new Uint8Array(5_242_879))).status).toBe(200)
    const refused = await attach(emulator, id, "0", new Uint8Array(5_242_880))
    expect([refused.status, await detailOf(refused)]).toEqual([
      413,
      "file has 5242880 bytes; files of 5242880 bytes and more go through blob-upload-url"
    ])
    expect(emulator.documents[0]?.size).toBe(5_242_879)
  })

  it("rejects unknown sets and rows, and missing parts", async () => {
    const emulator = createEmulator()
    const { id } = await newSet(emulator)
    const refusal = async (response: Response) => [response.status, await detailOf(response)]
    expect(await refusal(await attach(emulator, "es_nope", "0", pdf))).toEqual([404, "eval set 'es_nope' not found"])
    expect(await refusal(await attach(emulator, id, "2", pdf))).toEqual([404, `row 2 not found in eval set '${id}'`])
    for (const idx of ["-1", "one", "0.5"]) expect((await attach(emulator, id, idx, pdf)).status).toBe(422)
    const missing = await postForm(emulator, `/v1/eval-sets/${id}/attach-blob`, [{ name: "mime", value: "text/plain" }])
    expect(await detailOf(missing)).toMatchObject([
      { loc: ["body", "idx"] },
      { loc: ["body", "field_name"] },
      { loc: ["body", "file"] }
    ])
    expect(emulator.documents).toEqual([])
  })

  it("is the input of its row in a run", async () => {
    const emulator = createEmulator()
    const { id } = await newSet(emulator)
    await attach(emulator, id, "1", pdf)
    const { results } = await finishRun(emulator, await runIdOf(startRun(emulator, id, ["qwen-vl-1"])))
    expect(results[0]).toMatchObject({ n_succeeded: 1, error_count: 1 })
    expect(results[0]?.per_item[0]?.error).toBe("row 0 has no input: no document is attached to it")
  })
})

it("needs a key for every step except the upload itself", async () => {
  const emulator = createEmulator()
  const { id } = await newSet(emulator)
  for (const step of ["attach-blob", "blob-upload-url", "blob-upload-complete"]) {
    const response = await emulator.fetch(`https://api.pareta.ai/v1/eval-sets/${id}/${step}`, { method: "POST" })
    expect(response.status).toBe(401)
  }
})
