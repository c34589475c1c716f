/** A limit for a measurement. Most are ratios within one run, so that they hold on a slow machine too. */
export interface Budget {
  readonly what: string
  readonly limit: number
  /** The side of the limit that is within the budget. */
  readonly sense: "at most" | "at least" | "below"
  /** The unit, printed after the number. */
  readonly unit: string
}

/** All limits. When one is missed, fix the measured code, not the limit. */
export const budgets = {
  jsonCall: {
    what: "JSON call of `pareta`, in-memory fetch: time added to bare fetch",
    limit: 0.3,
    sense: "at most",
    unit: "× openai"
  },
  loopback: { what: "JSON call of `pareta` over loopback", limit: 1.2, sense: "at most", unit: "× bare fetch" },
  loopbackAgainstOpenAI: { what: "the same against `openai`", limit: 1, sense: "below", unit: "× openai" },
  chatStreamWhole: {
    what: "chat stream of `pareta`, 64 KiB network chunks: events/s",
    limit: 3,
    sense: "at least",
    unit: "× openai"
  },
  chatStreamSingle: {
    what: "chat stream of `pareta`, one event per network chunk: events/s",
    limit: 2.2,
    sense: "at least",
    unit: "× openai"
  },
  effectStreamWhole: {
    what: "`Stream` of `@pareta/core`, 64 KiB network chunks: events/s",
    limit: 3,
    sense: "at least",
    unit: "× openai"
  },
  effectStreamSingle: {
    what: "`Stream` of `@pareta/core`, one event per network chunk: events/s",
    limit: 0.8,
    sense: "at least",
    unit: "× openai"
  },
  failingSmall: {
    what: "`pareta`, a call that fails with a plain error, 50 kB prompt: time",
    limit: 1.5,
    sense: "at most",
    unit: "× success"
  },
  failingLarge: { what: "the same, 5 MB prompt", limit: 1.5, sense: "at most", unit: "× success" },
  failingHeaders: {
    what: "the same, 50 kB prompt and headers of the user",
    limit: 1.5,
    sense: "at most",
    unit: "× success"
  },
  failingForm: {
    what: "the same, 5 MB form",
    limit: 1.5,
    sense: "at most",
    unit: "× success and one reading of the form"
  },
  errorPause: {
    what: "longest pause of the event loop, 4000 messages and an error body of 1 MB",
    limit: 50,
    sense: "at most",
    unit: "ms"
  },
  memory: { what: "heap held by a pending call of `pareta`", limit: 1, sense: "at most", unit: "× openai" },
  importModule: { what: '`import "pareta"` in a fresh process', limit: 0.2, sense: "at most", unit: "× openai" },
  requireModule: { what: '`require("pareta")` in a fresh process', limit: 0.2, sense: "at most", unit: "× openai" },
  demo: { what: "the demo on its own document", limit: 10, sense: "below", unit: "s" },
  bundle: { what: "bundle of `pareta`, min + gzip", limit: 57.7, sense: "at most", unit: "kB" },
  oneErrorClass: {
    what: "bundle of one error class of `@pareta/core`, min + gzip",
    limit: 3,
    sense: "at most",
    unit: "kB"
  },
  oneGuard: { what: "bundle of one guard of `pareta`, min + gzip", limit: 3, sense: "at most", unit: "kB" }
} as const satisfies { readonly [name: string]: Budget }

export type BudgetName = keyof typeof budgets

/** The result of one run for one budget. */
export interface Measurement {
  readonly budget: BudgetName
  readonly value: number
  /** The absolute numbers behind the value, for readers. */
  readonly detail: string
}

export const isWithin = ({ limit, sense }: Budget, value: number): boolean =>
  sense === "at least" ? value >= limit : sense === "at most" ? value <= limit : value < limit

/** The best of several runs: noise can only make a run worse. */
export const bestOf = (runs: ReadonlyArray<Measurement>): Measurement => {
  const better = (one: Measurement, other: Measurement) =>
    (budgets[one.budget].sense === "at least") === one.value > other.value ? one : other
  return runs.reduce(better)
}
