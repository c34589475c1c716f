/** A classifier with a closed set of labels: any other answer counts as the label that is safe. */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const labels = ["allowed", "needs_review", "blocked"] as const

const moderate = async (text: string): Promise<(typeof labels)[number]> => {
  const { choices } = await pareta.chat.completions.create({
    model: "auto",
    temperature: 0,
    messages: [
      { role: "system", content: `Moderate the comment. Answer with exactly one of: ${labels.join(", ")}.` },
      { role: "user", content: text }
    ]
  })
  const answer = choices[0]?.message.content?.trim().toLowerCase()
  return labels.find((label) => label === answer) ?? "needs_review"
}

for (const comment of ["What a lovely garden!", "Buy followers now"]) console.log(comment, await moderate(comment))
