/** Proposes a task that could score rows, given what a model should do with them. See `docs/wire.md#eval-sets`. */
import { isDeployable, tasks } from "../catalogue/Catalogue.ts"
import type { CatalogueTask } from "../catalogue/CatalogueTask.ts"
import { confidenceOf, type Ranking, rank } from "../match/KeywordMatcher.ts"
import type { ProposalOutcome, ScriptedProposal } from "./ProposalScript.ts"
import {
  fits,
  type Gold,
  goldRecordOf,
  hasLabel,
  looksExtracted,
  namesField,
  namesIn,
  ownFields,
  type SaysName
} from "./RowFit.ts"
import type { Row } from "./Rows.ts"

/** A proposal as sent on the wire. */
export interface Proposal {
  readonly proposals: ReadonlyArray<ProposedTask>
  readonly homogeneous: boolean
  readonly split: { readonly validated_n: number; readonly total_n: number; readonly closest_task: string } | null
  readonly conflict: { readonly intended_task: string; readonly reasoning: string } | null
  readonly closest_task: string | null
  readonly prompt: string
  readonly message: string | null
}

interface ProposedTask {
  readonly task_id: string
  readonly confidence: "high" | "medium" | "low"
  readonly evidence: { readonly [name: string]: unknown }
  readonly warning?: string
}

/** Proposes a task. What is scripted replaces what the rows and the prompt suggest. */
export const propose = (rows: ReadonlyArray<Row>, prompt: string, scripted: ScriptedProposal | undefined): Proposal => {
  const ranking = rank(prompt, "all")
  const says = namesIn(prompt)
  const golds = rows.map(goldRecordOf)
  const fitting = fittingTasks(golds, says, ranking)
  const [top] = fitting
  const closest = ranking.tasks[0]?.task.id ?? null
  const outcome = scripted?.outcome ?? outcomeOf(golds, says, ranking, top)
  const task = scripted?.task ?? top?.task.id ?? closest ?? "contract-key-fields"
  const total = rows.length
  const validated = top?.task.id === task ? top.rows : total
  const alternatives = fitting.slice(1).map((other) => other.task.id)
  const proposed = (confidence: ProposedTask["confidence"], id = task): ProposedTask => ({
    task_id: id,
    confidence,
    evidence: {
      validated_n: validated,
      total_n: total,
      matcher_reason: `The expected answers have the form of '${id}'.`,
      alternatives
    }
  })
  const nothing = { proposals: [], homogeneous: true, split: null, conflict: null, closest_task: null, prompt }
  const intended = ranking.capability?.id ?? closest ?? "chat"
  const proposals: Readonly<Record<ProposalOutcome, () => Proposal>> = {
    clean: () => ({
      ...nothing,
      proposals: [proposed(confidenceIn(ranking, task))],
      message: `All ${total} rows fit '${task}'.`
    }),
    low: () => ({
      ...nothing,
      proposals: [proposed("low")],
      message: `The rows fit '${task}', and the prompt reads as another task.`
    }),
    several: () => ({
      ...nothing,
      proposals: [task, ...anotherThan(task)].map((id) => proposed("medium", id)),
      message: "Several tasks fit the rows equally well."
    }),
    conflict: () => ({
      ...nothing,
      proposals: [proposed("low")],
      conflict: {
        intended_task: intended,
        reasoning: `The prompt reads as '${intended}', and the expected answers have the form of '${task}'.`
      },
      message: `The prompt asks for '${intended}', and the rows are for '${task}'.`
    }),
    split: () => {
      const some = validated === total ? Math.floor(total / 2) + 1 : validated
      return {
        ...nothing,
        homogeneous: false,
        split: { validated_n: some, total_n: total, closest_task: task },
        closest_task: task,
        message: `${some} of ${total} rows fit '${task}', and the others do not.`
      }
    },
    "custom-eval": () => ({
      ...nothing,
      proposals: [
        {
          task_id: "custom-eval",
          confidence: "medium",
          evidence: { validated_n: total, total_n: total },
          ...(golds.filter(looksExtracted).length * 2 > total
            ? { warning: "the rows look like extraction, which a panel of judges grades less exactly" }
            : {})
        }
      ],
      closest_task: closest,
      message: "No ready-made scorer fits; a panel of judges can grade the answers."
    }),
    none: () => ({ ...nothing, closest_task: closest, message: "No task fits the rows." })
  }
  return { ...proposals[outcome](), ...scripted?.fields }
}

