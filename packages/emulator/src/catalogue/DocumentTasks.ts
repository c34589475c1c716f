/** Tasks on documents. */
import { type CatalogueTask, frontier, open } from "./CatalogueTask.ts"

const extractionPrompt = (what: string, fields: ReadonlyArray<string>): string =>
  `Extract the key fields of the ${what} as one JSON object with exactly these keys: ${fields.join(", ")}. ` +
  "Use null for what the document does not say. Write dates as YYYY-MM-DD. Answer with the JSON object only."

const contractFields = [
  "title",
  "parties",
  "effective_date",
  "term_end_date",
  "contract_value",
  "governing_law",
  "notice_period",
  "payment_terms"
]

const invoiceFields = [
  "invoice_number",
  "vendor",
  "customer",
  "invoice_date",
  "due_date",
  "currency",
  "subtotal",
  "tax",
  "total",
  "line_items"
]

const documentFields = ["title", "document_type", "parties", "date", "amounts", "reference_number"]

const documentLabels = ["contract", "invoice", "receipt", "resume", "letter", "report", "form", "other"]

/** Contracts, invoices and other documents. */
export const documentTasks: ReadonlyArray<CatalogueTask> = [
  {
    id: "contract-key-fields",
    description:
      "Extract key fields from contracts, agreements and NDAs: parties, effective date, value, governing law, notice period",
    category: "Document Extraction",
    topic: "legal",
    answerKind: "extraction",
    pricing: "per-request",
    defaultScorer: "field_f1",
    metric: "F1",
    costUnit: "per_request",
    hasBlobInput: true,
    recommended: "qwen-vl-2",
    candidates: [
      open("qwen-vl-2", 0.931, 3_100, 128, "twostage"),
      open("qwen-vl-1", 0.926, 3_800, 128),
      open("contract-key-fields-open-1", 0.917, 2_400, 64),
      open("pixtral-1", 0.904, 2_900, 128),
      open("contract-key-fields-open-2", 0.897, 1_600, 64),
      open("llama-1", 0.881, 1_900, 128)
    ],
    frontier: [
      frontier("claude-opus-4-7", 0.919, 28_800, 200),
      frontier("gpt-5.5", 0.922, 41_200, 400),
      frontier("gemini-3-1-pro", 0.908, 14_600, 1000)
    ],
    fields: contractFields,
    summarizesGold: true,
    recommendedSystemPrompt: extractionPrompt("contract", contractFields)
  },
  {
    id: "contract-kie",
    description: "Key information extraction from agreements and contracts, by a distilled specialist",
    category: "Document Extraction",
    topic: "legal",
    answerKind: "extraction",
    pricing: "per-request",
    defaultScorer: "field_f1",
    metric: "F1",
    costUnit: "per_request",
    hasBlobInput: true,
    recommended: "contract-kie-1",
    candidates: [
      open("contract-kie-1", 0.928, 1_450, 64),
      open("pareta-distilled-kie-1", 0.921, 653, 32),
      open("qwen-vl-1", 0.918, 3_800, 128),
      open("internvl-1", 0.893, 2_700, 64)
    ],
    frontier: [frontier("claude-opus-4-7", 0.915, 28_800, 200), frontier("gpt-5.5", 0.917, 41_200, 400)],
    fields: contractFields,
    summarizesGold: true,
    recommendedSystemPrompt: extractionPrompt("contract", contractFields)
  },
  {
    id: "invoice-extraction",
    description: "Extract vendor, number, dates, line items, tax and total from invoices, bills and receipts",
    category: "Document Extraction",
    topic: "finance",
    answerKind: "extraction",
    pricing: "per-request",
    defaultScorer: "field_f1",
    metric: "F1",
    costUnit: "$/1k invoices",
    hasBlobInput: true,
    recommended: "qwen-vl-1",
    candidates: [
      open("qwen-vl-1", 0.952, 2_100, 128),
      open("qwen2.5-vl-1", 0.944, 1_700, 128),
      open("internvl-1", 0.931, 1_500, 64),
      open("pixtral-1", 0.919, 1_900, 128)
    ],
    frontier: [
      frontier("claude-opus-4-7", 0.948, 22_400, 200),
      frontier("gpt-4o", 0.936, 11_795, 128),
      frontier("gemini-3-5-flash", 0.917, 3_900, 1000)
    ],
    fields: invoiceFields,
    recommendedSystemPrompt: extractionPrompt("invoice", invoiceFields)
  },
  {
    id: "document-extraction",
    description: "Extract structured fields from any scanned or digital document",
    category: "Document Extraction",
    topic: "documents",
    answerKind: "extraction",
    pricing: "per-request",
    defaultScorer: "field_f1",
    metric: "F1",
    costUnit: "per_request",
    hasBlobInput: true,
    recommended: "qwen-vl-1",
    candidates: [
      open("qwen-vl-1", 0.913, 2_600, 128),
      open("qwen2.5-vl-1", 0.905, 2_200, 128),
      open("pixtral-1", 0.889, 2_000, 128)
    ],
    frontier: [frontier("claude-opus-4-7", 0.911, 24_100, 200), frontier("gemini-3-1-pro", 0.902, 12_300, 1000)],
    fields: documentFields,
    recommendedSystemPrompt: extractionPrompt("document", documentFields)
  },
  {
    id: "doc-classification",
    description: "Classify documents by type: contract, invoice, receipt, resume, letter, report, form",
    category: "Document Classification",
    topic: "documents",
    answerKind: "classification",
    pricing: "per-request",
    defaultScorer: "macro_f1",
    metric: "macro F1",
    costUnit: "per_request",
    hasBlobInput: false,
    recommended: "qwen-1",
    candidates: [open("qwen-1", 0.957, 240, 64), open("mistral-2", 0.949, 310, 64), open("llama-1", 0.941, 280, 128)],
    frontier: [frontier("claude-opus-4-7", 0.951, 4_800, 200), frontier("gpt-5.5", 0.954, 5_900, 400)],
    labels: documentLabels,
    promptScaffold: `Classify the document. Answer with exactly one of these labels: ${documentLabels.join(", ")}.\n\nDocument:\n{document}`
  }
]
