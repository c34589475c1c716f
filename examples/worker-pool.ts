/** A hundred prompts, five workers, one shared index (scenario 34). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const model = process.argv[2] ?? "ep_a1b2c3"

const prompts = Array.from(
  { length: 100 },
  (_, index) => `Classify as ticket ${index} or other: Where is ticket ${index}?`
)
const results: Array<string | null> = new Array(prompts.length).fill(null)

let next = 0
let inFlight = 0
let most = 0
const worker = async (): Promise<void> => {
  while (next < prompts.length) {
    const index = next++
    inFlight += 1
    most = Math.max(most, inFlight)
    const completion = await pareta.chat.completions.create({
      model,
      messages: [{ role: "user", content: prompts[index] ?? "" }]
    })
    inFlight -= 1
    results[index] = completion.choices[0]?.message.content ?? null
  }
}
await Promise.all(Array.from({ length: 5 }, worker))

console.log(`${results.filter((result) => result !== null).length} done`)
console.log("at most", most, "in flight")
console.log("the last:", prompts[99], results[99])