/** The task that a set is created with if it names none; `undefined` unless exactly one fits all rows clearly. */
export const boundTask = ({ proposals, homogeneous, split, conflict }: Proposal): string | undefined => {
  const [only, ...more] = proposals
  const isClean = homogeneous && split === null && conflict === null && more.length === 0
  return isClean && only !== undefined && only.confidence !== "low" && only.task_id !== "custom-eval"
    ? only.task_id
    : undefined
}

/** Why a set without a task is refused. */
export const refusal = ({ proposals, split, conflict, closest_task: closest, prompt }: Proposal): string => {
  if (conflict) {
    return `the prompt "${prompt}" describes another job than the shape of the rows supports (it reads as ${conflict.intended_task}): ${conflict.reasoning} Send task_id, or revise the prompt`
  }
  if (split) {
    return `the rows look MIXED: ${split.validated_n}/${split.total_n} fit ${split.closest_task}; split the set, or send task_id`
  }
  const names = proposals.map((each) => each.task_id)
  if (names.length === 1 && names[0] === "custom-eval") {
    return `no ready-made scorer fits "${prompt}"; to let a panel of judges grade the answers, send the task_id custom-eval`
  }
  const candidates = names.length > 0 ? names : closest ? [closest] : []
  const offered = candidates.length > 0 ? ` Candidates: ${candidates.join(", ")}.` : ""
  return `could not work out how to score "${prompt}".${offered} Send task_id`
}

interface Fitting {
  readonly task: CatalogueTask
  readonly rows: number
}

/** The tasks that fit a strict majority of the rows, best first. */
const fittingTasks = (golds: ReadonlyArray<Gold>, says: SaysName, ranking: Ranking): ReadonlyArray<Fitting> => {
  const shared = new Map(ranking.tasks.map(({ task, score }) => [task.id, score]))
  const labelled = golds.some(hasLabel)
  return tasks
    .map((task, place) => ({
      task,
      place,
      rows: golds.filter((gold) => fits(task, gold, says)).length,
      shared: shared.get(task.id) ?? 0,
      own: golds.reduce((sum, gold) => sum + ownFields(task, gold), 0),
      // A field called "label" suggests classification; any other name suggests extraction.
      mismatch: (task.answerKind === "extraction") === labelled ? 1 : 0
    }))
    .filter((each) => each.rows * 2 > golds.length)
    .sort(
      (left, right) =>
        right.rows - left.rows ||
        right.shared - left.shared ||
        right.own - left.own ||
        left.mismatch - right.mismatch ||
        left.place - right.place
    )
}

const outcomeOf = (
  golds: ReadonlyArray<Gold>,
  says: SaysName,
  ranking: Ranking,
  top: Fitting | undefined
): ProposalOutcome => {
  if (top === undefined) return "custom-eval"
  if (top.rows < golds.length) return "split"
  const [asked] = ranking.tasks
  const isClear = asked !== undefined && confidenceOf(asked.score) === "high"
  const namesFields = golds.some((gold) => namesField(says, gold))
  if (isClear && asked.task.answerKind !== top.task.answerKind) return "conflict"
  if (ranking.capability !== undefined && !namesFields) return "conflict"
  return isClear && asked.task.id !== top.task.id ? "low" : "clean"
}

const confidenceIn = (ranking: Ranking, task: string): "high" | "medium" => {
  const [asked] = ranking.tasks
  return asked?.task.id === task && confidenceOf(asked.score) !== "low" ? "high" : "medium"
}

const anotherThan = (task: string): ReadonlyArray<string> => {
  const other = tasks.find((each) => isDeployable(each) && each.id !== task)
  return other === undefined ? [] : [other.id]
}
