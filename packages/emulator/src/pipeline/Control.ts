/**
 * The control routes under `/_emulator/`. They do over the socket, as JSON, what the methods of an `Emulator` do: `GET`
 * lists, `POST` takes what the method takes except functions, `DELETE` clears. They need no key, and are neither logged
 * nor billed. A server answers them to its own machine only.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { ScriptedAnswer } from "../control/AnswerScript.ts"
import { checkBalance } from "../control/EmulatorOptions.ts"
import { Problem, unprocessable } from "../wire/Problem.ts"
import { empty, json, type Reply } from "../wire/Reply.ts"
import type { ReceivedRequest } from "../wire/WireRequest.ts"
import { droppedBy, type Platform, reset } from "./PlatformState.ts"
import type { OpenEntry } from "./RequestLog.ts"

/** Whether a path is that of a control route. */
export const isControl = (path: string): boolean => path.startsWith(prefix)

/** Runs a control route. */
export const control = (platform: Platform, request: ReceivedRequest): Effect.Effect<Reply, Problem> =>
  Effect.gen(function* () {
    const name = request.path.slice(prefix.length)
    const resource = Object.hasOwn(resources, name) ? resources[name] : undefined
    if (resource === undefined) {
      const known = Object.keys(resources).map((each) => prefix + each)
      return yield* new Problem({ status: 404, detail: `there is no ${request.path}; there are ${known.join(", ")}` })
    }
    const method = request.method === "HEAD" ? "GET" : request.method
    const { get, post, remove } = resource
    if (request.refusal !== undefined) return yield* request.refusal
    platform.world.settle()
    if (method === "GET" && get !== undefined) return json(get(platform))
    if (method === "DELETE" && remove !== undefined) {
      remove(platform)
      return empty(204)
    }
    if (method === "POST" && post !== undefined) {
      yield* carryOut(() => post(platform, bodyOf(request)))
      return json(get?.(platform) ?? {})
    }
    const allowed = Object.entries({ GET: get, POST: post, DELETE: remove }).flatMap(([each, handler]) =>
      handler === undefined ? [] : [each]
    )
    return yield* new Problem({ status: 405, detail: "Method Not Allowed", headers: { allow: allowed.join(", ") } })
  })

const prefix = "/_emulator/"

interface Resource {
  readonly get?: (platform: Platform) => unknown
  /** Throws a `RangeError` for what cannot be taken. */
  readonly post?: (platform: Platform, body: unknown) => Effect.Effect<void> | void
  readonly remove?: (platform: Platform) => void
}

const resources: { readonly [name: string]: Resource } = {
  ledger: {
    get: ({ world }) => ({
      entries: world.ledger.entries.map(snakeCased),
      balance_micro_usd: world.ledger.balanceMicroUsd
    })
  },
  balance: {
    get: ({ world }) => ({ micro_usd: world.ledger.balanceMicroUsd }),
    post: ({ world }, body) => {
      const { micro_usd: microUsd } = fieldsOf(body, ["micro_usd"])
      checkBalance(microUsd, "micro_usd")
      world.ledger.balanceMicroUsd = microUsd
    }
  },
  log: {
    get: ({ log }) => ({ entries: log.entries.map(loggedEntry) }),
    remove: (platform) => {
      platform.log.clear()
    }
  },
  answers: {
    get: ({ world }) =>
      listed(
        world.answers.entries.map(({ entry: { matcher, answer }, left }) => {
          const fields =
            typeof answer === "function" ? { answer } : typeof answer === "string" ? { text: answer } : answer
          return { entry: { match: matcher, ...fields }, left }
        })
      ),
    post: ({ world: { answers } }, body) => {
      const entries = [body].flat().map((each) => {
        const { match: matcher = "", ...answer } = entryOf(each)
        return [matcherOf(matcher, "match"), answer as ScriptedAnswer] as const
      })
      answers.scriptAll(entries)
    },
    remove: ({ world }) => world.answers.clear()
  },
  faults: {
    get: ({ faults }) => listed(faults.entries),
    post: ({ faults }, body) => {
      faults.add(
        ...[body].flat().map((each) => {
          const { on, ...fault } = entryOf(each)
          return on === undefined ? fault : { ...fault, on: matcherOf(on, "on") }
        })
      )
    },
    remove: ({ faults }) => faults.clear()
  },
  matches: {
    get: ({ world }) => listed(world.matches.entries),
    post: ({ world: { matches } }, body) =>
      matches.script(...(outcomesOf(body, "query") as ReadonlyArray<EntryOf<typeof matches>>)),
    remove: ({ world }) => world.matches.clear()
  },
  proposals: {
    get: ({ world }) => listed(world.proposals.entries),
    post: ({ world: { proposals } }, body) =>
      proposals.script(...(outcomesOf(body, "prompt") as ReadonlyArray<EntryOf<typeof proposals>>)),
    remove: ({ world }) => world.proposals.clear()
  },
  runs: {
    get: ({ world }) => listed(world.runs.entries),
    post: ({ world: { runs } }, body) => runs.script(...[body].flat().map((each) => entryOf(each) as object)),
    remove: ({ world }) => world.runs.clear()
  },
  "rate-limit": {
    get: ({ rateLimiter: { limit } }) =>
      limit === undefined ? {} : { ...limit, ...(limit.on === undefined ? {} : { on: shown(limit.on) }) },
    post: ({ rateLimiter }, body) => {
      const { on, ...limit } = entryOf(body)
      const matcher = on === undefined ? {} : { on: matcherOf(on, "on") }
      rateLimiter.set({ ...limit, ...matcher } as Parameters<typeof rateLimiter.set>[0])
    },
    remove: ({ rateLimiter }) => rateLimiter.clear()
  },
  idempotency: {
    get: ({ world: { idempotency } }) => {
      const { maxKeys, lifetimeMilliseconds: lifetime, whileInProgress } = idempotency.options
      // JSON has no Infinity.
      return { keys: idempotency.size, maxKeys, lifetime: Number.isFinite(lifetime) ? lifetime : null, whileInProgress }
    },
    post: ({ world }, body) => {
      const options = entryOf(body)
      world.idempotency.set(options["lifetime"] === null ? { ...options, lifetime: "Infinity" } : options)
    },
    remove: ({ world }) => world.idempotency.clear()
  },
  clock: {
    get: ({ world }) => ({ now: world.now() }),
    post: ({ world }, body) => {
      const { advance } = fieldsOf(body, ["advance"])
      return world.clock.advance(advance as Duration.Input)
    }
  },
  dropped: { get: (platform) => snakeCased(droppedBy(platform)) },
  documents: { get: ({ world }) => ({ entries: world.documents.map(snakeCased) }) },
  reset: { post: reset }
}

