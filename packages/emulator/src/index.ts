/**
 * The Pareta platform in one process, for tests and for development without an account.
 *
 * The folders of this package, from the top. Each one imports only from folders below it; `biome.json` has the rules.
 *
 * - this folder: the public API and the command line
 * - `doors/`: the entry points of requests, as a fetch function or as a server on a port
 * - `pipeline/`: the steps of every request, from the log entry to the plan of the reply. Begin with `Platform.ts`. The
 *   control routes are here, too
 * - `routes/`: the routes of the API and of the upload storage
 * - `state/`: the world that requests read and change
 * - `evals/` and `match/`: eval sets and runs, and task matching
 * - `answers/`: the model. Other folders import `Model.ts` only; `Emulator.ts` chooses the implementation
 * - `catalogue/`, `control/` and `wire/`: tasks, models and prices; options, limits, clock, seed and scripts; requests
 *   and replies
 */

export type {
  AnswerMatcher,
  AnswerSource,
  Answers,
  AskedMessage,
  AskedRequest,
  ScriptedAnswer,
  ScriptedToolCall,
  ScriptedUsage
} from "./control/AnswerScript.ts"
export type { AcceptedKeys, EmulatorOptions, EndpointSeed, TimingOptions } from "./control/EmulatorOptions.ts"
export type { IdempotencyOptions } from "./control/IdempotencyOptions.ts"
export type { Limits } from "./control/Limits.ts"
export type { LoggedFile, LoggedMultipart, LoggedRequest } from "./control/LoggedRequest.ts"
export type { RateLimit } from "./control/RateLimit.ts"
export type { RequestMatcher } from "./control/RequestMatcher.ts"
export type { ReportConsole } from "./control/StackReport.ts"
export type { FetchFunction } from "./doors/FetchDoor.ts"
export { ListenError, type Listening, type ListenOptions } from "./doors/Listening.ts"
export { createEmulator, type Dropped, type Emulator, makeEmulator, type RunningServer } from "./Emulator.ts"
export type { AttachedDocument, Attachment } from "./evals/EvalSet.ts"
export type { ProposalOutcome, Proposals, ScriptedProposal } from "./evals/ProposalScript.ts"
export type { Runs, ScriptedRun } from "./evals/RunScript.ts"
export type { Matches, MatchOutcome, ScriptedMatch } from "./match/MatchScript.ts"
export type { BodyPosition, Chunking, Fault, Faults } from "./pipeline/Faults.ts"
export type { RateLimiting } from "./pipeline/RateLimiter.ts"
export type { Idempotency } from "./state/Idempotency.ts"
export type { LedgerEntry } from "./state/Ledger.ts"
export type { LineEnding } from "./wire/Reply.ts"
export type { Upload } from "./wire/Upload.ts"
export type { WireRequest } from "./wire/WireRequest.ts"
