/** Fields of a contract that is a PDF file. The platform shows its first eight pages to the model. */
import { readFile } from "node:fs/promises"
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const pdf = await readFile(process.argv[2] ?? "examples/documents/acme.pdf", "base64")

const completion = await pareta.chat.completions.create({
  model: "auto",
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "Extract the parties and the effective date as JSON." },
        { type: "image_url", image_url: { url: `data:application/pdf;base64,${pdf}` } }
      ]
    }
  ],
  response_format: {
    type: "json_schema",
    json_schema: {
      name: "contract",
      schema: {
        type: "object",
        properties: { parties: { type: "array", items: { type: "string" } }, effective_date: { type: "string" } },
        required: ["parties", "effective_date"]
      }
    }
  }
})
console.log(JSON.parse(completion.choices[0]?.message.content ?? ""))
