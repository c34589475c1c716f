/** The build of `pareta`. */
import { defineConfig } from "tsup"

// One file per format without dependencies: core, effect and the parser are devDependencies, so tsup bundles them.
export default defineConfig({
  entry: ["src/index.ts"],
  format: ["esm", "cjs"],
  target: "node20",
  platform: "neutral",
  // Streams are disposable; a program compiled without that library must still understand their type.
  dts: {
    resolve: [/^@pareta\//, /^\.\.?\//],
    banner: '/// <reference lib="esnext.disposable" />',
    compilerOptions: { stripInternal: true }
  },
  noExternal: [/^@pareta\//, /^effect(\/|$)/, "eventsource-parser"],
  esbuildOptions: (options) => {
    options.conditions = ["@pareta/source"]
    options.mainFields = ["module", "main"]
    // Node prints the line that threw an uncaught error. Without a limit, a line has 60 kB.
    options.lineLimit = 120
  },
  treeshake: true,
  // Half of an import is the compiler reading the file. Names stay, so that a stack can be read; the sources are shipped too.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: false,
  clean: true
})
