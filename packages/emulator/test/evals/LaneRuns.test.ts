import { expect, it } from "vitest"
import { examplesOf } from "../../src/catalogue/Examples.ts"
import { attach, createSet, evaluate, finishRun, runIdOf, startRun } from "../EvalWire.ts"
import { stillEmulator as createEmulator } from "../Wire.ts"

it.each(["document-reranking", "text-embedding"])("a run of %s ranks the documents of each row", async (task) => {
  const { results } = await evaluate(createEmulator(), task, examplesOf(task, 2), ["gpt-5.5"])
  expect(results[0]).toMatchObject({ error_count: 0, exact_match: null })
  for (const { prediction, score } of results[0]?.per_item ?? []) {
    expect(JSON.parse(prediction ?? "")).toContain(0)
    expect(score).toBeGreaterThan(0.5)
  }
})

it("a ranking of a row without documents, or without grades, fails as an item", async () => {
  const rows = [
    { input: { query: "a" }, expected: { relevance: [1] } },
    { input: { query: "a", documents: ["a"] }, expected: "yes" }
  ]
  const { results } = await evaluate(createEmulator(), "document-reranking", rows, ["qwen-1"])
  expect(results[0]?.per_item.map((item) => item.error)).toEqual([
    expect.stringContaining("the row needs a query, and documents"),
    expect.stringContaining("needs a list of grades")
  ])
})

const questions = Array.from({ length: 20 }, (_, index) => ({
  input: { prompt: `Question ${index}` },
  expected_output: { answer: `The answer to question ${index} is that it depends on the day of the week` }
}))

it("the panel of custom-eval reports how often a model beats gpt-5.5, which ties with itself", async () => {
  const { results } = await evaluate(createEmulator(), "custom-eval", questions, ["gpt-5.5", "gemini-3-5-flash"])
  expect(results[0]?.quality_mean).toBe(0.5)
  for (const { score } of results[1]?.per_item ?? []) expect([0, 0.5, 1]).toContain(score)
  expect(results[1]?.quality_mean).not.toBe(0.5)
})

it("a run of general-tts measures the cost, and no quality", async () => {
  const { results } = await evaluate(createEmulator(), "general-tts", questions, ["qwen-1"])
  expect(results[0]).toMatchObject({ quality_mean: null, quality_ci_low: null, n_succeeded: 20, error_count: 0 })
  expect(results[0]?.mean_cost_micro_usd).toBeGreaterThan(0)
})

it("a run of general-asr scores transcripts of attached recordings", async () => {
  const emulator = createEmulator()
  const set = await createSet(emulator, "general-asr", [{ expected: "please call me back on monday morning" }])
  expect(set.scoring_strategy).toBe("wer")
  await attach(emulator, set.id, "audio")
  const { results } = await finishRun(emulator, await runIdOf(startRun(emulator, set.id, ["gemini-3-1-pro"])))
  expect(results[0]?.quality_mean).toBeGreaterThan(0.5)
})

it.each([
  ["contract-key-fields", "extraction"],
  ["intent-classification", "classification"],
  ["text-to-sql", "execution_accuracy"],
  ["general-chat", "judge"],
  ["text-embedding", "ndcg_at_10"],
  ["custom-eval", "judge_panel"],
  ["general-tts", null]
])("a set of %s has the scoring strategy %s", async (task, strategy) => {
  expect((await createSet(createEmulator(), task, questions)).scoring_strategy).toBe(strategy)
})
