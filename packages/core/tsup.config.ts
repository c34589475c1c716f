/** The build of `@pareta/core`. */
import type { Plugin } from "esbuild"
import { defineConfig } from "tsup"

// One file per module, so that bundlers can shake: from one bundled file a single error class would drag in everything.
const oneFilePerModule: Plugin = {
  name: "one-file-per-module",
  setup: (build) => {
    build.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, kind }) =>
      kind === "entry-point" ? undefined : { path: path.replace(/\.ts$/, ".js"), external: true }
    )
  }
}

export default defineConfig({
  entry: ["src/**/*.ts"],
  format: ["esm"],
  target: "node22",
  dts: {
    entry: [
      "src/index.ts",
      "src/internal.ts",
      "src/bothFaces.ts",
      "src/errors.ts",
      "src/HttpClientTransport.ts",
      "src/Schemas.ts"
    ]
  },
  esbuildPlugins: [oneFilePerModule],
  splitting: false,
  sourcemap: true,
  clean: true
})
