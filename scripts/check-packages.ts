// Packs every package, installs the tarballs into a bare project outside the repository, and uses them there as their
// users do: ESM, CommonJS, types under the strictest settings, the command line.
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"

const root = resolve(import.meta.dirname, "..")
const packages = ["core", "emulator", "pareta"] as const
const problems: Array<string> = []

const run = (command: string, args: ReadonlyArray<string>, cwd: string): string => {
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
  } catch (cause) {
    const { stdout, stderr } = cause as { readonly stdout?: string; readonly stderr?: string }
    throw new Error(`${command} ${args.join(" ")}\n${stdout ?? ""}${stderr ?? ""}`, { cause })
  }
}

const check = (what: string, body: () => void): void => {
  try {
    body()
    console.log(`ok    ${what}`)
  } catch (cause) {
    problems.push(what)
    console.error(`FAIL  ${what}\n${cause instanceof Error ? cause.message : String(cause)}`)
  }
}

const expect = (found: unknown, wanted: unknown): void => {
  if (found !== wanted) throw new Error(`expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`)
}

const project = mkdtempSync(join(tmpdir(), "pareta-consumer-"))

try {
  check("the lockfile names no host", () => {
    const found = /^.*(https?:\/\/|tarball:).*$/m.exec(readFileSync(join(root, "pnpm-lock.yaml"), "utf8"))
    expect(found?.[0], undefined)
  })

  check("the declarations of pareta import nothing", () => {
    for (const file of ["index.d.ts", "index.d.cts"]) {
      const text = readFileSync(join(root, "packages/pareta/dist", file), "utf8")
      expect(/^\s*import\b.*$|^.*\bimport\(.*$|^.*\brequire\(.*$|^export .* from .*$/m.exec(text)?.[0], undefined)
    }
  })

  check("the bundle of pareta imports nothing", () => {
    for (const file of ["index.js", "index.cjs"]) {
      const text = readFileSync(join(root, "packages/pareta/dist", file), "utf8")
      expect(/^import\b.*$|\brequire\(["'].*$|\bimport\(.*$/m.exec(text)?.[0], undefined)
    }
  })

  const tarballs = Object.fromEntries(
    packages.map((name) => {
      const printed = run("pnpm", ["pack", "--json", "--pack-destination", project], join(root, "packages", name))
      const { filename, files } = JSON.parse(printed) as {
        readonly filename: string
        readonly files: ReadonlyArray<{ readonly path: string }>
      }
      check(`${name} ships its licence, its README and nothing of its tests`, () => {
        const paths = files.map((file) => file.path)
        for (const needed of ["LICENSE", "README.md", "package.json"]) expect(paths.includes(needed), true)
        expect(
          paths.find((path) => /(^|\/)(test|node_modules)\/|\.test\.|tsup|tsconfig/.test(path)),
          undefined
        )
      })
      return [name, resolve(project, filename)]
    })
  )

  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({
      private: true,
      type: "module",
      dependencies: {
        "@pareta/core": `file:${tarballs["core"]}`,
        "@pareta/emulator": `file:${tarballs["emulator"]}`,
        effect: "4.1.0",
        pareta: `file:${tarballs["pareta"]}`
      }
    })
  )
  writeFileSync(join(project, "pnpm-workspace.yaml"), "minimumReleaseAge: 0\n")
  // What the workspace has installed is in the store already.
  run("pnpm", ["install", "--prefer-offline", "--silent"], project)

  const consumer = (file: string, text: string): string => {
    writeFileSync(join(project, file), text)
    return run(process.execPath, [file], project).trim()
  }

  const useOfPareta = `
const { fetch } = { fetch: async () => Response.json({ data: [{ id: "one" }] }) }
const pareta = new Pareta({ apiKey: "pareta_sk_test", fetch })
pareta.models.list().then(async (models) => {
  const failure = await pareta.chat.completions.create({ model: "", messages: [] }).catch((error) => error)
  console.log(models.data[0].id, failure instanceof ParetaError, failure.name)
})`

  check("pareta works as ESM", () =>
    expect(
      consumer("use.mjs", `import { Pareta, ParetaError } from "pareta"${useOfPareta}`),
      "one true InvalidArgumentError"
    )
  )

  check("pareta works as CommonJS", () =>
    expect(
      consumer("use.cjs", `const { Pareta, ParetaError } = require("pareta")${useOfPareta}`),
      "one true InvalidArgumentError"
    )
  )

  check("@pareta/core and @pareta/emulator work together", () =>
    expect(
      consumer(
        "use-core.mjs",
        `import { ParetaClient } from "@pareta/core"
import * as HttpClientTransport from "@pareta/core/HttpClientTransport"
import { createEmulator } from "@pareta/emulator"
import { Effect, Layer } from "effect"
const emulator = createEmulator()
const list = ParetaClient.use((client) => client.models.list)
const options = { apiKey: "pareta_sk_test" }
const overFetch = ParetaClient.layerFetch({ ...options, fetch: emulator.fetch })
const overHttpClient = ParetaClient.layer(options).pipe(
  Layer.provide(HttpClientTransport.layer), Layer.provide(emulator.httpClientLayer))
for (const layer of [overFetch, overHttpClient]) console.log((await Effect.runPromise(Effect.provide(list, layer))).length)`
      ),
      "2\n2"
    )
  )

  check("pareta-emulator runs", () =>
    expect(/^\d+\.\d+\.\d+/.test(run(join(project, "node_modules/.bin/pareta-emulator"), ["--version"], project)), true)
  )

  const typed = `import { Pareta, APIStatusError, type DeployEvent } from "pareta"
const pareta = new Pareta({ apiKey: "k" })
export const use = async (): Promise<string | null> => {
  for await (const event of pareta.endpoints.deploy({ task: "t" })) {
    const seen: DeployEvent = event
    if (seen.event === "complete") return seen.data.endpoint.id
  }
  await using stream = pareta.chat.completions.create({ model: "m", messages: [{ role: "user", content: "x" }], stream: true })
  const answer = await pareta.chat.completions.create({ model: "m", messages: [{ role: "user", content: "x" }] })
  return answer.choices[0]?.message.content ?? await stream.text()
}
export const status = (error: unknown): number => error instanceof APIStatusError ? error.status : 0
`
  const typedCore = `import { ParetaClient } from "@pareta/core"
import * as HttpClientTransport from "@pareta/core/HttpClientTransport"
import { createEmulator, type Emulator } from "@pareta/emulator"
import { Effect, Layer } from "effect"
export const emulator: Emulator = createEmulator()
export const program = ParetaClient.use((client) => client.models.list).pipe(
  Effect.catchTag("RateLimitError", (error) => Effect.succeed(error.retryAfter)),
  Effect.provide(ParetaClient.layerConfig().pipe(Layer.provide(HttpClientTransport.layer), Layer.provide(emulator.httpClientLayer)))
)
`
  writeFileSync(join(project, "typed.ts"), typed)
  writeFileSync(join(project, "typed-core.ts"), typedCore)

  // The API of TypeScript 6 for those who need it, and the native compiler.
  const compilers = { "TypeScript 6": "typescript/bin/tsc", "TypeScript 7": "@typescript/native/bin/tsc" }
  const resolutions = { NodeNext: "NodeNext", Bundler: "ESNext" }
  for (const [compiler, path] of Object.entries(compilers)) {
    for (const [moduleResolution, module] of Object.entries(resolutions)) {
      for (const file of ["typed.ts", "typed-core.ts"]) {
        check(`${compiler}, ${moduleResolution}: ${file} holds under the strictest settings`, () => {
          const compilerOptions = {
            module,
            moduleResolution,
            target: "ES2022",
            lib: ["ES2022", "DOM", "DOM.Iterable"],
            types: [],
            noEmit: true,
            strict: true,
            exactOptionalPropertyTypes: true,
            noUncheckedIndexedAccess: true,
            skipLibCheck: false
          }
          writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [file] }))
          run(process.execPath, [join(root, "node_modules", path), "-p", "tsconfig.json"], project)
        })
      }
    }
  }
} finally {
  rmSync(project, { recursive: true, force: true })
}

if (problems.length > 0) {
  console.error(`${problems.length} of the package checks failed`)
  process.exitCode = 1
}
