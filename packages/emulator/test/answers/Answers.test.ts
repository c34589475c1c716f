import { it as effectIt } from "@effect/vitest"
import { createEmulator } from "@pareta/emulator"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { canned } from "../../src/answers/Answer.ts"
import { countTokens, tokenize } from "../../src/catalogue/Tokens.ts"
import { answerOf, chat, textOf } from "../Wire.ts"

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
    ["Both parties sign two copies of the contracts", "contract"],
    ["Experience: five years at Acme. Education: BSc. Skills: SQL", "other"]
  ])("uses the task's labels for %j", async (text, label) => {
    const emulator = createEmulator({ endpoints: [{ id: "docs", task: "doc-classification" }] })
    expect(await textOf(chat(emulator, text, { model: "docs" }))).toBe(label)
  })

  it.each([
    ["Labels: positive, negative, neutral\nText: I love this, a most positive surprise", "positive"],
    ["Classify the text as positive, negative or neutral.\nText: my impressions are negative", "negative"],
    ["Classify the text as positive, negative or neutral.\nText: it arrived on Tuesday", "neutral"],
    ["Categories: constructor, __proto__, toString\nText: the toString of it", "toString"],
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
      { role: "user", content: "The server is down, this is urgent" }
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

describe("a question that only a model could answer", () => {
  const ask = (content: string, model: string) =>
    textOf(
      chat(
        createEmulator({
          endpoints: [
            { id: "chat", task: "general-chat" },
            { id: "contracts", task: "contract-key-fields" },
            { id: "sql", task: "text-to-sql" },
            { id: "code", task: "code-generation" },
            { id: "icd", task: "icd-coding" }
          ]
        }),
        content,
        { model }
      )
    )

  it.each([
    ["chat", "What is the capital of Japan?"],
    ["chat", "Write a haiku about the sea."],
    ["contracts", "Say hello"],
    ["sql", "How many orders are there?"],
    ["code", "Write a Python function for the factorial of n"],
    ["icd", "68-year-old with type 2 diabetes"]
  ])("gets one canned sentence from the endpoint %s: %s", async (model, content) => {
    expect(await ask(content, model)).toBe(
      "This is the Pareta emulator: there is no model behind it, so tell it what to answer with answers.script."
    )
  })

  it("gets the same sentence for each choice and every seed", async () => {
    const answer = await answerOf(chat(createEmulator({ seed: 7 }), "Hello", { n: 2, seed: 3 }))
    expect(answer.choices.map(({ message }) => message.content)).toEqual([canned, canned])
  })
})
