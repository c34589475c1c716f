/** A bare project outside the repository, with the packed packages installed. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"

/** The repository. */
export const root = resolve(import.meta.dirname, "..")

/** Runs a command and returns its output. An error contains the output. */
export const run = (command: string, args: ReadonlyArray<string>, cwd: string): string => {
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
  } catch (cause) {
    const { stdout, stderr } = cause as { readonly stdout?: string; readonly stderr?: string }
    throw new Error(`${command} ${args.join(" ")}\n${stdout ?? ""}${stderr ?? ""}`, { cause })
  }
}

/** A package as it would be published. */
export interface Packed {
  readonly name: "core" | "emulator" | "pareta"
  readonly tarball: string
  readonly files: ReadonlyArray<string>
}

export class Consumer {
  readonly folder = mkdtempSync(join(tmpdir(), "pareta-consumer-"))

  /** Packs every package into the project. */
  pack(): ReadonlyArray<Packed> {
    return (["core", "emulator", "pareta"] as const).map((name) => {
      const args = ["pack", "--json", "--pack-destination", this.folder]
      const printed = JSON.parse(run("pnpm", args, join(root, "packages", name))) as {
        readonly filename: string
        readonly files: ReadonlyArray<{ readonly path: string }>
      }
      return {
        name,
        tarball: resolve(this.folder, printed.filename),
        files: printed.files.map((file) => file.path)
      }
    })
  }

  /** Installs the packed packages and others. `builds` says which of them may run their install script. */
  install(
    packed: ReadonlyArray<Packed>,
    others: { readonly [name: string]: string } = {},
    builds: { readonly [name: string]: boolean } = {}
  ): void {
    const own = packed.map(({ name, tarball }) => [name === "pareta" ? name : `@pareta/${name}`, `file:${tarball}`])
    const dependencies = { ...Object.fromEntries(own), effect: "4.1.0", ...others }
    this.write("package.json", JSON.stringify({ private: true, type: "module", dependencies }))
    const allowed = Object.entries(builds)
      .map(([name, isAllowed]) => `  "${name}": ${isAllowed}\n`)
      .join("")
    this.write("pnpm-workspace.yaml", `minimumReleaseAge: 0\n${allowed === "" ? "" : `allowBuilds:\n${allowed}`}`)
    // The packages of the workspace are already in the store.
    run("pnpm", ["install", "--prefer-offline", "--silent"], this.folder)
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text)
  }

  /** Runs a program in the project and returns its output. */
  run(command: string, ...args: ReadonlyArray<string>): string {
    return run(command, args, this.folder).trim()
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

const useOfPareta = `
const fetch = async () => Response.json({ data: [{ id: "one" }] })
const pareta = new Pareta({ apiKey: "pareta_sk_test", fetch })
pareta.models.list().then(async (models) => {
  const failure = await pareta.chat.completions.create({ model: "", messages: [] }).catch((error) => error)
  const chunk = (content, finish) => "data: " + JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] }) + "\\n\\n"
  const streamed = async () => new Response(chunk("Hel") + chunk("lo", "stop") + "data: [DONE]\\n\\n")
  const stream = new Pareta({ apiKey: "pareta_sk_test", fetch: streamed }).chat.completions
    .create({ model: "m", messages: [{ role: "user", content: "x" }], stream: true })
  console.log(models.data[0].id, failure instanceof ParetaError, failure.name, await stream.text())
})`

/** Programs that use `pareta`, one for each module format. */
export const usesOfPareta = {
  "use.mjs": `import { Pareta, ParetaError } from "pareta"${useOfPareta}`,
  "use.cjs": `const { Pareta, ParetaError } = require("pareta")${useOfPareta}`
}

export const printedByUses = "one true InvalidArgumentError Hello"

/** Runs a check and prints its result. If a check fails, the process exits with 1. */
export const check = (what: string, body: () => void): void => {
  try {
    body()
    console.log(`ok    ${what}`)
  } catch (cause) {
    process.exitCode = 1
    console.error(`FAIL  ${what}\n${cause instanceof Error ? cause.message : String(cause)}`)
  }
}

export const expect = (found: unknown, wanted: unknown): void => {
  if (found !== wanted) throw new Error(`expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`)
}
