import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config"

// Test the sources: packages name them under the "@pareta/source" export condition.
const conditions = ["@pareta/source", "module", "node", "import", "default"]

const project = (name: string, root: string): TestProjectInlineConfiguration => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name,
    root,
    include: ["test/**/*.test.ts"],
    typecheck: { enabled: true, include: ["test/**/*.test-d.ts"], tsconfig: "../../tsconfig.json" }
  }
})

export default defineConfig({
  test: {
    projects: [
      project("core", "packages/core"),
      project("pareta", "packages/pareta"),
      project("emulator", "packages/emulator")
    ],
    coverage: { provider: "v8", include: ["packages/*/src/**/*.ts"], reporter: ["text", "lcov"] }
  }
})
