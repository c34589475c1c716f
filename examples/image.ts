/** A question about an image, from a file. A URL works as well. */
import { readFile } from "node:fs/promises"
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const image = await readFile(process.argv[2] ?? "examples/documents/scan.tif")

const { choices } = await pareta.chat.completions.create({
  model: "ep_a1b2c3",
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "Who signed this page?" },
        { type: "image_url", image_url: { url: `data:image/tiff;base64,${image.toString("base64")}` } }
      ]
    }
  ]
})
console.log(choices[0]?.message.content)
