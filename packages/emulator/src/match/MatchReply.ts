/** The replies of the match route, one shape per outcome. See `docs/wire.md#task-matching`. */
import { type Capability, capabilities, findCapability } from "../catalogue/Capabilities.ts"
import { findTask } from "../catalogue/Catalogue.ts"
import { confidenceOf, confidentScore, isAmbiguous, type RankedTask, type Ranking } from "./KeywordMatcher.ts"
import type { MatchOutcome, ScriptedMatch } from "./MatchScript.ts"

/** The reply to a query. */
export const matchReply = (
  query: string,
  topK: number,
  ranking: Ranking,
  scripted: ScriptedMatch | undefined
): { readonly [name: string]: unknown } => {
  const outcome = scripted?.outcome ?? naturalOutcome(ranking)
  const tasks = tasksOf(ranking, scripted)
  const best = tasks[0]
  const ambiguous = scripted?.ambiguous ?? isAmbiguous(tasks)
  const candidates = tasks.slice(0, topK).map(candidateRecord)
  const reasoned = (reasoning: string, confidence: "high" | "medium" | "low" = "high") => ({
    matcher: "reason",
    ambiguous: scripted?.ambiguous ?? false,
    reasoning: scripted?.reasoning ?? reasoning,
    confidence
  })
  const nothing = { matched: false, chosen: null, capability: null, candidates: [] }
  const chosen = best && {
    ...candidateRecord(best),
    rank: 0,
    category: best.task.category
  }
  const replies = {
    keyword: () => ({
      type: "task",
      matched: true,
      matcher: "keyword",
      ambiguous,
      reasoning: null,
      confidence: null,
      chosen,
      capability: null,
      candidates
    }),
    legacy: () => ({ matched: true, matcher: "keyword", ambiguous, chosen, candidates }),
    reason: () => ({
      type: "task",
      matched: true,
      ...reasoned(`The query asks for what '${best?.task.id}' does: ${best?.task.description}.`),
      chosen: chosen && { ...chosen, score: null, confidence: "high" },
      capability: null,
      candidates: topK > 0 && best ? [{ task_id: best.task.id, confidence: "high" }] : []
    }),
    capability: () => {
      const lane = capabilityOf(ranking, scripted)
      return {
        ...nothing,
        type: "capability",
        matched: true,
        ...reasoned(`No benchmarked task fits, but the general capability '${lane?.label}' does.`),
        capability: lane && capabilityRecord(lane)
      }
    },
    unsupported: () => ({
      ...nothing,
      type: "unsupported",
      ...reasoned("Nothing in the catalog, neither a task nor a capability, does what the query asks for.")
    }),
    none: () => ({
      ...nothing,
      type: "none",
      matcher: "keyword",
      ambiguous,
      reasoning: null,
      confidence: null,
      candidates: candidates.map((each) => ({
        ...each,
        score: Math.min(each.score, confidentScore - 0.01),
        confidence: "low"
      }))
    })
  } satisfies Record<MatchOutcome, () => { readonly [name: string]: unknown }>
  return { query, ...replies[outcome](), ...scripted?.fields }
}

const naturalOutcome = (ranking: Ranking): MatchOutcome => {
  if (ranking.capability !== undefined) return "capability"
  const best = ranking.tasks[0]
  if (best === undefined) return "unsupported"
  return best.score >= confidentScore ? "keyword" : "none"
}

// A scripted task comes first, followed by the others that the words of the query suggest.
const tasksOf = (ranking: Ranking, scripted: ScriptedMatch | undefined): ReadonlyArray<RankedTask> => {
  const { outcome, task: id } = scripted ?? {}
  const wanted = id === undefined ? undefined : findTask(id)
  if (wanted !== undefined) {
    const score = Math.max(0.71, ranking.tasks[0]?.score ?? 0)
    return [{ task: wanted, score }, ...ranking.tasks.filter(({ task }) => task !== wanted)]
  }
  const finds = outcome === "reason" || outcome === "keyword" || outcome === "legacy"
  const fallback = findTask("contract-key-fields")
  return finds && ranking.tasks.length === 0 && fallback !== undefined
    ? [{ task: fallback, score: 0.71 }]
    : ranking.tasks
}

const candidateRecord = ({ task, score }: RankedTask) => ({
  task_id: task.id,
  score,
  confidence: confidenceOf(score)
})

const capabilityOf = (ranking: Ranking, scripted: ScriptedMatch | undefined): Capability | undefined =>
  scripted?.capability === undefined ? (ranking.capability ?? capabilities[0]) : findCapability(scripted.capability)

const capabilityRecord = (capability: Capability) => ({
  id: capability.id,
  label: capability.label,
  category: capability.category,
  category_id: capability.categoryId,
  desc: capability.description
})
