import { createHash } from "node:crypto"
import { createEmulator } from "@pareta/emulator"
import { afterEach, beforeEach, expect, it } from "vitest"
import { createSet } from "../EvalWire.ts"
import { key, until } from "../Wire.ts"

const emulator = createEmulator()
let server: Awaited<ReturnType<typeof emulator.listen>>

beforeEach(async () => {
  emulator.reset()
  server = await emulator.listen()
})
afterEach(() => server.close())

const post = async (path: string, body: unknown) => {
  const response = await fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body)
  })
  return (await response.json()) as Record<string, string>
}

const row = { idx: 0, field_name: "document", mime: "application/pdf" }
const chunk = new Uint8Array(1_048_576).fill(7)
const chunks = 12

const chunkStream = () => {
  let left = chunks
  return new ReadableStream({
    pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close())
  })
}

const mint = async () => {
  const { id } = await createSet(emulator, "invoice-extraction", [{ expected: {} }])
  const minted = await post(`/v1/eval-sets/${id}/blob-upload-url`, { ...row, file_size: chunks * chunk.length })
  return { id, url: minted["upload_url"] ?? "", uri: minted["storage_uri"] ?? "" }
}

const put = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: "PUT",
    headers: { "content-type": "application/pdf", ...headers },
    body: chunkStream(),
    duplex: "half"
  } as RequestInit)

it("receives a large document on another port, and counts and hashes it", async () => {
  const { id, url, uri } = await mint()
  const { hostname, origin } = new URL(url)
  expect(hostname).toBe("127.0.0.1")
  expect(origin).not.toBe(server.url)
  expect((await put(url, { authorization: `Bearer ${key}` })).status).toBe(403)
  expect((await put(url)).status).toBe(200)
  await post(`/v1/eval-sets/${id}/blob-upload-complete`, { ...row, storage_uri: uri })
  const hash = createHash("sha256")
  for (let count = 0; count < chunks; count++) hash.update(chunk)
  expect(emulator.documents).toMatchObject([{ size: chunks * chunk.length, digest: `sha256:${hash.digest("hex")}` }])
})

it("logs an upload that is cut off in the middle", async () => {
  const { url } = await mint()
  const controller = new AbortController()
  let sent = 0
  const body = new ReadableStream({
    pull: (stream) => {
      if (sent++ < 3) stream.enqueue(chunk)
      else controller.abort()
    }
  })
  const headers = { "content-type": "application/pdf" }
  const init = { method: "PUT", headers, body, duplex: "half", signal: controller.signal }
  await expect(fetch(url, init as RequestInit)).rejects.toThrow("aborted")
  await until(() => emulator.log.length === 3)
  expect(emulator.log[2]).toMatchObject({ route: "evals.blobs.put", status: null, outcome: "client-closed" })
  expect(emulator.log[2]?.upload?.size).toBeLessThan(chunks * chunk.length)
})

it("uses one storage port, also for the fetch function, and closes it with the server", async () => {
  const [first, second] = [await mint(), await mint()]
  expect(new URL(second.url).origin).toBe(new URL(first.url).origin)
  expect((await emulator.fetch(first.url, { method: "PUT", body: "x" })).status).toBe(403)
  await server.close()
  await expect(put(first.url)).rejects.toThrow("fetch failed")
})

it("uses the host name of the client's request when it listens on every address", async () => {
  const open = await emulator.listen({ host: "0.0.0.0" })
  const { id } = await createSet(emulator, "invoice-extraction", [{ expected: {} }])
  const response = await fetch(`http://localhost:${open.port}/v1/eval-sets/${id}/blob-upload-url`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ ...row, file_size: 1 })
  })
  await open.close()
  expect(((await response.json()) as { upload_url: string }).upload_url).toMatch(/^http:\/\/localhost:\d+\/pareta-/)
})

it("reports that the storage port is in use, and opens it when it is free", async () => {
  const inTheWay = await createEmulator().listen()
  const other = await emulator.listen({ storagePort: inTheWay.port })
  const { id } = await createSet(emulator, "invoice-extraction", [{ expected: {} }])
  const mint = () =>
    fetch(`${other.url}/v1/eval-sets/${id}/blob-upload-url`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ ...row, file_size: 1 })
    })
  const response = await mint()
  expect([response.status, await response.json()]).toEqual([
    503,
    { detail: `cannot listen on 127.0.0.1:${inTheWay.port}: port ${inTheWay.port} is already in use` }
  ])
  await inTheWay.close()
  expect((await mint()).status).toBe(200)
  await other.close()
})
