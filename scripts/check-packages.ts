/**
 * Packs every package, installs the tarballs into a bare project outside the repository, and uses them there: as ESM, as
 * CommonJS, on the command line, and as types under the strictest settings. With --all, also with TypeScript 5.9, and the
 * emulator in the test runners that its README names.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync } from "node:fs"
import { delimiter, join } from "node:path"
import { buildSync } from "esbuild"
import { Consumer, check, expect, printedByUses, root, run, usesOfPareta } from "./Consumer.ts"
import { checkUncaught, failingTest, pointsAtCaller, writeFailingProgram } from "./FailingPrograms.ts"

const all = process.argv.includes("--all")

/** Other versions of Node in PATH, without those from a `node_modules` folder. */
const otherNodes = (): ReadonlyArray<string> => {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"))
  const found = folders.map((folder) => join(folder, "node")).filter((path) => existsSync(path))
  return [...new Set(found.map((path) => realpathSync(path)))].filter((path) => path !== realpathSync(process.execPath))
}

const checkText = (file: string, forbidden: RegExp): void => {
  expect(forbidden.exec(readFileSync(join(root, file), "utf8"))?.[0], undefined)
}

const useOfCore = `import { ParetaClient } from "@pareta/core"
import * as HttpClientTransport from "@pareta/core/HttpClientTransport"
import { createEmulator } from "@pareta/emulator"
import { Effect, Layer } from "effect"
const emulator = createEmulator()
const list = ParetaClient.use((client) => client.models.list())
const options = { apiKey: "pareta_sk_test" }
const overFetch = ParetaClient.layerFetch({ ...options, fetch: emulator.fetch })
const overHttpClient = ParetaClient.layer(options).pipe(
  Layer.provide(HttpClientTransport.layer), Layer.provide(emulator.httpClientLayer))
for (const layer of [overFetch, overHttpClient]) console.log((await Effect.runPromise(Effect.provide(list, layer))).length)`

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
export const program = ParetaClient.use((client) => client.models.list()).pipe(
  Effect.catchTag("RateLimitError", (error) => Effect.succeed(error.retryAfter)),
  Effect.provide(ParetaClient.layerConfig().pipe(Layer.provide(HttpClientTransport.layer), Layer.provide(emulator.httpClientLayer)))
)
`

/** The snippets of the type tests, without their assertions on types. */
const snippetsOf = (name: string): string => {
  const text = readFileSync(join(root, `packages/pareta/test/${name}.test-d.ts`), "utf8")
  const unchecked = `interface Unchecked {
  <T>(value?: T): Unchecked
  readonly not: Unchecked
  readonly returns: Unchecked
  readonly toBeArray: Unchecked
  readonly toEqualTypeOf: Unchecked
  readonly toExtend: Unchecked
}
declare const expectTypeOf: Unchecked
declare const test: (name: string, body: () => unknown) => void`
  return text.replace(/^import \{[^}]*\} from "vitest"$/m, unchecked)
}

/** The examples that need only `pareta` and Node. */
const examplesOfPareta = (): ReadonlyArray<string> =>
  readdirSync(join(root, "examples")).filter((file) => {
    if (!file.endsWith(".ts")) return false
    const imports = readFileSync(join(root, "examples", file), "utf8").matchAll(
      /^(?:import|export)\b.*? from "([^"]+)"|^} from "([^"]+)"/gm
    )
    return [...imports].every(([, one, other]) => /^(pareta|node:.*)$/.test((one ?? other) as string))
  })

/** Writes the files of a section of the emulator's README. Each begins with a comment with its name. */
const writeRunnerFiles = (folder: string): void => {
  const readme = readFileSync(join(root, "packages/emulator/README.md"), "utf8")
  const section = readme.split(/^## /m).find((each) => each.startsWith("In a test runner")) ?? ""
  mkdirSync(join(consumer.folder, folder))
  // A project of its own, without "type": "module".
  consumer.write(join(folder, "package.json"), "{}")
  for (const [, text = ""] of section.matchAll(/^```js(?:on)?\n([\s\S]*?)^```$/gm)) {
    const [, name = ""] = /^\/\/ ([\w.-]+)/.exec(text) ?? []
    consumer.write(join(folder, name), text)
  }
}

/** The folders of the packages of others whose code is in the bundle of `pareta`. */
const bundledPackages = (): ReadonlyArray<string> => {
  const { metafile } = buildSync({
    entryPoints: [join(root, "packages/pareta/src/index.ts")],
    bundle: true,
    format: "esm",
    write: false,
    metafile: true,
    absWorkingDir: root,
    conditions: ["@pareta/source"],
    logLevel: "error"
  })
  const folders = Object.keys(metafile.inputs).map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0])
  const found = [...new Set(folders)].filter((folder) => folder !== undefined)
  expect(found.length > 0, true)
  return found.map((folder) => join(root, folder))
}

/** Compiles files of the project with these settings. */
const compile = (compiler: string, files: ReadonlyArray<string>, options: object): void => {
  const compilerOptions = {
    target: "ES2022",
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    ...options
  }
  consumer.write("tsconfig.json", JSON.stringify({ compilerOptions, files }))
  consumer.run(process.execPath, compiler, "-p", "tsconfig.json")
}

const consumer = new Consumer()
try {
  check("the lockfile names no host", () => checkText("pnpm-lock.yaml", /^.*(https?:\/\/|tarball:).*$/m))

  check("pareta and its declarations import nothing", () => {
    for (const file of ["index.d.ts", "index.d.cts"]) {
      checkText(
        `packages/pareta/dist/${file}`,
        /^\s*import\b.*$|^.*\bimport\(.*$|^.*\brequire\(.*$|^export .* from .*$/m
      )
    }
    // The ESM build has several files, which import each other.
    for (const file of readdirSync(join(root, "packages/pareta/dist")).filter((name) => /\.c?js$/.test(name))) {
      checkText(
        `packages/pareta/dist/${file}`,
        /^(?:im|ex)port\b.* from (?!['"]\.\/).*$|\brequire\(["'].*$|\bimport\(.*$/m
      )
    }
  })

  check("pareta names the packages in its bundle, with their licences", () => {
    const notices = readFileSync(join(root, "packages/pareta/THIRD-PARTY-NOTICES"), "utf8")
    for (const folder of bundledPackages()) {
      const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
      const licence = readFileSync(join(folder, "LICENSE"), "utf8").trim()
      if (!notices.includes(`## ${name} ${version}\n\n${licence}\n`)) throw new Error(`${name} ${version} is missing`)
    }
  })

  const packed = consumer.pack()
  for (const { name, files } of packed) {
    check(`${name} ships its licence and its README, and no tests`, () => {
      const notices = name === "pareta" ? ["THIRD-PARTY-NOTICES"] : []
      for (const needed of ["LICENSE", "README.md", "package.json", ...notices]) expect(files.includes(needed), true)
      const test = /(^|\/)(test|node_modules)\/|\.test\.|tsup|tsconfig/
      expect(
        files.find((path) => test.test(path)),
        undefined
      )
    })
  }
  // The types of OpenAI's client, which a program that moves to pareta still has.
  const always = { openai: "7.57.0" }
  const others = {
    "typescript-5.2": "npm:typescript@5.2.2",
    "typescript-5.6": "npm:typescript@5.6.3",
    "typescript-5.9": "npm:typescript@5.9.3",
    jest: "30.5.2",
    vitest: "5.1.1"
  }
  // Vitest watches files with it, which a check does not do.
  const builds = { "@parcel/watcher": false }
  consumer.install(packed, all ? { ...always, ...others } : always, all ? builds : {})

  for (const [file, text] of Object.entries(usesOfPareta)) consumer.write(file, text)
  for (const node of [process.execPath, ...otherNodes()]) {
    check(`pareta works on Node ${run(node, ["--version"], root).trim()}, as ESM and as CommonJS`, () => {
      for (const file of Object.keys(usesOfPareta)) expect(consumer.run(node, file), printedByUses)
    })
  }

  writeFailingProgram(consumer)
  for (const node of [process.execPath, ...otherNodes()]) {
    check(`the uncaught errors of pareta print little on Node ${consumer.run(node, "--version")}`, () =>
      checkUncaught(consumer, node)
    )
  }

  check("@pareta/core and @pareta/emulator work together", () => {
    consumer.write("use-core.mjs", useOfCore)
    expect(consumer.run(process.execPath, "use-core.mjs"), "2\n2")
  })

  check("pareta-emulator runs", () =>
    expect(
      /^\d+\.\d+\.\d+/.test(consumer.run(join(consumer.folder, "node_modules/.bin/pareta-emulator"), "--version")),
      true
    )
  )

  if (all) {
    writeRunnerFiles("runners")
    const runner = (name: string, ...args: ReadonlyArray<string>) =>
      check(`the emulator works in ${name} as its README says`, () => {
        run(process.execPath, args, join(consumer.folder, "runners"))
      })
    const jest = "../node_modules/jest/bin/jest.js"
    runner("node:test", "--test", "node.test.mjs")
    runner("Vitest", "../node_modules/vitest/vitest.mjs", "run", "vitest.test.mjs")
    runner("Jest", jest, "jest.test.js")
    runner("Jest with ES modules", "--experimental-vm-modules", jest, "jest-esm.test.mjs")

    const pointing = (name: string, runner: string, file: string, begin: string, ...args: ReadonlyArray<string>) =>
      check(`${name} shows the line of a test whose call failed`, () => {
        consumer.write(join("runners", file), begin + failingTest)
        pointsAtCaller(join(consumer.folder, "runners"), [runner, ...args, file], file)
      })
    const vitest = 'import { Pareta } from "pareta"\nimport { test } from "vitest"\n'
    pointing("Vitest", "../node_modules/vitest/vitest.mjs", "failing.vitest.test.mjs", vitest, "run")
    pointing("Jest", jest, "failing.jest.test.js", 'const { Pareta } = require("pareta")\n')
  }

  consumer.write("typed.ts", typed)
  consumer.write("typed-core.ts", typedCore)
  const snippets = ["documented", "evals", "ChatParams", "Arguments"]
  for (const name of snippets) consumer.write(`${name}.ts`, snippetsOf(name))
  const installed = (version: string) => join(consumer.folder, `node_modules/typescript-${version}/lib/tsc.js`)
  // TypeScript 6 is the last version with the JavaScript API. TypeScript 7 is the native compiler.
  const compilers = {
    "TypeScript 6": join(root, "node_modules/typescript/bin/tsc"),
    "TypeScript 7": join(root, "node_modules/@typescript/native/bin/tsc")
  }
  // The declarations of Effect need a newer compiler than these.
  const olderCompilers = { "TypeScript 5.2": installed("5.2"), "TypeScript 5.6": installed("5.6") }
  const allCompilers = { ...olderCompilers, "TypeScript 5.9": installed("5.9"), ...compilers }
  const resolutions = { NodeNext: "NodeNext", Bundler: "ESNext" }
  const dom = { lib: ["ES2022", "DOM", "DOM.Iterable"], types: [] }
  const node = { lib: ["ES2022"], types: ["node"], typeRoots: [join(root, "node_modules/@types")] }
  const platforms = { "in a browser": dom, "in Node": node }
  const examples = examplesOfPareta()
  mkdirSync(join(consumer.folder, "examples"))
  for (const file of examples) copyFileSync(join(root, "examples", file), join(consumer.folder, "examples", file))
  const exampleFiles = examples.map((file) => `examples/${file}`)
  for (const [name, compiler] of Object.entries(all ? allCompilers : compilers)) {
    const isOlder = name in olderCompilers
    for (const [moduleResolution, module] of Object.entries(resolutions)) {
      const compiles = (what: string, files: ReadonlyArray<string>, options: object): void =>
        check(`${name}, ${moduleResolution}: ${what} compile under the strictest settings`, () =>
          compile(compiler, files, { module, moduleResolution, ...options })
        )
      if (!isOlder) {
        compiles(`${exampleFiles.length} examples`, exampleFiles, { ...node, target: "ES2023", lib: ["ES2023"] })
        compiles("the types of @pareta/core and @pareta/emulator", ["typed-core.ts"], dom)
      }
      for (const [where, platform] of Object.entries(platforms)) {
        compiles(`the types of pareta ${where}`, ["typed.ts"], platform)
        // Many files: always with the fast compiler, with the others only for --all.
        if (!all && name !== "TypeScript 7") continue
        for (const snippet of snippets) {
          // The declarations of OpenAI's client are not checked.
          const skipLibCheck = snippet === "ChatParams"
          compiles(`the snippets of ${snippet}.test-d.ts ${where}`, [`${snippet}.ts`], { ...platform, skipLibCheck })
        }
      }
    }
    if (!all) continue
    check(`${name}: the snippets compile with the settings of tsc --init`, () => {
      for (const snippet of snippets) {
        const folder = `init-${name.replace(/\W/g, "-")}-${snippet}`
        mkdirSync(join(consumer.folder, folder))
        // The default target of the older versions has no async iteration.
        const target = isOlder ? ["--target", "es2018"] : []
        run(process.execPath, [compiler, "--init", ...target], join(consumer.folder, folder))
        copyFileSync(join(consumer.folder, `${snippet}.ts`), join(consumer.folder, folder, `${snippet}.ts`))
        run(process.execPath, [compiler, "--noEmit", "-p", "."], join(consumer.folder, folder))
      }
    })
  }
} finally {
  consumer.remove()
}