const carryOut = (post: () => Effect.Effect<void> | void): Effect.Effect<void, Problem> =>
  Effect.suspend(() => post() ?? Effect.void).pipe(
    Effect.catchDefect((error) =>
      // What a script refuses, and an invalid pattern, are mistakes in what was sent.
      error instanceof RangeError || error instanceof SyntaxError
        ? Effect.fail(unprocessable(error.message))
        : Effect.die(error)
    )
  )

const bodyOf = ({ body }: ReceivedRequest): unknown => {
  if (body === "") return undefined
  try {
    return JSON.parse(body)
  } catch {
    throw new RangeError("the body is not JSON")
  }
}

const entryOf = (body: unknown): { readonly [name: string]: unknown } => {
  if (typeof body !== "object" || body === null)
    throw new RangeError("the body must be a JSON object, or a list of them")
  // JSON has no Infinity.
  return "times" in body && body.times === null ? { ...body, times: Number.POSITIVE_INFINITY } : { ...body }
}

/** An entry of a script. */
type EntryOf<S extends { readonly entries: ReadonlyArray<{ readonly entry: unknown }> }> = S["entries"][number]["entry"]

/** One outcome, or a list of them. Each is a name, or an object whose field `matcher` says which texts it is for. */
const outcomesOf = (body: unknown, matcher: string): ReadonlyArray<object> =>
  [body].flat().map((each) => {
    const { [matcher]: wanted, ...outcome } = entryOf(typeof each === "string" ? { outcome: each } : each)
    return wanted === undefined ? outcome : { ...outcome, [matcher]: matcherOf(wanted, matcher) }
  })

const fieldsOf = (body: unknown, names: ReadonlyArray<string>): { readonly [name: string]: unknown } => {
  const fields = entryOf(body)
  const unknown = Object.keys(fields).find((name) => !names.includes(name))
  if (unknown !== undefined) throw new RangeError(`there is no "${unknown}"; expected one of ${names.join(", ")}`)
  return fields
}

// A pattern is `{ "pattern": "weather|rain", "flags": "i" }`.
const matcherOf = (value: unknown, name: string): string | RegExp => {
  if (typeof value === "string") return value
  const isObject = typeof value === "object" && value !== null
  const { pattern, flags = "" } = isObject ? fieldsOf(value, ["pattern", "flags"]) : {}
  if (typeof pattern !== "string" || typeof flags !== "string") {
    throw new RangeError(`${name} must be a string or { "pattern": …, "flags": … }`)
  }
  return new RegExp(pattern, flags)
}

const listed = (entries: ReadonlyArray<{ readonly entry: object; readonly left: number }>) => ({
  entries: entries.map(({ entry, left }) => ({
    ...Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, shown(value)])),
    times: Number.isFinite(left) ? left : null
  }))
})

const shown = (matcher: unknown): unknown => {
  if (matcher instanceof RegExp) return { pattern: matcher.source, flags: matcher.flags }
  return typeof matcher === "function" ? "a function" : matcher
}

const loggedEntry = ({ headers, body, multipart, upload, ...entry }: OpenEntry) => ({
  ...snakeCased(entry),
  headers,
  body: body ?? null,
  ...(multipart === undefined ? {} : { multipart }),
  ...(upload === undefined ? {} : { upload })
})

const snakeCased = (fields: object): object =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value
    ])
  )
