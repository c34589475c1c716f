/** An agent that calls two tools. All turns of its session go to the same model. */
import { type ChatMessage, type ChatTool, Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const tool = (name: string, description: string, field: string): ChatTool => ({
  type: "function",
  function: {
    name,
    description,
    parameters: { type: "object", properties: { [field]: { type: "string" } }, required: [field] }
  }
})
const tools = [tool("find_order", "Finds an order", "order"), tool("refund_order", "Refunds an order", "order")]
const results: { readonly [name: string]: object } = {
  find_order: { order: "A-17", status: "lost" },
  refund_order: { order: "A-17", refunded: true }
}

const messages: Array<ChatMessage> = [{ role: "user", content: "Find order A-17. If it is lost, refund it." }]
let billed = 0
for (let turn = 1; turn <= 5; turn++) {
  const completion = await pareta.agent.chat.completions.create({ messages, tools }, { session: "order-A-17" })
  billed += completion.billedMicroUsd ?? 0
  const message = completion.choices[0]?.message
  if (message === undefined) throw new Error("the turn has no choice")
  messages.push(message)
  if (message.toolCalls.length === 0) {
    console.log(message.content)
    break
  }
  for (const { id, function: called } of message.toolCalls) {
    console.log("calls", called?.name, called?.arguments)
    const result = results[called?.name ?? ""] ?? { error: "there is no such tool" }
    messages.push({ role: "tool", tool_call_id: id ?? "", content: JSON.stringify(result) })
  }
}
console.log(billed > 0 ? "billed" : "free")
