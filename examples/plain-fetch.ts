/** The HTTP underneath: a bearer key, and the JSON that the client keeps as `raw` (scenario 78). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const headers = { authorization: `Bearer ${pareta.apiKey}`, "content-type": "application/json" }

// curl "$PARETA_BASE_URL/v1/models" -H "Authorization: Bearer $PARETA_API_KEY"
const models = await (await fetch(`${pareta.baseURL}/v1/models`, { headers })).json()
console.log("models:", JSON.stringify(models) === JSON.stringify(await pareta.models.list()))

const question = { model: "ep_a1b2c3", messages: [{ role: "user", content: "What is the capital of Japan?" }] }
const response = await fetch(`${pareta.baseURL}/v1/chat/completions`, {
  method: "POST",
  headers,
  body: JSON.stringify(question)
})
const { choices } = (await response.json()) as { choices: Array<{ message: { content: string } }> }
console.log("fetch:", choices[0]?.message.content)

const completion = await pareta.chat.completions.create(question)
console.log("pareta:", completion.raw.choices?.[0]?.message?.content)

// Any route, with the client's retries and errors.
const endpoint = await pareta.request("GET", "/v1/endpoints/ep_a1b2c3")
console.log("request:", (endpoint as { id: string }).id)
