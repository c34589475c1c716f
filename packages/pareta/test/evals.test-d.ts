import type {
  Capability,
  EvalItem,
  EvalRun,
  EvalRunCreateParams,
  EvalRunWaitOptions,
  EvalSet,
  EvalTimeoutError,
  FileInput,
  FrontierModel,
  FrontierSpec,
  Leaderboard,
  MatchedCapability,
  MatchedTask,
  Pareta,
  RequestOptions,
  Task,
  TaskMatch,
  TaskMatchCandidate,
  UnmatchedTask,
  UploadDocumentOptions
} from "pareta"
import { expectTypeOf, test } from "vitest"

declare const pareta: Pareta
declare const match: TaskMatch
declare const nullable: string | null | undefined
declare const wait: boolean

const never = (_: () => unknown): void => {}

test("tasks return models", () => {
  expectTypeOf<ReturnType<typeof pareta.tasks.list>>().toEqualTypeOf<Promise<Array<Task>>>()
  expectTypeOf<ReturnType<typeof pareta.tasks.retrieve>>().toEqualTypeOf<Promise<Task>>()
  expectTypeOf<ReturnType<typeof pareta.tasks.match>>().toEqualTypeOf<Promise<TaskMatch>>()
  expectTypeOf<ReturnType<typeof pareta.tasks.leaderboard>>().toEqualTypeOf<Promise<Leaderboard>>()
  expectTypeOf<ReturnType<typeof pareta.tasks.recommended>>().toEqualTypeOf<Promise<string | null>>()
})

test("matched says whether something was chosen", () => {
  if (match.matched) {
    expectTypeOf(match).toEqualTypeOf<MatchedTask>()
    expectTypeOf(match.chosen).toEqualTypeOf<TaskMatchCandidate>()
    expectTypeOf(match.type).toEqualTypeOf<"task">()
    expectTypeOf(match.capability).toEqualTypeOf<null>()
  } else {
    expectTypeOf(match).toEqualTypeOf<MatchedCapability | UnmatchedTask>()
    expectTypeOf(match.chosen).toEqualTypeOf<null>()
  }
})

test("type distinguishes all outcomes", () => {
  switch (match.type) {
    case "task":
      expectTypeOf(match.chosen.taskId).toEqualTypeOf<string>()
      break
    case "capability":
      expectTypeOf(match.capability).toEqualTypeOf<Capability>()
      break
    case "unsupported":
    case "none":
      expectTypeOf(match).toEqualTypeOf<UnmatchedTask>()
      break
    default:
      expectTypeOf(match).toEqualTypeOf<never>()
  }
})

test("chosen is null until matched is checked", () => {
  // @ts-expect-error chosen may be null
  never(() => match.chosen.taskId)
})

test("sets and the roster return models", () => {
  const { sets } = pareta.evals
  expectTypeOf<ReturnType<typeof sets.create>>().toEqualTypeOf<Promise<EvalSet>>()
  expectTypeOf<ReturnType<typeof sets.list>>().toEqualTypeOf<Promise<Array<EvalSet>>>()
  expectTypeOf<ReturnType<typeof sets.retrieve>>().toEqualTypeOf<Promise<EvalSet>>()
  expectTypeOf<ReturnType<typeof sets.delete>>().toEqualTypeOf<Promise<void>>()
  expectTypeOf<ReturnType<typeof sets.uploadDocument>>().toEqualTypeOf<Promise<unknown>>()
  expectTypeOf<ReturnType<typeof pareta.evals.frontierModels>>().toEqualTypeOf<Promise<Array<FrontierModel>>>()
})

test("create and wait return a run, and watch yields several", () => {
  const { runs } = pareta.evals
  const params = { evalSet: "es", models: ["m"] }
  expectTypeOf(runs.create(params)).toEqualTypeOf<Promise<EvalRun>>()
  expectTypeOf(runs.create({ ...params, wait: true })).toEqualTypeOf<Promise<EvalRun>>()
  expectTypeOf(runs.create({ ...params, wait })).toEqualTypeOf<Promise<EvalRun>>()
  expectTypeOf(runs.retrieve("run")).toEqualTypeOf<Promise<EvalRun>>()
  expectTypeOf(runs.wait("run")).toEqualTypeOf<Promise<EvalRun>>()
  expectTypeOf(runs.watch("run")).toEqualTypeOf<AsyncIterable<EvalRun>>()
})

