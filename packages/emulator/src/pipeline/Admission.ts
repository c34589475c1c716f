/**
 * Decides from the head of a request how much of its body is read. A door asks before it reads anything, so that a
 * client without a key, or one that sends too much, costs nothing.
 */
import { announcedUpload } from "../routes/Storage.ts"
import { bodyTooLarge, type Problem, unknownEncoding } from "../wire/Problem.ts"
import type { RequestHead } from "../wire/WireRequest.ts"
import { isAuthorized } from "./Auth.ts"
import { isControl } from "./Control.ts"
import type { Platform } from "./PlatformState.ts"

/** How much of the body may be read. */
export interface Admission {
  /** In bytes. 0 for a request that will be refused, whatever its body is. */
  readonly maxBytes: number
  /** The reason, unless the route reports it itself: the route sees that a key or a signature is wrong. */
  readonly refusal: Problem | undefined
}

/** Decides how much of the body of a request to the API is read. */
export const admit = ({ world }: Platform, head: RequestHead): Admission => {
  const { headers } = head
  if (!isControl(head.path) && !isAuthorized(headers, world.options.keys)) return { maxBytes: 0, refusal: undefined }
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? ""
  if (encoding !== "" && encoding !== "identity") return { maxBytes: 0, refusal: unknownEncoding(encoding) }
  const { bodyBytes } = world.options.limits
  return announcedLength(head) > bodyBytes
    ? { maxBytes: 0, refusal: bodyTooLarge(bodyBytes) }
    : { maxBytes: bodyBytes, refusal: undefined }
}

/** Decides how much of a document that is sent to storage is read: no more than was announced for its signed URL. */
export const admitUpload = ({ world }: Platform, head: RequestHead): Admission => {
  const size = announcedUpload(world, head)?.size ?? 0
  return { maxBytes: announcedLength(head) > size ? 0 : size, refusal: undefined }
}

/** Whether the head announces a body. */
export const hasBody = (head: RequestHead): boolean =>
  announcedLength(head) > 0 || head.headers["transfer-encoding"] !== undefined

const announcedLength = ({ headers }: RequestHead): number => Number(headers["content-length"] ?? 0)
