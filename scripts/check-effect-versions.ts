/**
 * Runs the tests of `@pareta/core` with the oldest version of Effect that it admits, and with the newest one in the npm
 * registry. The version between them that the workspace pins is the one of `pnpm test`.
 */
import { execFileSync } from "node:child_process"
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { check, root, run } from "./Consumer.ts"

const manifest = JSON.parse(readFileSync(join(root, "packages/core/package.json"), "utf8"))
const range: string = manifest.peerDependencies.effect
const oldest = range.replace("^", "")
const versions: unknown = JSON.parse(run("npm", ["view", `effect@${range}`, "version", "--json"], root))
// The registry lists them from the oldest to the newest, or returns a single one as a text.
const newest = [versions].flat().at(-1) as string
const pinned: string = manifest.devDependencies.effect

/** Copies the files of the repository, installs them with a version of Effect, and runs the tests of core. */
const testWith = (version: string): void => {
  const folder = mkdtempSync(join(tmpdir(), "pareta-effect-"))
  try {
    for (const file of run("git", ["ls-files"], root).trim().split("\n")) {
      cpSync(join(root, file), join(folder, file), { recursive: true, force: true })
    }
    const packages = ["effect", "@effect/platform-node", "@effect/platform-node-shared"]
    const overrides = packages.map((name) => `  "${name}": ${version}\n`).join("")
    appendFileSync(join(folder, "pnpm-workspace.yaml"), `overrides:\n${overrides}`)
    run("pnpm", ["install", "--no-frozen-lockfile", "--prefer-offline", "--silent"], folder)
    const vitest = join(folder, "node_modules/vitest/vitest.mjs")
    execFileSync(process.execPath, [vitest, "run", "--config", "vitest.workspace.ts", "--project", "core"], {
      cwd: folder,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"]}` }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

for (const version of new Set([oldest, newest])) {
  if (version === pinned) console.log(`ok    @pareta/core with effect ${version}: tested by pnpm test`)
  else check(`@pareta/core passes its tests with effect ${version}, of ${range}`, () => testWith(version))
}
