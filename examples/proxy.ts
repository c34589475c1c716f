/**
 * Through a proxy: an undici agent in a `fetch` of your own (scenarios 12, 13, 74). `proxy.ts [proxy URL]`
 *
 * The agent stays yours: its limits are its own, the client never closes it.
 */
import { Pareta } from "pareta"
import { install, ProxyAgent } from "undici"

// An agent works with the fetch of its own package only, and that with its own FormData, which eval sets are sent as.
// Node has other versions of these; now the globals are the package's.
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
