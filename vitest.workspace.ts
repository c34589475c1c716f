import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config"

// Test the sources: packages name them under the "@pareta/source" export condition. (Type tests, *.test-d.ts, are
// checked with everything else by `pnpm check`.)
const sources = ["@pareta/source", "node", "import", "default"]

// The default of 5 seconds fails correct tests on a machine that is busy with other work. A time-out only has to end a
// test that hangs. Tests that depend on time have their own clock, so a minute loses nothing. Tests that start processes
// or make a thousand calls set longer time-outs.
const patience = 60_000

const project = (name: string, root: string): TestProjectInlineConfiguration => ({
  resolve: { conditions: sources },
  ssr: { resolve: { conditions: sources } },
  test: {
    name,
    root,
    include: ["test/**/*.test.ts"],
    testTimeout: patience,
    hookTimeout: patience,
    // The library has no state of its own to keep apart, and loading Effect for each file is a third of the time.
    isolate: false
  }
})

export default defineConfig({
  test: {
    projects: [
      project("core", "packages/core"),
      project("pareta", "packages/pareta"),
      project("emulator", "packages/emulator"),
      project("examples", "examples"),
      project("demo", "demo")
    ],
    coverage: { provider: "v8", include: ["packages/*/src/**/*.ts"], reporter: ["text", "lcov"] }
  }
})
