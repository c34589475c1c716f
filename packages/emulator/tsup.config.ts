/** The build of `@pareta/emulator`. */
import { defineConfig } from "tsup"

// Effect stays outside (it is a dependency); the server is a chunk of its own, loaded when something listens.
export default defineConfig({
  entry: ["src/index.ts", "src/cli.ts"],
  format: ["esm"],
  target: "node22",
  platform: "node",
  dts: { entry: "src/index.ts" },
  splitting: true,
  clean: true
})
