/**
 * Publishes the packages. The addresses in `publication.json` go into each `package.json` first, and without them
 * nothing is published: the page of a package on npm has to lead somewhere.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root, run } from "./Consumer.ts"

const addresses: { readonly [name: string]: string } = JSON.parse(
  readFileSync(join(import.meta.dirname, "publication.json"), "utf8")
)

const missing = Object.keys(addresses).filter((name) => !URL.canParse(addresses[name] ?? ""))
if (missing.length > 0) {
  console.error(`scripts/publication.json has no address for: ${missing.join(", ")}. Nothing was published.`)
  process.exit(1)
}

const packages = ["core", "pareta", "emulator"]
for (const name of packages) {
  const file = join(root, "packages", name, "package.json")
  const manifest = JSON.parse(readFileSync(file, "utf8"))
  const repository = { type: "git", url: addresses["repository"], directory: `packages/${name}` }
  writeFileSync(file, `${JSON.stringify({ ...manifest, ...addresses, repository }, undefined, 2)}\n`)
}

console.log(run("pnpm", ["test"], root))
for (const name of packages) {
  console.log(run("pnpm", ["publish", "--access", "public"], join(root, "packages", name)))
}
