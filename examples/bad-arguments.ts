/** Invalid arguments: the call fails when it is awaited, and nothing is sent (scenario 36). */
import { type FrontierSpec, InvalidArgumentError, Pareta, ParetaError } from "pareta"

let sent = 0
const pareta = Pareta.fromEnv({
  onAttempt: () => {
    sent += 1
  }
})
const messages = [{ role: "user", content: "Hello!" }]

// Nothing throws here: each call is a promise that rejects, or a stream that fails at its first step.
const calls = [
  pareta.chat.completions.create({ model: "", messages }),
  pareta.chat.completions.create({ model: "ep_a1b2c3", messages: [] }),
  pareta.chat.completions.create({ model: "ep_a1b2c3", messages: [], stream: true }).text(),
  pareta.endpoints.deploy({ task: "", wait: true }),
  pareta.endpoints.retrieve(""),
  pareta.tasks.match(" "),
  pareta.evals.sets.create({ task: "intent-classification", items: [] }),
  pareta.evals.runs.create({ evalSet: "es_1", models: [] }),
  pareta.evals.runs.create({ evalSet: "es_1", models: ["qwen-1"], frontier: "cheapest" as FrontierSpec })
]
for (const outcome of await Promise.allSettled(calls)) {
  if (outcome.status === "rejected" && outcome.reason instanceof InvalidArgumentError)
    console.log(outcome.reason.message)
}

// Options are the exception: the constructor throws.
try {
  new Pareta({ apiKey: "" })
} catch (error) {
  if (error instanceof ParetaError) console.log(error.message)
}
console.log("requests sent:", sent)
