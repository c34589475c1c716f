/** Writes brief answers on the subject of a message, for every message that needs no other kind of answer. */
import { calculate, capital, count, define } from "./Facts.ts"
import { asksForSummary, summarize } from "./Summary.ts"

/** A message to answer, and a number in [0, 1) that chooses between equally good answers. */
export interface Question {
  readonly ask: string
  /** Everything the user wrote. */
  readonly text: string
  readonly images: number
  readonly drawn: number
}

/** A brief answer, of the first kind that fits. */
export const converse = (question: Question): string => {
  for (const kind of [dictated, haiku, summary, greeting, courtesy, facts, list, picture]) {
    const answer = kind(question)
    if (answer !== null) return answer
  }
  return anything(question)
}

// For messages such as "Say 'hello'" and "Reply with OK".
const dictated = ({ ask }: Question): string | null =>
  /\b(?:say|reply|respond|answer|echo|repeat)\b(?: with| only| just| exactly| back| the words?| the single word)*[: ]+["“']([^"”']+)["”']/i.exec(
    ask
  )?.[1] ??
  /\b(?:reply|respond|answer) (?:with )?(?:only |just |exactly )+(?:the word )?([\w-]+)[.!]?\s*$/i.exec(ask)?.[1] ??
  null

const haiku = ({ ask, drawn }: Question): string | null => {
  if (!/\bhaiku\b/i.test(ask)) return null
  const topic = /\b(?:about|on)\s+(?:(?:a|an|the)\s+)?([\p{L} -]{3,24})/iu.exec(ask)?.[1]?.trim() ?? "quiet"
  return pick(haikus, drawn)?.(capitalized(topic)) ?? null
}

const pick = <A>(choices: ReadonlyArray<A>, drawn: number): A | undefined => choices[Math.floor(drawn * choices.length)]

const haikus: ReadonlyArray<(topic: string) => string> = [
  (topic) => `${topic} at first light,\nwords drift softly, one by one,\nthe page fills itself.`,
  (topic) => `${topic}, open door,\na river of borrowed thought\nfinds its own way home.`,
  (topic) => `${topic} in the wind,\nan old branch shakes off the rain,\na new leaf answers.`
]

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const summary = ({ ask, text }: Question): string | null =>
  asksForSummary(ask)
    ? (summarize(text) ?? "Please share the text, and I will condense it to a few sentences.")
    : text.length > 400
      ? summarize(text)
      : null

const greeting = ({ ask, drawn }: Question): string | null =>
  /^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings)\b|\b(?:say (?:hello|hi)|greet)/i.test(ask)
    ? (pick(greetings, drawn) ?? null)
    : null

const greetings = [
  "Hello! It is good to meet you. How can I help today?",
  "Hi there! What can I do for you?",
  "Hello! I am ready when you are. What would you like to work on?"
]

const courtesy = ({ ask }: Question): string | null => {
  if (/\bthank/i.test(ask)) return "You are welcome. Is there anything else I can help with?"
  if (/\bjoke\b/i.test(ask)) return "Why did the token cross the stream? To get to the other side of the chunk."
  return /\b(?:ping|test)\b/i.test(ask) && ask.length < 20 ? "Pong: I am here and listening." : null
}

const facts = ({ ask }: Question): string | null => capital(ask) ?? calculate(ask) ?? count(ask) ?? define(ask)

const list = ({ ask }: Question): string | null => {
  const wanted = /\b(?:list|name|give(?: me)?)\s+(?:me )?(two|three|four|five|\d+)\b/i.exec(ask)?.[1]?.toLowerCase()
  if (wanted === undefined) return null
  const words: { readonly [name: string]: number } = { two: 2, three: 3, four: 4, five: 5 }
  const subject = topicOf(ask) || "this"
  return angles
    .slice(0, words[wanted] ?? Number(wanted))
    .map((angle, index) => `${index + 1}. On ${subject}: ${angle}.`)
    .join("\n")
}

/** The subject of a question: its first words, without the question words. */
const topicOf = (ask: string): string => {
  let rest = (ask.split(/[.?!\n]/)[0] ?? "").trim()
  while (fillers.test(rest)) rest = rest.replace(fillers, "")
  return rest
    .replace(/\s+(?:mean|means|work|works|do|does|please)$/i, "")
    .split(/\s+/)
    .slice(0, 8)
    .join(" ")
}

const fillers =
  /^(?:please|can you|could you|would you|i want (?:you )?to|what(?:'s| is| are| does| do)?|who(?: is| was)?|how (?:does|do|can|to)|why (?:is|are|does|do)|explain|describe|define|discuss|tell me|write|give me|list|name|show me|me|in (?:one|a|two|three) (?:short )?(?:sentences?|words?|paragraphs?)|(?:a|an|one|two|three|four|five|\d+) (?:\w+ )?(?:jokes?|poems?|stor(?:y|ies)|ideas?|names?|reasons?|ways?|tips?|facts?|examples?)|a few|some|about|for|on|of|to)\b[\s,:]*/i

const angles = [
  "start from what is known",
  "keep it simple",
  "measure before changing",
  "write it down",
  "ask for a second opinion",
  "review the result",
  "repeat what worked"
]

const picture = ({ ask, images }: Question): string | null =>
  images === 0
    ? null
    : `The ${images === 1 ? "image shows" : `${images} images show`} a document page with text and figures; the question was: ${ask.trim()}`

const anything = ({ ask }: Question): string => {
  const topic = topicOf(ask)
  if (topic === "") return "I am not sure what you mean. Could you say a little more?"
  return /\?\s*$/.test(ask)
    ? `On "${topic}": it depends on the context. Be clear about the goal first, then weigh cost against quality, and check the result.`
    : `On "${topic}": it rests on a few simple ideas that work well together. Start small, look at what comes back, and build on that.`
}
