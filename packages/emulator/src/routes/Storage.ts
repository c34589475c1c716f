/** The storage for signed uploads, on its own origin. It requires a signed URL and rejects an API key. */
import * as Effect from "effect/Effect"
import type { Mint } from "../evals/BlobStorage.ts"
import type { World } from "../state/World.ts"
import { Problem } from "../wire/Problem.ts"
import { empty, type Reply, text } from "../wire/Reply.ts"
import type { RequestHead } from "../wire/WireRequest.ts"
import type { Exchange, Route } from "./Exchange.ts"

/** The routes of the storage origin. */
export const storageRoutes: ReadonlyArray<Route> = [
  {
    name: "evals.blobs.put",
    method: "PUT",
    path: "/pareta-eval-blobs/:evalSetId/:object",
    handle: (exchange) => put(exchange)
  }
]

/** An error as object storage reports it: in XML. */
export const storageProblemReply = (problem: Problem): Reply => {
  const [code = "", ...message] = String(problem.detail).split(": ")
  const body = `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${escaped(code)}</Code><Message>${escaped(message.join(": "))}</Message></Error>`
  return text(body, problem.status, { "content-type": "application/xml; charset=UTF-8", ...problem.headers })
}

/** The upload that the head of a request was signed for, whatever its time and type are. */
export const announcedUpload = (world: World, { headers, path, query }: RequestHead): Mint | undefined => {
  const mint = headers["authorization"] === undefined ? world.storage.findByPath(path) : undefined
  return new URLSearchParams(query).get("X-Goog-Signature") === mint?.signature ? mint : undefined
}

const put = Effect.fnUntraced(function* ({ world, request, now }: Exchange) {
  const { headers, upload, unread } = request
  const refuse = (status: number, detail: string) => new Problem({ status, detail })
  if (headers["authorization"] !== undefined) {
    return yield* refuse(403, "AuthenticationConflict: a signed URL does not accept an Authorization header")
  }
  const mint = announcedUpload(world, request)
  if (mint === undefined) {
    return yield* refuse(403, "SignatureDoesNotMatch: the URL was not signed by this storage")
  }
  if (now >= mint.expiresAt) return yield* refuse(403, "ExpiredToken: the signed URL has expired")
  if (headers["content-type"] !== mint.mime) {
    return yield* refuse(403, `SignatureDoesNotMatch: the URL was signed for Content-Type '${mint.mime}'`)
  }
  if (unread)
    return yield* refuse(400, `EntityTooSmallOrLarge: got more than the ${mint.size} bytes that were announced`)
  if (upload === undefined || upload.size !== mint.size) {
    return yield* refuse(400, `EntityTooSmallOrLarge: got ${upload?.size ?? 0} bytes, ${mint.size} were announced`)
  }
  world.storage.store(mint, upload)
  return empty(200, { etag: `"${upload.digest.slice(-32)}"` })
})

const escaped = (content: string): string => content.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
