/** A summary, printed while it arrives (scenario 25). */
import { Pareta } from "pareta"

const agreement = `This agreement is entered into between Acme Inc. and Globex Ltd. for the delivery of charts.
Acme Inc. delivers a corrected set of charts of the coast every month. Globex Ltd. pays EUR 1,200 a year for the charts.
The agreement can be ended by 30 days' written notice.`

const pareta = Pareta.fromEnv()

const stream = pareta.chat.completions.create({
  model: process.argv[2] ?? "ep_a1b2c3",
  messages: [{ role: "user", content: `Summarise in two sentences.\n\n${agreement}` }],
  stream: true
})

// The first step of the loop sends the request. The loop ends with the stream's [DONE].
for await (const chunk of stream) {
  const delta = chunk.choices[0]?.delta.content
  if (delta) process.stdout.write(delta)
}
process.stdout.write("\n")
