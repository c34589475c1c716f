/** Sample rows of the tasks, as `examples_n` returns them. They can be uploaded as an eval set without changes. */

/** A sample row. */
export interface Example {
  readonly input: unknown
  readonly expected: unknown
}

/** The first `count` sample rows of a task, or all if there are fewer. */
export const examplesOf = (taskId: string, count: number): ReadonlyArray<Example> =>
  (Object.hasOwn(examples, taskId) ? (examples[taskId] ?? []) : []).slice(0, count)

const text = (input: string, expected: unknown): Example => ({ input: { text: input }, expected })

const contracts = [
  text(
    "SERVICES AGREEMENT between Acme Corp. and Globex GmbH, effective January 1, 2026. Acme shall pay USD 120,000. " +
      "Either party may terminate with 30 days written notice. Governed by the laws of Delaware. Payment net 30.",
    {
      title: "SERVICES AGREEMENT",
      parties: ["Acme Corp.", "Globex GmbH"],
      effective_date: "2026-01-01",
      contract_value: { amount: 120000, currency: "USD" },
      governing_law: "Delaware",
      notice_period: "30 days",
      payment_terms: "net 30 days"
    }
  ),
  text(
    "LEASE between Harbor Estates LLC and Northwind Ltd, effective March 15, 2026 until March 14, 2029. " +
      "The rent is EUR 4,500 a month. Governed by the laws of Ireland.",
    {
      title: "LEASE",
      parties: ["Harbor Estates LLC", "Northwind Ltd"],
      effective_date: "2026-03-15",
      term_end_date: "2029-03-14",
      contract_value: { amount: 4500, currency: "EUR" },
      governing_law: "Ireland"
    }
  ),
  text(
    "LICENSE AGREEMENT between Initech Inc. and Umbrella AG, dated June 2, 2025. Fee: USD 18,000. " +
      "60 days prior written notice. Governed by the laws of New York.",
    {
      title: "LICENSE AGREEMENT",
      parties: ["Initech Inc.", "Umbrella AG"],
      effective_date: "2025-06-02",
      contract_value: { amount: 18000, currency: "USD" },
      governing_law: "New York",
      notice_period: "60 days"
    }
  )
]

const invoices = [
  text("Invoice: INV-1042\nVendor: Acme Supplies Inc\nDate: 2026-02-03\nDue: 2026-03-05\nTax: $19.00\nTotal: $119.00", {
    invoice_number: "INV-1042",
    vendor: "Acme Supplies Inc",
    invoice_date: "2026-02-03",
    due_date: "2026-03-05",
    currency: "USD",
    tax: 19,
    total: 119
  }),
  text("Invoice: 2026-77\nVendor: Globex GmbH\nDate: 2026-01-20\nDue: 2026-02-19\nVAT: €38.00\nTotal: €238.00", {
    invoice_number: "2026-77",
    vendor: "Globex GmbH",
    invoice_date: "2026-01-20",
    due_date: "2026-02-19",
    currency: "EUR",
    tax: 38,
    total: 238
  }),
  text("Invoice: A-9\nVendor: Hooli LLC\nDate: 2025-12-01\nDue: 2025-12-31\nTotal: £64.50", {
    invoice_number: "A-9",
    vendor: "Hooli LLC",
    invoice_date: "2025-12-01",
    due_date: "2025-12-31",
    currency: "GBP",
    total: 64.5
  })
]

const general = [
  { input: { prompt: "What is the capital of Italy?" }, expected: "The capital of Italy is Rome." },
  { input: { prompt: "Calculate 12 * 12" }, expected: "144" },
  { input: { prompt: "Count from 1 to 5" }, expected: "1, 2, 3, 4, 5" }
]

const searches = [
  {
    input: {
      query: "cancel my subscription",
      documents: [
        "How to cancel a subscription at the end of the month",
        "Change the card that pays for your subscription",
        "Opening hours of our offices"
      ]
    },
    expected: { relevance: [3, 1, 0] }
  },
  {
    input: {
      query: "which law governs the contract",
      documents: ["Payment is due within 30 days.", "This contract is governed by the law of Ohio."]
    },
    expected: { relevance: [0, 2] }
  }
]

const examples: { readonly [name: string]: ReadonlyArray<Example> } = {
  "contract-key-fields": contracts,
  "contract-kie": contracts,
  "invoice-extraction": invoices,
  "document-extraction": [
    text("Report\nReference: R-2026-1\nDate: 2026-04-01\nThe audit cost $900.", {
      date: "2026-04-01",
      reference_number: "R-2026-1",
      amounts: [{ amount: 900, currency: "USD" }]
    }),
    text("Order No: 5531\nDate: 2026-05-09\nAmount: €49.90", {
      date: "2026-05-09",
      reference_number: "5531",
      amounts: [{ amount: 49.9, currency: "EUR" }]
    })
  ],
  "doc-classification": [
    text("This agreement is made between the parties and governed by the laws of Ohio.", "contract"),
    text("Invoice 1042. Amount payable: $119.00. Due in 30 days.", "invoice"),
    text("Education: MSc. Experience: five years as an engineer. Skills: SQL.", "resume"),
    text("Dear Ms. Lee, thank you for your visit. Sincerely, Tom", "letter")
  ],
  "intent-classification": [
    text("I was charged twice this month", "billing_question"),
    text("I want my money back for the broken lamp", "refund_request"),
    text("Please cancel my plan at the end of the month", "cancel_subscription"),
    text("The app crashes with an error when I log in", "technical_support"),
    text("Where is my package? It should have arrived", "order_status")
  ],
  "icd-coding": [
    text("Type 2 diabetes mellitus without complications", "E11.9"),
    text("Essential hypertension, well controlled", "I10"),
    text("Asthma, unspecified, uncomplicated", "J45.909")
  ],
  "text-to-sql": [
    {
      input: { schema: "CREATE TABLE orders (id INT, total INT)", question: "How many orders are there?" },
      expected: "SELECT COUNT(*) FROM orders"
    },
    {
      input: { schema: "CREATE TABLE users (id INT, name TEXT)", question: "List all names" },
      expected: "SELECT name FROM users"
    }
  ],
  "code-generation": [
    {
      input: { prompt: "Write a Python function that adds two numbers" },
      expected: "def add(a, b):\n    return a + b"
    },
    {
      input: { prompt: "Write a Python function that reverses a text" },
      expected: "def reverse(text):\n    return text[::-1]"
    }
  ],
  "function-completion": [
    { input: { prompt: "def largest(values):" }, expected: "def largest(values):\n    return max(values)" }
  ],
  "document-reranking": searches,
  "text-embedding": searches,
  "custom-eval": general,
  "general-chat": general,
  "general-agentic": general
}
