/**
 * A proxy, through an undici agent in your own `fetch` (scenarios 12, 13, 74). `proxy.ts [proxy URL]`
 *
 * You own the agent: it has its own limits, and the client never closes it.
 */
import { Pareta } from "pareta"
import { install, ProxyAgent } from "undici"

// An agent works only with the fetch and the FormData of its own package. Node's globals come from another version of
// undici, so replace them. Eval sets are sent as FormData.
install()

const agent = new ProxyAgent({ uri: process.argv[2] ?? process.env["HTTPS_PROXY"] ?? "", connections: 8 })
const pareta = Pareta.fromEnv({
  fetch: (url, init) => fetch(url, { ...init, dispatcher: agent } as RequestInit)
})

try {
  const stream = pareta.chat.completions.create({
    model: "ep_a1b2c3",
    messages: [{ role: "user", content: "What is the capital of Norway?" }],
    stream: true
  })
  console.log(await stream.text())

  const set = await pareta.evals.sets.create({
    task: "intent-classification",
    items: [{ input: { text: "Please cancel my plan" }, expected: "cancel_subscription" }]
  })
  console.log(set.name, set.itemCount)
  await pareta.evals.sets.delete(set.id)
} finally {
  await agent.close()
}
