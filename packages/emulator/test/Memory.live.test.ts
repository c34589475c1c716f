import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, it } from "vitest"

const program = fileURLToPath(new URL("../../../scripts/load-emulator.ts", import.meta.url))

// The whole load is 10 000 images of a megabyte in a heap of 512 MB: `node scripts/load-emulator.ts`.
it("survives images, idempotency keys, unread streams and uploads that are larger than its heap together", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, "0.01", "96"])
  expect(stderr).toBe("")
  expect(stdout.match(/^ok/gm)?.length).toBe(4)
}, 300_000)
