/** ICD-10 codes of a clinical note as a JSON array, with or without a code fence around it. */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const codesOf = (answer: string): ReadonlyArray<string> => {
  const codes: unknown = JSON.parse(answer.replace(/^```(?:json)?\s*|\s*```$/g, ""))
  if (!Array.isArray(codes) || !codes.every((code) => typeof code === "string")) throw new Error("not a list of codes")
  return codes
}

const completion = await pareta.chat.completions.create({
  model: "auto",
  temperature: 0,
  messages: [
    { role: "system", content: "Return the ICD-10 codes of the note as a JSON array of strings, and nothing else." },
    { role: "user", content: "Type 2 diabetes without complications. Essential hypertension." }
  ]
})
console.log(codesOf(completion.choices[0]?.message.content ?? "").join(", "))
