/** Several prompts at once: all or nothing, and each on its own (scenarios 28, 29). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const model = process.argv[2] ?? "ep_a1b2c3"

const ask = async (prompt: string, from: string = model): Promise<string | null> => {
  const completion = await pareta.chat.completions.create({
    model: from,
    messages: [{ role: "user", content: prompt }]
  })
  return completion.choices[0]?.message.content ?? null
}

// Answers in the order of the prompts. The first failure rejects all.
const answers: Array<string | null> = await Promise.all([
  ask("Classify as refund, invoice or other: I want a refund for the lamp."),
  ask("Classify as refund, invoice or other: Please send the invoice again."),
  ask("Classify as refund, invoice or other: Thank you!"),
  ask("Extract as JSON, with the keys: date, total. Sent 2026-03-01, total $40.00")
])
for (const answer of answers) console.log(answer)

// One failure does not hide the other results.
const prompts = [["Classify as day or night: It is night."], ["Anyone there?", "ep_nowhere"], ["Anyone here?"]] as const
const outcomes = await Promise.allSettled(prompts.map(([prompt, from]) => ask(prompt, from)))
outcomes.forEach((outcome, index) => {
  const prompt = prompts[index]?.[0]
  console.log(prompt, "→", outcome.status === "fulfilled" ? outcome.value : `FAILED: ${outcome.reason}`)
})
