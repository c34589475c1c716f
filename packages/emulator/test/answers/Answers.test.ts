import { it as effectIt } from "@effect/vitest"
import { createEmulator } from "@pareta/emulator"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { countTokens, tokenize } from "../../src/catalogue/Tokens.ts"
import { chat, textOf } from "../Wire.ts"

const ask = (content: string, model = "ep_a1b2c3") => textOf(chat(createEmulator(), content, { model }))

describe("tokens", () => {
  effectIt.prop("make the original text when joined", [Schema.String], ([text]) => {
    expect(tokenize(text).join("")).toBe(text)
  })

  it("contain about four characters of English each", () => {
    const text = "The term of this agreement begins on the effective date and continues for two years."
    expect(text.length / countTokens(text)).toBeGreaterThan(3)
    expect(text.length / countTokens(text)).toBeLessThan(6)
  })
})

describe("classification", () => {
  it.each([
    ["Invoice no 12, amount due $40, VAT included, payable within 30 days", "invoice"],
    ["This agreement between the parties is governed by the laws of Ohio", "contract"],
    ["Experience: five years at Acme. Education: BSc. Skills: SQL", "resume"]
  ])("uses the task's labels for %j", async (text, label) => {
    const emulator = createEmulator({ endpoints: [{ id: "docs", task: "doc-classification" }] })
    expect(await textOf(chat(emulator, text, { model: "docs" }))).toBe(label)
  })

  it.each([
    ["Labels: positive, negative, neutral\nText: I love this, it is wonderful", "positive"],
    ["Classify the text as positive, negative or neutral.\nText: terrible, it broke and I want a refund", "negative"],
    ["Classify. Choose one of: sports, politics\nText: The politics of the senate", "politics"],
    ["Classify the ticket.\nCategories:\n- billing\n- shipping\nTicket: where is my shipping label?", "shipping"]
  ])("uses the labels of the prompt: %j", async (text, label) => {
    const emulator = createEmulator({ endpoints: [{ id: "labels", task: "intent-classification" }] })
    expect(await textOf(chat(emulator, text, { model: "labels" }))).toBe(label)
  })

  it("uses the labels of the system message", async () => {
    const emulator = createEmulator({ endpoints: [{ id: "labels", task: "intent-classification" }] })
    const messages = [
      { role: "system", content: "Answer with one of these labels: urgent, routine" },
      { role: "user", content: "The server is down, please help immediately" }
    ]
    expect(await textOf(chat(emulator, "", { model: "labels", messages }))).toBe("urgent")
  })
})

describe("a summary", () => {
  const text = `The city council approved a new transport plan on Monday. The transport plan adds three tram lines and
sixty electric buses. Supporters say the plan will cut traffic in the centre by a fifth. Opponents argue that the plan
costs too much. The mayor wore a blue coat. Construction of the first tram line begins in spring and will take four
years. Shops on the route will be paid for lost business. A second vote on the buses is expected in May.`

  it("is two to four sentences of the text, in their order", async () => {
    const summary = await ask(`Summarize this text:\n\n${text}`)
    const flat = text.replace(/\s+/g, " ")
    const sentences = summary.split(/(?<=\.) /)
    expect(sentences.length).toBeGreaterThanOrEqual(2)
    expect(sentences.length).toBeLessThanOrEqual(4)
    const places = sentences.map((sentence) => flat.indexOf(sentence))
    expect(places.every((place) => place >= 0)).toBe(true)
    expect(places).toEqual([...places].sort((left, right) => left - right))
    expect(summary).not.toContain("blue coat")
  })

  it("is also returned by an extraction endpoint, on request", async () => {
    expect(await ask(`Summarize: ${text}`, "ep_contract_kie_01")).toContain("transport plan")
  })
})

describe("conversation", () => {
  it.each([
    ["Hello there", /^(Hello|Hi)/],
    ["What is 17 * 3?", /^51$/],
    ["What is the capital of Japan?", /Tokyo/],
    ['Reply with exactly "OK"', /^OK$/],
    ["Thanks a lot", /welcome/],
    ["List three ideas about gardening", /^1\. .*gardening.*\n2\. .*\n3\. /],
    ["Explain photosynthesis", /photosynthesis/]
  ])("responds to %j sensibly", async (content, expected) => {
    expect(await ask(content)).toMatch(expected)
  })

  it("writes haikus of three lines about the subject", async () => {
    const lines = (await ask("Write a haiku about the sea.")).split("\n")
    expect(lines.length).toBe(3)
    expect(lines[0]).toContain("Sea")
  })
})

describe("other tasks", () => {
  const emulator = createEmulator({
    endpoints: [
      { id: "sql", task: "text-to-sql" },
      { id: "icd", task: "icd-coding" },
      { id: "code", task: "code-generation" }
    ]
  })

  it.each([
    [
      "How many orders were placed in 2024?",
      "SELECT COUNT(*) FROM orders WHERE order_date >= '2024-01-01' AND order_date < '2025-01-01';"
    ],
    ["What is the average total of the orders?", "SELECT AVG(total) FROM orders;"],
    ["Show the total and customer of all orders", "SELECT customer, total FROM orders;"]
  ])("write SQL for the schema: %s", async (question, sql) => {
    const schema = "CREATE TABLE orders (id INT, customer TEXT, total NUMERIC, order_date DATE);"
    expect(await textOf(chat(emulator, `${schema}\n\n${question}`, { model: "sql" }))).toBe(sql)
  })

  it("code diagnoses as a JSON array", async () => {
    const note = "68-year-old with type 2 diabetes and hypertension, presents with cough."
    expect(JSON.parse(await textOf(chat(emulator, note, { model: "icd" })))).toEqual(["E11.9", "I10", "R05.9"])
  })

  it.each([
    [
      "Write a Python function for the factorial of n",
      "```python\ndef factorial(n):\n    return 1 if n < 2 else n * factorial(n - 1)\n```"
    ],
    [
      "Write a TypeScript function that checks for a palindrome",
      '```ts\nfunction palindrome(text) {\n  return text === [...text].reverse().join("")\n}\n```'
    ]
  ])("write code: %s", async (content, code) => {
    expect(await textOf(chat(emulator, content, { model: "code" }))).toBe(code)
  })
})
