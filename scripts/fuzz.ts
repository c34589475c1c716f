/**
 * Checks the properties in packages/core/test/fuzz, and the billing law of packages/pareta/test, for as long as you choose:
 *
 *   node --conditions=@pareta/source scripts/fuzz.ts [--seconds 60] [--runs N] [--seed N] [--only text]
 *
 * `--runs` sets how often each property is checked, in place of a time. A failure prints the seed and the shrunk input,
 * and exits with 1.
 */
import { parseArgs } from "node:util"
import { answerProperties, errorProperties } from "../packages/core/test/fuzz/AnswerProperties.ts"
import { modelProperties } from "../packages/core/test/fuzz/ModelProperties.ts"
import { streamProperties } from "../packages/core/test/fuzz/StreamProperties.ts"
import { billingProperties } from "../packages/pareta/test/BillingLaw.ts"
import { failureProperties } from "../packages/pareta/test/fuzz/FailureProperties.ts"

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    runs: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    only: { type: "string", default: "" }
  }
})

const numberOf = (name: "seconds" | "runs" | "seed", text: string): number => {
  const value = Number(text)
  if (Number.isFinite(value) && value >= 0) return value
  console.error(`--${name} must be a number, not ${text}`)
  process.exit(2)
}

const firstSeed = numberOf("seed", values.seed)
const seconds = numberOf("seconds", values.seconds)
const allRuns = values.runs === undefined ? Number.POSITIVE_INFINITY : numberOf("runs", values.runs)
const round = Math.min(500, allRuns)

const properties = [
  ...streamProperties,
  ...answerProperties,
  ...errorProperties,
  ...modelProperties,
  ...billingProperties,
  ...failureProperties
].filter(({ name }) => name.includes(values.only))
if (properties.length === 0) {
  console.error(`no property has "${values.only}" in its name`)
  process.exit(2)
}

const end = values.runs === undefined ? performance.now() + seconds * 1000 : Number.POSITIVE_INFINITY
const reported = { at: performance.now() }
let runs = 0

for (let seed = firstSeed; runs < allRuns && performance.now() < end; seed++) {
  for (const { name, check } of properties) {
    try {
      await check({ runs: round, seed })
    } catch (failure) {
      console.error(failure instanceof Error ? failure.message : failure)
      console.error(`\nTo repeat it: --seed ${seed} --runs ${round} --only ${JSON.stringify(name)}`)
      process.exit(1)
    }
    if (performance.now() >= end) break
  }
  runs += round
  if (performance.now() - reported.at > 5000 || runs >= allRuns) {
    reported.at = performance.now()
    console.log(`${runs} runs of each of ${properties.length} properties, seeds ${firstSeed} to ${seed}`)
  }
}
console.log(`${properties.length} properties hold`)
