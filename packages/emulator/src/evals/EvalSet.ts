/** An eval set: rows, and the documents attached to them. */
import type { CatalogueTask } from "../catalogue/CatalogueTask.ts"
import type { Upload } from "../wire/Upload.ts"
import type { Row } from "./Rows.ts"
import { strategyOf } from "./Scoring.ts"

/** A document attached to a row. */
export interface Attachment extends Upload {
  /** `gs://…` */
  readonly uri: string
  readonly mime: string
}

/** An attached document and its place. Its bytes are not kept. */
export interface AttachedDocument extends Attachment {
  readonly evalSetId: string
  /** The index of the row, from 0. */
  readonly idx: number
  readonly fieldName: string
}

/** The content of a set. */
export interface EvalSetContent {
  readonly task: CatalogueTask
  readonly name: string
  readonly rows: ReadonlyArray<Row>
  /** What a model does with each row. Clients of generation 3 send it. */
  readonly prompt: string | undefined
}

/** One eval set. Its rows never change. A document replaces the previous one of the same field and row. */
export class EvalSet {
  readonly id: string
  readonly content: EvalSetContent
  readonly createdAt: number
  readonly #attachments = new Map<number, Map<string, Attachment>>()

  constructor(id: string, content: EvalSetContent, createdAt: number) {
    this.id = id
    this.content = content
    this.createdAt = createdAt
  }

  /** Attaches a document to a field of a row. */
  attach(index: number, fieldName: string, attachment: Attachment): void {
    const ofRow = this.#attachments.get(index) ?? new Map<string, Attachment>()
    this.#attachments.set(index, ofRow.set(fieldName, attachment))
  }

  /** Whether a document is attached to a field of a row. */
  hasAttachment(index: number, fieldName: string): boolean {
    return this.#attachments.get(index)?.has(fieldName) === true
  }

  /** The documents of a row. */
  attachmentsOf(index: number): ReadonlyArray<Attachment> {
    return [...(this.#attachments.get(index)?.values() ?? [])]
  }

  /** Every document of the set, in the order of the rows. */
  get documents(): ReadonlyArray<AttachedDocument> {
    return [...this.#attachments]
      .sort(([left], [right]) => left - right)
      .flatMap(([idx, ofRow]) =>
        [...ofRow].map(([fieldName, attachment]) => ({ evalSetId: this.id, idx, fieldName, ...attachment }))
      )
  }

  /** The wire record. */
  toRecord(): { readonly [name: string]: unknown } {
    const { task, name, rows, prompt } = this.content
    return {
      id: this.id,
      task_id: task.id,
      name,
      item_count: rows.length,
      scoring_strategy: strategyOf(task.defaultScorer),
      created: Math.floor(this.createdAt / 1000),
      ...(prompt === undefined ? {} : { prompt })
    }
  }
}