test("ids can be null or undefined", () => {
  never(() => [
    pareta.tasks.retrieve(nullable),
    pareta.tasks.leaderboard(nullable),
    pareta.tasks.recommended(nullable),
    pareta.evals.frontierModels(nullable),
    pareta.evals.sets.create({ task: nullable, items: [], name: nullable }),
    pareta.evals.sets.retrieve(nullable),
    pareta.evals.sets.delete(nullable),
    pareta.evals.sets.uploadDocument(nullable, "a.pdf", { idx: 0, fieldName: "document", mime: nullable }),
    pareta.evals.runs.create({ evalSet: nullable, task: nullable, models: [nullable], frontier: [nullable] }),
    pareta.evals.runs.retrieve(nullable),
    pareta.evals.runs.wait(nullable),
    pareta.evals.runs.watch(nullable)
  ])
})

test("rows come from an array or any other iterable", () => {
  const rows = async function* (): AsyncGenerator<EvalItem> {
    yield { input: "a" }
  }
  never(() => [
    pareta.evals.sets.create({ task: "t", items: [{ input: "a", expected: { b: [1] } }] }),
    pareta.evals.sets.create({ task: "t", items: new Set([{ input: "a" }]) }),
    pareta.evals.sets.create({ task: "t", items: rows() }),
    // @ts-expect-error a row is an object
    pareta.evals.sets.create({ task: "t", items: [1] }),
    // @ts-expect-error a set has rows
    pareta.evals.sets.create({ task: "t" })
  ])
})

test("a frontier is one of three keywords, ids or nothing", () => {
  expectTypeOf<"all" | "benchmarked" | "none" | null>().toExtend<FrontierSpec>()
  expectTypeOf<Array<string>>().toExtend<FrontierSpec>()
  expectTypeOf<"everything">().not.toExtend<FrontierSpec>()
  expectTypeOf<number>().not.toExtend<FrontierSpec>()
})

test("models are a list", () => {
  expectTypeOf<string>().not.toExtend<EvalRunCreateParams["models"]>()
  expectTypeOf<Array<string>>().toExtend<EvalRunCreateParams["models"]>()
})

test("a file is a path, a Blob or bytes", () => {
  expectTypeOf<string | Blob | File | ArrayBuffer | Uint8Array | DataView>().toExtend<FileInput>()
  expectTypeOf<number>().not.toExtend<FileInput>()
  expectTypeOf<null>().not.toExtend<FileInput>()
  expectTypeOf<Array<number>>().not.toExtend<FileInput>()
  expectTypeOf<{ name: string }>().not.toExtend<FileInput>()
})

test("a document's place is a row and a field", () => {
  expectTypeOf<{ idx: 0; fieldName: "document" }>().toExtend<UploadDocumentOptions>()
  expectTypeOf<{ idx: "0"; fieldName: "document" }>().not.toExtend<UploadDocumentOptions>()
  expectTypeOf<{ fieldName: "document" }>().not.toExtend<UploadDocumentOptions>()
  expectTypeOf<Parameters<NonNullable<UploadDocumentOptions["onProgress"]>>[0]>().toEqualTypeOf<{
    readonly loaded: number
    readonly total: number
  }>()
})

test("waiting is in plain seconds, beside the options of each call", () => {
  expectTypeOf<EvalRunWaitOptions["timeout"]>().toEqualTypeOf<number | undefined>()
  expectTypeOf<EvalRunWaitOptions["pollInterval"]>().toEqualTypeOf<number | undefined>()
  expectTypeOf<EvalRunWaitOptions["signal"]>().toEqualTypeOf<RequestOptions["signal"]>()
})

test("the error of a wait that took too long has the run id", () => {
  expectTypeOf<EvalTimeoutError["runId"]>().toEqualTypeOf<string>()
  expectTypeOf<EvalTimeoutError["lastStatus"]>().toEqualTypeOf<string | null>()
})
