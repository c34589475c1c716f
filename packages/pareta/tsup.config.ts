/** The build of `pareta`. */
import { defineConfig, type Options } from "tsup"

const terser: NonNullable<Options["terserOptions"]> = {
  ecma: 2020,
  module: true,
  mangle: false,
  // Of these, each makes the code longer, once it is compressed.
  compress: { passes: 3, inline: 1, reduce_funcs: false, sequences: false, join_vars: false },
  format: {
    // A bundler needs them to leave out what a program does not use.
    preserve_annotations: true,
    // Node prints the line that threw an uncaught error. Without a limit, a line has 60 kB.
    max_line_len: 120
  }
}

// Half of an import is the compiler reading the file. The names of functions and classes stay, so that a stack can be
// read; the sources are shipped too. What a bundler reads keeps all names: it shortens them better itself.
const terserForNode = {
  ...terser,
  mangle: { keep_classnames: true, keep_fnames: true, module: false, toplevel: false }
}

// Without dependencies: core, effect and the parser are devDependencies, so tsup bundles them.
const shared: Options = {
  target: "node20",
  platform: "neutral",
  noExternal: [/^@pareta\//, /^effect(\/|$)/, "eventsource-parser"],
  esbuildOptions: (options) => {
    options.conditions = ["@pareta/source"]
    options.mainFields = ["module", "main"]
  },
  treeshake: true,
  minify: "terser",
  minifyWhitespace: false,
  terserOptions: terser,
  sourcemap: false
}

export default defineConfig([
  {
    ...shared,
    // The errors are a chunk of their own, and so is the client: bundlers take what a program uses.
    entry: ["src/index.ts", "src/errors.ts", "src/client.ts"],
    splitting: true,
    format: "esm"
  },
  {
    ...shared,
    entry: ["src/index.ts"],
    terserOptions: terserForNode,
    format: "cjs"
  },
  {
    ...shared,
    // For Node, one file: each further one makes an import slower.
    entry: { node: "src/index.ts" },
    terserOptions: terserForNode,
    format: "esm"
  },
  {
    entry: ["src/index.ts"],
    format: ["esm", "cjs"],
    // Streams are disposable; a program compiled without that library must still understand their type.
    dts: {
      only: true,
      resolve: [/^@pareta\//, /^\.\.?\//],
      banner: '/// <reference lib="esnext.disposable" />',
      compilerOptions: { stripInternal: true }
    }
  }
])
