/** A need that matches a lane, and not a benchmarked task (scenario 95). `capability-deploy.ts [need …]` */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

// Speech has its own routes. Coding has no general task.
const laneTasks: Record<string, string> = {
  chat: "general-chat",
  vision: "general-vision",
  agentic: "general-agentic",
  coding: "code-generation"
}

const taskFor = async (need: string): Promise<string | undefined> => {
  const match = await pareta.tasks.match(need)
  if (match.matched) return match.chosen.taskId
  if (match.type !== "capability") return undefined
  return laneTasks[match.capability.id ?? ""]
}

const needs = process.argv.slice(2)
for (const need of needs.length > 0 ? needs : ["a chatbot to talk to", "transcribe a podcast", "extract invoices"]) {
  const task = await taskFor(need)
  console.log(`${need} → ${task ?? "no endpoint for that"}`)
  if (task === undefined || !task.startsWith("general-")) continue

  const ep = await pareta.endpoints.deploy({ task, wait: true })
  const completion = await pareta.chat.completions.create({
    model: ep.id,
    messages: [{ role: "user", content: "What is the capital of Portugal?" }]
  })
  console.log(completion.choices[0]?.message.content)
  // Lanes are billed by the token.
  const { promptTokens, completionTokens, totalTokens } = completion.usage
  console.log(`tokens: ${promptTokens} + ${completionTokens} = ${totalTokens}`)
  await pareta.endpoints.delete(ep.id)
}
