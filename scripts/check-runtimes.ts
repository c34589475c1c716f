/** Uses the packed `pareta` on other runtimes than the tests do. Each is installed from the npm registry. */
import { join } from "node:path"
import { Consumer, check, expect, printedByUses, usesOfPareta } from "./Consumer.ts"
import { checkUncaught, writeFailingProgram } from "./FailingPrograms.ts"

// The oldest supported Node and the newest ones, as packages of the registry for this platform.
const platform = `${process.platform}-${process.arch}`
const nodes = {
  "node-20": `npm:node-${platform}@20.19.0`,
  "node-24": `npm:node-${platform}@24.21.0`,
  "node-26": `npm:node-${platform}@26.10.0`
}

const consumer = new Consumer()
try {
  const packed = consumer.pack().filter(({ name }) => name === "pareta")
  consumer.install(packed, { ...nodes, bun: "1.4.5", deno: "2.9.6" }, { bun: true, deno: true })
  for (const [file, text] of Object.entries(usesOfPareta)) consumer.write(file, text)
  writeFailingProgram(consumer)
  const installed = (path: string) => join(consumer.folder, "node_modules", path)
  for (const name of Object.keys(nodes)) {
    const node = installed(`${name}/bin/node`)
    check(`pareta on Node ${consumer.run(node, "--version")}`, () => {
      for (const file of Object.keys(usesOfPareta)) expect(consumer.run(node, file), printedByUses)
    })
    check("its uncaught errors print little, and name the caller's line", () => checkUncaught(consumer, node))
  }
  const bun = installed(".bin/bun")
  check("pareta on Bun 1.4.5", () => expect(consumer.run(bun, "use.mjs"), printedByUses))
  check("its uncaught errors print little, and name the caller's line", () => checkUncaught(consumer, bun))
  const deno = installed(".bin/deno")
  check("pareta on Deno 2.9.6", () => expect(consumer.run(deno, "run", "use.mjs"), printedByUses))
  check("its uncaught errors print little, and name the caller's line", () =>
    checkUncaught(consumer, deno, "run", "--allow-net")
  )
} finally {
  consumer.remove()
}
