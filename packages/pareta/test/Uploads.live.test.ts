import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import * as Core from "@pareta/core"
import * as HttpClientTransport from "@pareta/core/HttpClientTransport"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import { build } from "esbuild"
import * as Shell from "pareta"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { apiKey, soon, stopTimers, until } from "./ScriptedServer.ts"

const MiB = 1024 * 1024

/** A PUT that arrived at the storage; `bytes` and `digest` are updated while it is read. */
interface Put {
  readonly headers: IncomingHttpHeaders
  readonly url: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly bytes: () => number
  readonly digest: () => string
  /** Settles when the connection is closed. */
  readonly closed: Promise<void>
}

/** How the storage handles a PUT; `nth` counts them from 0. */
type Storage = (put: Put, nth: number) => void

/** Reads it to its end, then responds. */
const answering =
  (status: number, headers: Record<string, string> = {}): Storage =>
  ({ request, response }) => {
    request.resume().on("end", () => response.writeHead(status, headers).end())
  }

/** The platform's three routes and its storage, in one server. */
const uploadServer = async (storage: Storage) => {
  const puts: Array<Put> = []
  const paths: Array<string> = []
  const taken = (request: IncomingMessage, response: ServerResponse) => {
    const hash = createHash("sha256")
    let bytes = 0
    const count = request.on.bind(request, "data")
    const closed = new Promise<void>((resolve) => request.socket.once("close", resolve))
    const put: Put = {
      headers: request.headers,
      url: request.url ?? "",
      request,
      response,
      bytes: () => bytes,
      digest: () => hash.copy().digest("hex"),
      closed
    }
    // Paused until the storage starts to read, because a listener for data would start at once.
    request.pause()
    count((piece: Buffer) => {
      bytes += piece.length
      hash.update(piece)
    })
    puts.push(put)
    storage(put, puts.length - 1)
  }
  const server = createServer((request, response) => {
    request.on("error", () => {})
    const { pathname } = new URL(request.url ?? "", "http://storage")
    paths.push(`${request.method} ${pathname}`)
    if (request.method === "PUT") return taken(request, response)
    const answer = pathname.endsWith("/blob-upload-url")
      ? { upload_url: `${url}/bucket/object?X-Signature=abc123`, storage_uri: "gs://b/x" }
      : { kind: "blob", uri: "gs://b/x" }
    request.resume().on("end", () => {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    puts,
    paths,
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    }
  }
}

const directory = mkdtempSync(join(tmpdir(), "pareta-uploads-"))
const content = Buffer.alloc(6 * MiB, "A line of a contract, which goes on and on.\n")
const digest = createHash("sha256").update(content).digest("hex")
const path = join(directory, "acme.pdf")
const sparse = join(directory, "sparse.bin")

beforeAll(() => {
  writeFileSync(path, content)
  writeFileSync(sparse, "")
  truncateSync(sparse, 200 * MiB)
})
afterAll(() => rmSync(directory, { recursive: true }))

interface Settings {
  readonly onProgress?: (progress: Shell.UploadProgress) => void
  readonly signal?: AbortSignal
  readonly timeout?: number
}

type Face = (baseURL: string, file: Shell.FileInput, settings?: Settings) => Promise<unknown>

const place = { idx: 0, fieldName: "document" }

const faces: { readonly [name: string]: Face } = {
  "as a Promise": (baseURL, file, { timeout, ...settings } = {}) =>
    new Shell.Pareta({ apiKey, baseURL, timeout }).evals.sets.uploadDocument("es_1", file, { ...place, ...settings }),
  "as an Effect": (baseURL, file, settings) => asEffect(baseURL, file, settings, Core.HttpTransport.layerFetch()),
  "as an Effect, through an HttpClient": (baseURL, file, settings) =>
    asEffect(baseURL, file, settings, Layer.provide(HttpClientTransport.layer, FetchHttpClient.layer))
}

const asEffect = (
  baseURL: string,
  file: Shell.FileInput,
  { signal, onProgress, timeout }: Settings = {},
  transport: Layer.Layer<Core.HttpTransport>
): Promise<unknown> =>
  Core.ParetaClient.use((client) => client.evals.sets.uploadDocument("es_1", file, { ...place, onProgress })).pipe(
    Effect.provide(
      Core.ParetaClient.layer({ apiKey, baseURL, ...(timeout === undefined ? undefined : { timeout }) }).pipe(
        Layer.provide(transport)
      )
    ),
    (effect) => Effect.runPromise(effect, signal === undefined ? undefined : { signal })
  )

describe.each(Object.entries(faces))("%s", (_, upload) => {
  it.concurrent.each([
    ["a path", path],
    ["a Buffer", content],
    ["a view into more", new DataView(Buffer.concat([Buffer.alloc(7), content]).buffer, 7, content.length)],
    ["a Blob", new Blob([content])]
  ])("every byte of %s arrives at the storage", async (_, file) => {
    await using server = await uploadServer(answering(200))
    expect(await upload(server.url, file)).toEqual({ kind: "blob", uri: "gs://b/x" })
    expect(server.puts[0]?.digest()).toBe(digest)
  })

  it.concurrent("the storage gets the type, and no header that is meant for the platform", async () => {
    await using server = await uploadServer(answering(201))
    await upload(server.url, path)
    const headers = server.puts[0]?.headers ?? {}
    expect(headers["content-type"]).toBe("application/pdf")
    expect(headers["user-agent"]).not.toMatch(/pareta/)
    const ofFetch = ["accept", "accept-encoding", "accept-language", "connection", "host", "sec-fetch-mode"]
    const expected = ["content-length", "content-type", "transfer-encoding", "user-agent", ...ofFetch]
    expect(Object.keys(headers).filter((name) => !expected.includes(name))).toEqual([])
  })

  it.concurrent.each([
    ["500", answering(500, { "retry-after": "0" })],
    [
      "500 before the body was read",
      ({ response }) => response.writeHead(500, { "retry-after": "0", connection: "close" }).end()
    ],
    [
      "a reset in the middle of the body",
      ({ request }) => request.once("data", () => request.socket.resetAndDestroy()).resume()
    ]
  ] satisfies ReadonlyArray<[string, Storage]>)(
    "after %s, the whole file is read and sent again",
    async (_, trouble) => {
      await using server = await uploadServer((put, nth) => (nth === 0 ? trouble : answering(200))(put, nth))
      const reports: Array<number> = []
      await upload(server.url, path, { onProgress: ({ loaded }) => reports.push(loaded) })
      expect(server.puts).toHaveLength(2)
      expect(server.puts[1]?.digest()).toBe(digest)
      const again = reports.indexOf(0, 1)
      for (const attempt of [reports.slice(0, again), reports.slice(again)]) {
        expect(attempt).toEqual(attempt.toSorted((one, other) => one - other))
      }
      expect([reports[0], again > 0, reports.at(-1)]).toEqual([0, true, content.length])
    }
  )

  it.concurrent("a refusal that comes before the body was read is reported", async () => {
    await using server = await uploadServer(({ response }) => response.writeHead(403, { connection: "close" }).end())
    await expect(upload(server.url, path)).rejects.toMatchObject({
      name: "PermissionDeniedError",
      message: "blob upload PUT failed: 403"
    })
    expect(server.paths).not.toContain("POST /v1/eval-sets/es_1/blob-upload-complete")
  })

  it.concurrent.each([302, 307])("a redirect with %i is not followed", async (status) => {
    await using server = await uploadServer(answering(status, { location: "/elsewhere" }))
    await expect(upload(server.url, path)).rejects.toMatchObject({
      name: "APIStatusError",
      message: "blob upload PUT failed: storage sent a redirect"
    })
    expect(server.paths).toEqual(["POST /v1/eval-sets/es_1/blob-upload-url", "PUT /bucket/object"])
  })

  it.concurrent("an upload that is aborted in the middle rejects at once and closes its socket", async () => {
    await using server = await uploadServer(({ request }) => request.once("data", () => request.pause()).resume())
    const controller = new AbortController()
    const uploading = upload(server.url, sparse, { signal: controller.signal })
    uploading.catch(() => {})
    await until(() => (server.puts[0]?.bytes() ?? 0) > 0)
    controller.abort(new Error("enough"))
    await expect(soon(uploading)).rejects.toBeInstanceOf(Error)
    const [put] = server.puts as [Put]
    // Only reading from a connection shows that it is closed.
    put.request.resume()
    await soon(put.closed)
    expect(put.bytes()).toBeLessThan(32 * MiB)
    expect(server.puts).toHaveLength(1)
  })

  it.concurrent("a file is read only as far as the storage accepts it", async () => {
    await using server = await uploadServer(() => {})
    const controller = new AbortController()
    let sent = 0
    const onProgress = ({ loaded }: Shell.UploadProgress) => {
      sent = loaded
    }
    const uploading = upload(server.url, sparse, { signal: controller.signal, onProgress })
    uploading.catch(() => {})
    await until(() => sent > 0)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(sent).toBeLessThan(32 * MiB)
    controller.abort()
    await expect(uploading).rejects.toBeInstanceOf(Error)
  })
})

describe("the client's timeout", () => {
  beforeEach(stopTimers)
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each(Object.entries(faces))("does not limit the PUT to storage, %s", async (_, upload) => {
    await using server = await uploadServer((put, nth) => {
      vi.advanceTimersByTime(250)
      answering(200)(put, nth)
    })
    await upload(server.url, content, { timeout: 100 })
    expect(server.puts).toHaveLength(1)
  })
})

it.each(["as a Promise", "as an Effect"])("the storage gets the length in advance, %s", async (face) => {
  await using server = await uploadServer(answering(200))
  await faces[face]?.(server.url, path)
  expect(server.puts[0]?.headers).toMatchObject({ "content-length": String(content.length) })
  expect(server.puts[0]?.headers).not.toHaveProperty("transfer-encoding")
})

it("an aborted upload fails with the reason", async () => {
  await using server = await uploadServer(() => {})
  const controller = new AbortController()
  const reason = new Error("enough")
  const uploading = faces["as a Promise"]?.(server.url, path, { signal: controller.signal })
  setTimeout(() => controller.abort(reason), 50)
  await expect(uploading).rejects.toMatchObject({ name: "APIAbortError", cause: reason })
})

it("an upload uses the given fetch, for the storage too", async () => {
  await using server = await uploadServer(answering(200))
  const urls: Array<string> = []
  const fetch: Shell.Fetch = (url, init) => {
    urls.push(`${init.method} ${new URL(url).pathname}`)
    return globalThis.fetch(url, init as RequestInit)
  }
  await new Shell.Pareta({ apiKey, baseURL: server.url, fetch }).evals.sets.uploadDocument("es_1", path, place)
  expect(urls).toEqual(server.paths)
  expect(urls).toHaveLength(3)
})

describe("a process that uploads 200 MiB from a disk", () => {
  const bundle = join(directory, "bundle.mjs")

  // The sources in one file, so that the process starts in a fraction of a second.
  beforeAll(() =>
    build({
      entryPoints: [fileURLToPath(new URL("../src/index.ts", import.meta.url))],
      bundle: true,
      format: "esm",
      platform: "node",
      conditions: ["@pareta/source"],
      outfile: bundle
    })
  )

  it("grows by less than 80 MiB", async () => {
    await using server = await uploadServer(answering(200))
    const program = `
      import { Pareta } from ${JSON.stringify(pathToFileURL(bundle).href)}
      const pareta = new Pareta({ apiKey: ${JSON.stringify(apiKey)}, baseURL: ${JSON.stringify(server.url)} })
      const upload = (file, onProgress) =>
        pareta.evals.sets.uploadDocument("es_1", file, { idx: 0, fieldName: "document", onProgress })
      await upload(${JSON.stringify(path)})
      const before = process.memoryUsage.rss()
      let most = before
      await upload(${JSON.stringify(sparse)}, () => { most = Math.max(most, process.memoryUsage.rss()) })
      console.log(most - before)
    `
    const grown = await new Promise<string>((resolve, reject) => {
      const child = spawn(process.execPath, ["--input-type=module", "--eval", program])
      let output = ""
      child.stdout.on("data", (text) => {
        output += text
      })
      child.stderr.on("data", (text) => {
        output += text
      })
      child.on("error", reject).on("close", () => resolve(output.trim()))
    })
    expect(grown).toMatch(/^\d+$/)
    expect(Number(grown)).toBeLessThan(80 * MiB)
    expect(server.puts.map((put) => put.bytes())).toEqual([6 * MiB, 200 * MiB])
  })
})
