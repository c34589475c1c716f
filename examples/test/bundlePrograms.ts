import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const modules = fileURLToPath(new URL("../node_modules", import.meta.url))

/** A project of a reader's: a folder of its own that finds the packages and the other dependencies of the examples. */
export const makeProject = (): string => {
  const directory = mkdtempSync(join(tmpdir(), "pareta-programs-"))
  symlinkSync(modules, join(directory, "node_modules"))
  writeFileSync(join(directory, "package.json"), JSON.stringify({ type: "module" }))
  return directory
}

export const removeProject = (directory: string): void => rmSync(directory, { recursive: true, force: true })

/**
 * Bundles programs together with the sources of the packages, once for all of them, and answers where each one is.
 *
 * Each still runs in a process of its own, and always on the sources as they are now. But most of a short program's time
 * goes into reading hundreds of files of TypeScript and Effect: bundled, it starts in a fifth of that.
 */
export const bundlePrograms = async (
  files: ReadonlyArray<string>,
  directory: string
): Promise<(file: string) => string> => {
  const outdir = join(directory, "bundled")
  await build({
    entryPoints: [...files],
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22",
    conditions: ["@pareta/source"],
    // They are what they are, not ours.
    external: ["openai", "undici"],
    nodePaths: [modules],
    logLevel: "warning"
  })
  return (file) => join(outdir, basename(file).replace(/\.ts$/, ".mjs"))
}
