/** The document of the demo. */
import { readFile } from "node:fs/promises"
import { relative } from "node:path"
import { fileURLToPath } from "node:url"
import { DemoError } from "./DemoError.ts"

/** The document that the demo reads. */
export interface Document {
  /** Its path, as a user would type it. */
  readonly path: string
  readonly text: string
}

const ours = fileURLToPath(new URL("documents/service-agreement.txt", import.meta.url))
// A longer text takes too long for a demo, and is probably the wrong file.
const mostCharacters = 100_000

/** Reads the document at a path, or the one in this folder. */
export const readDocument = async (path?: string): Promise<Document> => {
  const shown = path ?? relative(process.cwd(), ours)
  const text = await readFile(path ?? ours, "utf8").catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === "ENOENT" ? "there is no such file" : cause.message
    throw new DemoError(`cannot read ${shown}: ${reason}`, { cause })
  })
  if (text.trim() === "") throw new DemoError(`${shown} is empty`)
  if (text.includes("\0")) throw new DemoError(`${shown} is not a text file`)
  if (text.length > mostCharacters) throw new DemoError(`${shown} is longer than ${mostCharacters} characters`)
  return { path: shown, text }
}
