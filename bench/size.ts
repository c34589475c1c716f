/** The size of the packages in a bundle. */
import { brotliCompressSync, gzipSync } from "node:zlib"
import { build } from "esbuild"
import type { Measurement } from "./budgets.ts"
import { runSubject } from "./subject.ts"

/** The size that a package adds to a browser bundle. */
const measure = async (): Promise<ReadonlyArray<Measurement>> => {
  const [pareta, openai, oneErrorClass, oneGuard] = await Promise.all([
    bundle("Pareta", "pareta"),
    bundle("OpenAI", "openai"),
    bundle("RateLimitError", "@pareta/core"),
    bundle("isParetaError", "pareta")
  ])
  return [
    {
      budget: "bundle",
      value: pareta.gzip,
      detail: `brotli ${kilobytes(pareta.brotli)}, minified ${kilobytes(pareta.minified)}; openai gzip ${kilobytes(openai.gzip)}, brotli ${kilobytes(openai.brotli)}`
    },
    {
      budget: "oneErrorClass",
      value: oneErrorClass.gzip,
      detail: `brotli ${kilobytes(oneErrorClass.brotli)}, minified ${kilobytes(oneErrorClass.minified)}`
    },
    {
      budget: "oneGuard",
      value: oneGuard.gzip,
      detail: `brotli ${kilobytes(oneGuard.brotli)}, minified ${kilobytes(oneGuard.minified)}`
    }
  ]
}

/** The size of an application that uses one export, in thousands of bytes. */
const bundle = async (name: string, from: string) => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { ${name} } from "${from}"; globalThis.used = ${name}`,
      resolveDir: import.meta.dirname
    },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    logLevel: "error"
  })
  const [output] = outputFiles
  if (output === undefined) throw new Error(`no bundle of ${from}`)
  return {
    minified: output.contents.length / 1000,
    gzip: gzipSync(output.contents, { level: 9 }).length / 1000,
    brotli: brotliCompressSync(output.contents).length / 1000
  }
}

const kilobytes = (size: number): string => `${size.toFixed(1)} kB`

await runSubject(measure)
