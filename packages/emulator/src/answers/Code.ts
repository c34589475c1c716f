/** Answers for the tasks on code, SQL and medical coding. */

/** A query that fits the question. Its table is the one that the question names, or else the first of the schema. */
export const writeSql = (text: string): string => {
  const schemas = [...text.matchAll(/create\s+table\s+(\w+)\s*\(([\s\S]*?)\)\s*(?:;|\n\n|$)/gi)]
  const question = text.replace(/create\s+table[\s\S]*?\)\s*(?:;|\n\n|$)/gi, "").toLowerCase()
  const named = schemas.find((schema) => question.includes((schema[1] ?? "").toLowerCase())) ?? schemas[0]
  const noun = /\b(?:many|all|the|list|show|of)\s+(\w+s)\b/.exec(question)?.[1]
  const table = named?.[1] ?? noun ?? "records"
  const all = columnsOf(named?.[2] ?? "")
  const columns = all.filter((column) => new RegExp(`\\b${column.replaceAll("_", "[ _]")}s?\\b`, "i").test(question))
  const year = /\b(?:in|since|during) (\d{4})\b/.exec(question)?.[1]
  const dateColumn = all.find((column) => /date|_at$|_on$/.test(column)) ?? "created_at"
  const where =
    year === undefined ? "" : ` WHERE ${dateColumn} >= '${year}-01-01' AND ${dateColumn} < '${Number(year) + 1}-01-01'`
  if (/\bhow many\b|\bcount\b|\bnumber of\b/.test(question)) return `SELECT COUNT(*) FROM ${table}${where};`
  // A column may be called "total". Then the question asks for that column and not for a sum.
  const aggregate = /\b(average|mean|total|sum|highest|maximum|lowest|minimum)\b/.exec(question)?.[1]
  const functions: { readonly [name: string]: string } = {
    average: "AVG",
    mean: "AVG",
    total: "SUM",
    sum: "SUM",
    highest: "MAX",
    maximum: "MAX",
    lowest: "MIN",
    minimum: "MIN"
  }
  const name = aggregate === undefined ? undefined : all.includes(aggregate) ? undefined : functions[aggregate]
  if (name !== undefined) return `SELECT ${name}(${columns[0] ?? "amount"}) FROM ${table}${where};`
  return `SELECT ${columns.length > 0 ? columns.join(", ") : "*"} FROM ${table}${where};`
}

/** The ICD-10 codes of the diagnoses in the note, as a JSON array. */
export const codeDiagnoses = (text: string): string =>
  JSON.stringify(diagnoses.filter(([pattern]) => pattern.test(text)).map(([, code]) => code))

/** The requested function: in TypeScript if the prompt mentions TypeScript or JavaScript, otherwise in Python. */
export const writeCode = (text: string): string => {
  const snippet = snippets.find((each) => each.asks.test(text)) ?? anything
  // If the prompt begins a function, the answer has its name and parameters.
  const [, name = snippet.name, parameters = snippet.parameters] =
    /\b(?:def|function)\s+(\w+)\s*\(([^)]*)\)/.exec(text) ?? []
  return /typescript|javascript|\bfunction \w+\s*\(|=>|\bconst /i.test(text)
    ? `\`\`\`ts\nfunction ${name}(${parameters}) {\n  ${snippet.typescript}\n}\n\`\`\``
    : `\`\`\`python\ndef ${name}(${parameters}):\n    ${snippet.python}\n\`\`\``
}

const columnsOf = (table: string): ReadonlyArray<string> =>
  table
    .split(",")
    .map((column) => column.trim().match(identifier)?.[0] ?? "")
    .filter((column) => column !== "" && !/^(primary|foreign|constraint|unique|key)$/i.test(column))

const identifier = /[A-Za-z_]\w*/g

const diagnoses: ReadonlyArray<readonly [pattern: RegExp, code: string]> = [
  [/type 2 diabetes|diabetes mellitus|\bt2dm\b|diabet/i, "E11.9"],
  [/hypertension|high blood pressure/i, "I10"],
  [/asthma/i, "J45.909"],
  [/pneumonia/i, "J18.9"],
  [/copd|chronic obstructive/i, "J44.9"],
  [/atrial fibrillation/i, "I48.91"],
  [/heart failure/i, "I50.9"],
  [/myocardial infarction|heart attack/i, "I21.9"],
  [/chest pain/i, "R07.9"],
  [/urinary tract infection|\buti\b/i, "N39.0"],
  [/depress/i, "F32.A"],
  [/anxiety/i, "F41.9"],
  [/migraine/i, "G43.909"],
  [/headache/i, "R51.9"],
  [/back pain/i, "M54.50"],
  [/fever/i, "R50.9"],
  [/cough/i, "R05.9"],
  [/hyperlipid|cholesterol/i, "E78.5"],
  [/obes/i, "E66.9"],
  [/fracture of (?:the )?wrist|wrist fracture/i, "S62.109A"]
]

const snippets: ReadonlyArray<Snippet> = [
  {
    asks: /fibonacci/i,
    name: "fibonacci",
    parameters: "n",
    python: "a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a",
    typescript: "let [a, b] = [0, 1]\n  for (let i = 0; i < n; i++) [a, b] = [b, a + b]\n  return a"
  },
  {
    asks: /factorial/i,
    name: "factorial",
    parameters: "n",
    python: "return 1 if n < 2 else n * factorial(n - 1)",
    typescript: "return n < 2 ? 1 : n * factorial(n - 1)"
  },
  {
    asks: /palindrome/i,
    name: "palindrome",
    parameters: "text",
    python: "return text == text[::-1]",
    typescript: 'return text === [...text].reverse().join("")'
  },
  {
    asks: /revers/i,
    name: "reverse",
    parameters: "text",
    python: "return text[::-1]",
    typescript: 'return [...text].reverse().join("")'
  },
  {
    asks: /prime/i,
    name: "is_prime",
    parameters: "n",
    python: "return n > 1 and all(n % d for d in range(2, int(n ** 0.5) + 1))",
    typescript:
      "if (n < 2) return false\n  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false\n  return true"
  },
  { asks: /\b(?:sum|add)/i, name: "add", parameters: "a, b", python: "return a + b", typescript: "return a + b" },
  {
    asks: /\bmax|largest/i,
    name: "largest",
    parameters: "values",
    python: "return max(values)",
    typescript: "return Math.max(...values)"
  },
  {
    asks: /sort/i,
    name: "sort_values",
    parameters: "values",
    python: "return sorted(values)",
    typescript: "return [...values].sort((a, b) => a - b)"
  }
]

interface Snippet {
  readonly asks: RegExp
  readonly name: string
  readonly parameters: string
  readonly python: string
  readonly typescript: string
}

const anything: Snippet = {
  asks: /./,
  name: "solve",
  parameters: "values",
  python: "return values",
  typescript: "return values"
}
