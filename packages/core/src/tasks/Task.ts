import { array, checkOf, maybe, struct, text } from "#WireSchema"
import { BaseModel } from "../BaseModel.ts"
import { type Decoder, decoderOf } from "../http/Decoder.ts"

/** The wire's task (contract R10, R11). */
export interface TaskWire {
  readonly id: string
  readonly default_scorer?: string | null
  readonly has_blob_input?: boolean | null
  readonly examples?: ReadonlyArray<{ readonly [key: string]: unknown }> | null
  readonly [key: string]: unknown
}

/** A task of the benchmark catalogue. */
export class Task extends BaseModel<TaskWire> {
  readonly id: string
  /** `field_f1`, `macro_f1`, `execution_accuracy`, …; others may come. */
  readonly defaultScorer: string | null
  /** Whether a row's input is a document. */
  readonly hasBlobInput: boolean
  /** Sample rows, when `tasks.retrieve` asked for some. */
  readonly examples: ReadonlyArray<{ readonly [key: string]: unknown }>

  constructor(wire?: TaskWire | null) {
    super(wire)
    this.id = wire?.id ?? ""
    this.defaultScorer = wire?.default_scorer ?? null
    this.hasBlobInput = Boolean(wire?.has_blob_input)
    this.examples = wire?.examples ?? []
  }
}

const task = /*#__PURE__*/ struct({
  id: text,
  default_scorer: /*#__PURE__*/ maybe(text),
  examples: /*#__PURE__*/ maybe(/*#__PURE__*/ array(/*#__PURE__*/ struct({})))
})

export const decodeTask = /*#__PURE__*/ decoderOf(/*#__PURE__*/ checkOf(task), (wire: TaskWire) => new Task(wire))

const taskListProblem = /*#__PURE__*/ checkOf(
  /*#__PURE__*/ struct({ tasks: /*#__PURE__*/ maybe(/*#__PURE__*/ array(task)) })
)

export const decodeTaskList: Decoder<Array<Task>> = /*#__PURE__*/ decoderOf(
  taskListProblem,
  (wire: { readonly tasks?: ReadonlyArray<TaskWire> | null }) => (wire.tasks ?? []).map((each) => new Task(each))
)
