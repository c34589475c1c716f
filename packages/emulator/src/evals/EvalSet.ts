/** An eval set: rows, and documents attached to them. */
import type { CatalogueTask } from "../catalogue/CatalogueTask.ts"
import type { Upload } from "../wire/Upload.ts"
import type { Row } from "./Rows.ts"

/** A document in a field of a row. */
export interface Attachment extends Upload {
  /** `gs://…` */
  readonly uri: string
  readonly mime: string
}

/** The same, and where it is. Its bytes are not kept. */
export interface AttachedDocument extends Attachment {
  readonly evalSetId: string
  /** The row, from 0. */
  readonly idx: number
  readonly fieldName: string
}

/** What a set is made of. */
export interface EvalSetContent {
  readonly task: CatalogueTask
  readonly name: string
  readonly rows: ReadonlyArray<Row>
  /** What the rows are about, in a sentence; clients since 3.0 send it. */
  readonly prompt: string | undefined
}

/** How the answers of a task are scored, as eval sets name it. */
export const scoringStrategyOf = (task: CatalogueTask): string => {
  if (task.answerKind === "extraction") return "extraction"
  return task.answerKind === "classification" || task.answerKind === "icd" ? "classification" : task.defaultScorer
}

/** One eval set. Rows never change; attaching a document again replaces the one before. */
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

  /** Puts a document in a field of a row. */
  attach(index: number, fieldName: string, attachment: Attachment): void {
    const ofRow = this.#attachments.get(index) ?? new Map<string, Attachment>()
    this.#attachments.set(index, ofRow.set(fieldName, attachment))
  }

  /** The documents of a row. */
  attachmentsOf(index: number): ReadonlyArray<Attachment> {
    return [...(this.#attachments.get(index)?.values() ?? [])]
  }

  /** Every document of the set, by row. */
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
      scoring_strategy: scoringStrategyOf(task),
      created: Math.floor(this.createdAt / 1000),
      ...(prompt === undefined ? {} : { prompt })
    }
  }
}
