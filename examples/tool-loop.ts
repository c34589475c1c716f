// A model that calls a tool: run what it asks for, send the results back, until it answers.
import { type ChatMessage, type ChatTool, Pareta, type ToolCall } from "pareta"

const pareta = Pareta.fromEnv()

const tools: ReadonlyArray<ChatTool> = [
  {
    type: "function",
    function: {
      name: "get_weather",
      description: "The weather in a city, now",
      parameters: {
        type: "object",
        properties: { city: { type: "string" }, unit: { type: "string", enum: ["celsius", "fahrenheit"] } },
        required: ["city"]
      }
    }
  }
]

/** Runs a tool. What goes wrong is told to the model, which can then try something else. */
const run = ({ function: called }: ToolCall): unknown => {
  try {
    const { city } = JSON.parse(called?.arguments ?? "{}")
    return called?.name === "get_weather" ? { city, celsius: 21, sky: "clear" } : { error: `no tool ${called?.name}` }
  } catch (error) {
    return { error: String(error) }
  }
}

const messages: Array<ChatMessage> = [{ role: "user", content: "What is the weather in Lisbon?" }]

for (let turn = 1; turn <= 5; turn++) {
  const { choices } = await pareta.chat.completions.create({ model: "ep_a1b2c3", messages, tools })
  const message = choices[0]?.message
  if (message === undefined) throw new Error("the completion has no choice")
  // As it came: it has the calls that the results below refer to.
  messages.push(message)
  if (message.toolCalls.length === 0) {
    console.log("answer:", message.content)
    break
  }
  for (const call of message.toolCalls) {
    console.log("calls:", call.function?.name)
    messages.push({ role: "tool", tool_call_id: call.id ?? "", content: JSON.stringify(run(call)) })
  }
}
