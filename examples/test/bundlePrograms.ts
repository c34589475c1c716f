import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const modules = fileURLToPath(new URL("../node_modules", import.meta.url))

/** Makes a project like a user's: a folder from which a program can import everything that the examples import. */
export const makeProject = (): string => {
  const directory = mkdtempSync(join(tmpdir(), "pareta-programs-"))
  symlinkSync(modules, join(directory, "node_modules"))
  writeFileSync(join(directory, "package.json"), JSON.stringify({ type: "module" }))
  return directory
}

export const removeProject = (directory: string): void => rmSync(directory, { recursive: true, force: true })

/**
 * Bundles all programs together with the sources of the packages. Returns a function from a program to its bundle.
 *
 * Each program still runs in its own process, on the current sources. Without a bundle, a short program spends most of
 * its time reading hundreds of files of TypeScript and Effect. A bundle starts in a fifth of that time.
 */
export const bundlePrograms = async (
  files: ReadonlyArray<string>,
  directory: string
): Promise<(file: string) => string> => {
  const outdir = join(directory, "bundled")
  await build({
    entryPoints: [...files],
    outdir,
    entryNames: "[name]",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22",
    conditions: ["@pareta/source"],
    // Third-party packages are used as they are installed.
    external: ["@hono/node-server", "express", "fastify", "hono", "openai", "undici"],
    nodePaths: [modules],
    logLevel: "warning"
  })
  return (file) => join(outdir, basename(file).replace(/\.ts$/, ".mjs"))
}
