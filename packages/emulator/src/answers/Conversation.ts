/** Answers to everything that is no task of its own: brief, sensible, and about what was said. */
import { asksForSummary, summarize } from "./Summary.ts"

const contentWords = (text: string): ReadonlyArray<string> =>
  (text.match(/\p{L}{4,}/gu) ?? []).filter(
    (word) =>
      !/^(?:what|when|where|which|about|tell|give|write|please|could|would|should|with|that|this|from|your|have|does|into|haiku|poem|short|explain|describe|sentence|word|words|reply|answer|exactly|some|there|they|than|then|model|models)$/i.test(
        word
      )
  )

const topicOf = (ask: string): string =>
  /\b(?:about|on|of|explain|describe|define|is|are)\s+((?:(?:a|an|the)\s+)?[\p{L}\d' -]{3,60})/iu
    .exec(ask)?.[1]
    ?.replace(/\s+(?:in|to|for|with|please)\b.*$/i, "")
    .trim() ?? contentWords(ask).slice(0, 3).join(" ")

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const haikus: ReadonlyArray<(topic: string) => string> = [
  (topic) => `${topic} at first light,\nwords drift softly, one by one,\nthe page fills itself.`,
  (topic) => `${topic}, open door,\na river of borrowed thought\nfinds its own way home.`,
  (topic) => `${topic} in the wind,\nan old branch shakes off the rain,\na new leaf answers.`
]

const haiku = (ask: string, choice: number): string => {
  const topic = /\b(?:about|on)\s+(?:(?:a|an|the)\s+)?([\p{L} -]{3,24})/iu.exec(ask)?.[1]?.trim()
  return haikus[Math.floor(choice * haikus.length)]?.(capitalized(topic ?? "quiet")) ?? ""
}

const greetings = [
  "Hello! It is good to meet you. How can I help today?",
  "Hi there! What can I do for you?",
  "Hello! I am ready when you are. What would you like to work on?"
]

const capitals: Readonly<Record<string, string>> = {
  france: "Paris",
  germany: "Berlin",
  italy: "Rome",
  spain: "Madrid",
  japan: "Tokyo",
  portugal: "Lisbon",
  austria: "Vienna",
  poland: "Warsaw",
  canada: "Ottawa",
  england: "London",
  sweden: "Stockholm",
  norway: "Oslo",
  india: "New Delhi"
}

const arithmetic = (ask: string): string | null => {
  const found = /(-?\d+(?:\.\d+)?)\s*([-+*/x×÷]|plus|minus|times|divided by)\s*(-?\d+(?:\.\d+)?)/i.exec(ask)
  if (found === null) return null
  const [left, right] = [Number(found[1]), Number(found[3])]
  const results: Readonly<Record<string, number>> = {
    "+": left + right,
    plus: left + right,
    "-": left - right,
    minus: left - right,
    "*": left * right,
    x: left * right,
    "×": left * right,
    times: left * right,
    "/": left / right,
    "÷": left / right,
    "divided by": left / right
  }
  const result = results[(found[2] ?? "").toLowerCase()]
  return result === undefined ? null : String(Number(result.toFixed(6)))
}

// "Say hello", "Reply with OK", "answer exactly: yes"
const dictated = (ask: string): string | null =>
  /\b(?:say|reply|respond|answer|echo|repeat)\b(?: with| only| just| exactly| back| the words?| the single word)*[: ]+["“']([^"”']+)["”']/i.exec(
    ask
  )?.[1] ??
  /\b(?:reply|respond|answer) (?:with )?(?:only |just |exactly )+(?:the word )?([\w-]+)[.!]?\s*$/i.exec(ask)?.[1] ??
  null

const listOf = (count: number, ask: string): string => {
  const topic = topicOf(ask).replace(/^\d+\s+/, "") || "the subject"
  const angles = [
    "start from what is known",
    "keep it simple",
    "measure before changing",
    "write it down",
    "ask for a second opinion",
    "review the result",
    "repeat what worked"
  ]
  return Array.from({ length: Math.min(count, 7) }, (_, index) => `${index + 1}. On ${topic}: ${angles[index]}.`).join(
    "\n"
  )
}

/** A brief answer; `choice` in [0, 1) picks among equally good ones. */
export const converse = (ask: string, text: string, choice: number, images: number): string => {
  const exact = dictated(ask)
  if (exact !== null) return exact
  if (/\bhaiku\b/i.test(ask)) return haiku(ask, choice)
  if (asksForSummary(ask)) {
    const summary = summarize(text)
    if (summary !== null) return summary
  }
  if (
    /^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings)\b/i.test(ask) ||
    /\b(?:say (?:hello|hi)|greet)/i.test(ask)
  ) {
    return greetings[Math.floor(choice * greetings.length)] ?? "Hello!"
  }
  const country = /capital (?:city )?of ([a-z]+)/i.exec(ask)?.[1]
  const capital = country === undefined ? undefined : capitals[country.toLowerCase()]
  if (country !== undefined && capital !== undefined) return `The capital of ${capitalized(country)} is ${capital}.`
  const result = arithmetic(ask)
  if (result !== null) return result
  if (/\b(?:ping|test)\b/i.test(ask) && ask.length < 20) return "Pong: I am here and listening."
  if (/\bthank/i.test(ask)) return "You are welcome. Is there anything else I can help with?"
  const count = /\b(?:list|name|give(?: me)?)\s+(?:me )?(three|four|five|\d+)\b/i.exec(ask)?.[1]
  if (count !== undefined) return listOf({ three: 3, four: 4, five: 5 }[count.toLowerCase()] ?? Number(count), ask)
  if (images > 0)
    return `The ${images === 1 ? "image shows" : `${images} images show`} a document page with text and figures; the question was: ${ask.trim()}`
  if (text.length > 400) {
    const summary = summarize(text)
    if (summary !== null) return summary
  }
  const topic = topicOf(ask)
  if (topic === "") return "I am not sure what you mean. Could you say a little more?"
  return /\?\s*$/.test(ask)
    ? `In short: it depends on the context, but the main thing about ${topic} is to be clear about the goal first, then weigh cost against quality, and check the result.`
    : `Here is a short take on ${topic}: it rests on a few simple ideas that work well together. Start small, look at what comes back, and build on that.`
}
