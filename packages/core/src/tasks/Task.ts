/** The tasks of the catalogue: `GET /v1/tasks` and `GET /v1/tasks/{id}`. */
import { BaseModel } from "../wire/BaseModel.ts"
import { type Decoder, decoderOf } from "../wire/Decoder.ts"
import { flagOf, modelsOf, objectOf, objectsOf, textOf } from "../wire/Fields.ts"
import type { JsonObject } from "../wire/JsonObject.ts"
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import { array, jsonObject, maybe, optionalFlag, optionalText, type Shape, struct, text } from "../wire/Shape.ts"

/** A task as sent on the wire: `GET /v1/tasks/{id}`, and an element of `tasks` in `GET /v1/tasks`. */
export interface TaskWire {
  readonly id: string
  readonly default_scorer?: LiteralUnion<"field_f1" | "macro_f1" | "macro_joint_f1" | "execution_accuracy"> | null
  readonly has_blob_input?: boolean | null
  readonly examples?: ReadonlyArray<JsonObject> | null
  readonly input_schema?: JsonObject | null
  readonly output_schema?: JsonObject | null
  readonly output_schema_role?: LiteralUnion<"summary" | "gold"> | null
  readonly gold_schema?: JsonObject | null
  readonly [key: string]: unknown
}

/** A task of the benchmark catalogue. */
export class Task extends BaseModel<TaskWire> {
  /** The value to pass as `task` to `endpoints.deploy` and the evals. */
  readonly id: string
  /** How its results are scored; `null` if the server omits it. Values that are not listed here are possible. */
  readonly defaultScorer: LiteralUnion<"field_f1" | "macro_f1" | "macro_joint_f1" | "execution_accuracy"> | null
  /** Whether the input of a row is a document; `false` if the server omits it. */
  readonly hasBlobInput: boolean
  /** Sample rows, if `tasks.retrieve` was called with `examplesN`; else `[]`. */
  readonly examples: ReadonlyArray<JsonObject>
  /** The JSON Schema of the input of a row; `null` if the server omits it. */
  readonly inputSchema: JsonObject | null
  /** The JSON Schema of an answer; `null` if the server omits it. */
  readonly outputSchema: JsonObject | null
  /**
   * What `outputSchema` describes: `gold` if expected answers have the same form, `summary` if it only summarizes them;
   * `null` if the server omits it.
   */
  readonly outputSchemaRole: LiteralUnion<"summary" | "gold"> | null
  /**
   * The JSON Schema of the expected answer of a row, for a task whose scorer reads more than `outputSchema` describes;
   * `null` if that is `outputSchema`, and if the server omits it.
   */
  readonly goldSchema: JsonObject | null

  constructor(wire?: TaskWire | null) {
    super(wire)
    this.id = textOf(wire?.id) ?? ""
    this.defaultScorer = textOf(wire?.default_scorer)
    this.hasBlobInput = flagOf(wire?.has_blob_input)
    this.examples = objectsOf(wire?.examples)
    this.inputSchema = objectOf(wire?.input_schema)
    this.outputSchema = objectOf(wire?.output_schema)
    this.outputSchemaRole = textOf(wire?.output_schema_role)
    this.goldSchema = objectOf(wire?.gold_schema)
  }
}

/** The shape of a {@link TaskWire}. */
export const taskShape: Shape<TaskWire> = /*#__PURE__*/ struct<TaskWire>({
  id: text,
  default_scorer: optionalText,
  has_blob_input: optionalFlag,
  examples: /*#__PURE__*/ maybe(/*#__PURE__*/ array(jsonObject)),
  input_schema: /*#__PURE__*/ maybe(jsonObject),
  output_schema: /*#__PURE__*/ maybe(jsonObject),
  output_schema_role: optionalText,
  gold_schema: /*#__PURE__*/ maybe(jsonObject)
})

/** A catalogue as sent on the wire: `GET /v1/tasks`. */
interface TaskListWire {
  readonly tasks?: ReadonlyArray<TaskWire> | null
}

const taskListShape = /*#__PURE__*/ struct<TaskListWire>({
  tasks: /*#__PURE__*/ maybe(/*#__PURE__*/ array(taskShape))
})

/** Decodes a task. */
export const decodeTask = /*#__PURE__*/ decoderOf(taskShape, ["id"], (wire) => new Task(wire))

/** Decodes a list of tasks. */
export const decodeTaskList: Decoder<Array<Task>> = /*#__PURE__*/ decoderOf(taskListShape, ["tasks"], ({ tasks }) =>
  modelsOf(tasks, Task)
)
