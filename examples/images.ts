/** An image is drawn, edited and saved. */
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const folder = await mkdtemp(join(tmpdir(), "images-"))

const drawn = await pareta.images.generate("a lighthouse at dusk", { size: "2560x1440", seed: 7 })
await drawn.save(join(folder, "lighthouse.png"))
console.log(`${drawn.size}, ${drawn.billedMicroUsd} µUSD`)

const edited = await pareta.images.edit(join(folder, "lighthouse.png"), "make it winter")
await edited.save(join(folder, "winter.png"))
console.log(`${edited.size}, ${edited.billedMicroUsd} µUSD`)

console.log(await readdir(folder))
await rm(folder, { recursive: true })
