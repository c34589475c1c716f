import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { ChatCompletion, type ChatMessage, type JsonObject, Message, Pareta } from "pareta"
import { describe, expect, it } from "vitest"
import { readInBothFaces } from "./ChatFaces.ts"
import { apiKey, completion, params, scriptedFetch } from "./ScriptedFetch.ts"

/**
 * Streams in the dialects of many servers, in our own words: `<name>.sse` is the body, and `<name>.json` has the label
 * that it comes with and what it must be read as.
 */
interface Recording {
  readonly name: string
  readonly bytes: Uint8Array
  readonly label: string
  readonly completion: JsonObject | null
  /** Facts of the failure that ends it; `completion` is then what had arrived. */
  readonly failure?: object
}

const folder = join(import.meta.dirname, "recordings")

const recordings: ReadonlyArray<Recording> = readdirSync(folder)
  .filter((file) => file.endsWith(".sse"))
  .map((file) => {
    const name = file.slice(0, -".sse".length)
    const expected = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"))
    return { name, bytes: new Uint8Array(readFileSync(join(folder, file))), ...expected }
  })

/** Cuts bytes at places that follow from a seed. */
const cutAt = (bytes: Uint8Array, seed: number): ReadonlyArray<Uint8Array> => {
  const parts: Array<Uint8Array> = []
  let state = seed
  let at = 0
  while (at < bytes.length) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    const size = 1 + (state % 97)
    parts.push(bytes.slice(at, at + size))
    at += size
  }
  return parts
}

const splits: ReadonlyArray<readonly [name: string, split: (bytes: Uint8Array) => ReadonlyArray<Uint8Array>]> = [
  ["whole", (bytes) => [bytes]],
  ["byte by byte", (bytes) => Array.from(bytes, (byte) => Uint8Array.of(byte))],
  ...[1, 2, 3, 4].map((seed) => [`cut by seed ${seed}`, (bytes: Uint8Array) => cutAt(bytes, seed)] as const)
]

const messageIn = (wire: JsonObject | null) => new ChatCompletion(wire).choices[0]?.message

describe.each(recordings)("the recording $name", ({ bytes, label, completion, failure }) => {
  it.each(splits)("is read as expected, %s", async (_, split) => {
    const answer = await readInBothFaces(split(bytes), label)
    if (failure === undefined) expect(answer.failure).toBeNull()
    else expect(answer.failure).toMatchObject(failure)
    expect(answer.completion).toEqual(completion)
    expect(answer.pieces.join("")).toBe(messageIn(completion)?.content ?? "")
  })
})

describe.each(recordings.filter(({ failure }) => failure === undefined))("the message of $name", (recording) => {
  it.each([
    ["itself", (message: Message) => message],
    ["its raw", (message: Message) => message.raw]
  ])("is sent back as it came, as %s", async (_, asSent) => {
    const { fetch, requests } = scriptedFetch(
      () => new Response(recording.bytes.slice(), { headers: { "content-type": recording.label } }),
      () => Response.json(completion)
    )
    const pareta = new Pareta({ apiKey, fetch, maxRetries: 0 })
    const answer = await pareta.chat.completions.create({ ...params, stream: true }).finalCompletion()
    const message = asSent(answer.choices[0]?.message ?? new Message()) as ChatMessage
    await pareta.chat.completions.create({ ...params, messages: [...params.messages, message] })
    expect(JSON.parse(String(requests[1]?.body)).messages[1]).toEqual(messageIn(recording.completion)?.raw)
  })
})
