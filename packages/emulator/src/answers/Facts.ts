/** A few facts and calculations, so that common first questions get a correct answer. */

/** The meaning of a term in the question. */
export const define = (ask: string): string | null => glossary.find(([term]) => term.test(ask))?.[1] ?? null

/** The capital of the country in the question. */
export const capital = (ask: string): string | null => {
  const country = /capital (?:city )?of ([a-z]+)/i.exec(ask)?.[1] ?? ""
  const city = capitals[country.toLowerCase()]
  return city === undefined ? null : `The capital of ${country.charAt(0).toUpperCase()}${country.slice(1)} is ${city}.`
}

/** The result of one operation on two numbers, if the question asks for it. */
export const calculate = (ask: string): string | null => {
  const number = "-?\\d+(?:\\.\\d+)?"
  const [, left, sign = "", right] =
    new RegExp(
      `(?:^\\s*|\\b(?:what(?:'s| is)|calculate|compute|how much is)\\s+)(${number})\\s*([-+*/x×÷]|plus|minus|times|divided by)\\s*(${number})`,
      "i"
    ).exec(ask) ?? []
  const apply = operators.find(([pattern]) => pattern.test(sign))?.[1]
  return apply === undefined ? null : String(Number(apply(Number(left), Number(right)).toFixed(6)))
}

/** The numbers that a message such as "Count from 1 to 5" asks for. */
export const count = (ask: string): string | null => {
  const [, from, to] = /\bcount (?:up )?(?:from )?(\d+) to (\d+)/i.exec(ask) ?? []
  if (from === undefined || to === undefined) return null
  const length = Math.min(200, Math.max(0, Number(to) - Number(from) + 1))
  return Array.from({ length }, (_, index) => Number(from) + index).join(", ")
}

const glossary: ReadonlyArray<readonly [term: RegExp, meaning: string]> = [
  [
    /open[- ]weights?/i,
    "Open-weights models are models whose trained parameters are published, so that anyone may run and adapt them."
  ],
  [
    /indemnif|indemnity/i,
    "An indemnification clause makes one party cover the losses that the other suffers from certain claims."
  ],
  [
    /force majeure/i,
    "A force majeure clause excuses a party from performing while events beyond its control prevent it."
  ],
  [
    /non-?disclosure|\bnda\b/i,
    "A non-disclosure agreement obliges the parties to keep shared information confidential for a stated time."
  ],
  [/governing law/i, "A governing law clause says which state's law is used to interpret a contract."],
  [
    /notice period/i,
    "A notice period is the time that must pass between announcing the end of a contract and its end."
  ],
  [/photosynthesis/i, "In photosynthesis, plants turn light, water and carbon dioxide into sugar and oxygen."],
  [
    /recursion|recursive/i,
    "Recursion solves a problem by solving smaller instances of the same problem until one is trivial."
  ],
  [/machine learning/i, "Machine learning fits models to data, so that they can predict what was not in it."],
  [
    /large language model|\bllms?\b/i,
    "A large language model predicts the next token of a text, having been trained on a great deal of it."
  ],
  [/\btypescript\b/i, "TypeScript is JavaScript with types that are checked before the program runs."],
  [/sky (?:is )?blue/i, "The sky is blue because air scatters short wavelengths of sunlight more than long ones."]
]

const capitals: { readonly [name: string]: string } = {
  austria: "Vienna",
  canada: "Ottawa",
  england: "London",
  france: "Paris",
  germany: "Berlin",
  india: "New Delhi",
  italy: "Rome",
  japan: "Tokyo",
  norway: "Oslo",
  poland: "Warsaw",
  portugal: "Lisbon",
  spain: "Madrid",
  sweden: "Stockholm"
}

const operators: ReadonlyArray<readonly [sign: RegExp, apply: (left: number, right: number) => number]> = [
  [/^(?:\+|plus)$/i, (left, right) => left + right],
  [/^(?:-|minus)$/i, (left, right) => left - right],
  [/^(?:[*x×]|times)$/i, (left, right) => left * right],
  [/^(?:[/÷]|divided by)$/i, (left, right) => left / right]
]
