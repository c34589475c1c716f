import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"

const docs = join(import.meta.dirname, "../../../docs")
const page = readFileSync(join(docs, "reliability.md"), "utf8")

/** The tests that the page names: the file, and a title if there is one. */
const named = [...page.matchAll(/(?:"([^"]+)" in )?\[[\w.]+\.test\.ts\]\(([^)]+)\)/g)].map(([, title, file]) => ({
  title,
  file: file as string
}))

describe("docs/reliability.md", () => {
  it("names a test for each guarantee", () => {
    const guarantees = page.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| Guarantee"))
    expect(guarantees.length).toBeGreaterThan(30)
    for (const line of guarantees) expect(line).toMatch(/\.test\.ts\]\(/)
  })

  it.each(named)("$file has $title", ({ title, file }) => {
    const path = join(docs, file)
    expect(existsSync(path)).toBe(true)
    if (title !== undefined) expect(readFileSync(path, "utf8")).toContain(title)
  })
})
