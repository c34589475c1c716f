/** The heap that the pending calls of one client hold. */
import { bareCall, inMemory, makeOpenAI, makePareta } from "./contestants.ts"
import { params } from "./platform.ts"

// One contestant in a fresh process, started with --expose-gc. Reports the heap that a pending call holds, in bytes.

/** The number of pending calls. */
const calls = 10_000

/** Keeps the calls pending: like a socket, the network holds a callback for each. */
const unanswered: Array<(response: Response) => void> = []

const network = inMemory(() => new Promise((resolve) => unanswered.push(resolve)))

const contestants: { readonly [name: string]: () => () => PromiseLike<unknown> } = {
  bare: () => bareCall(network),
  pareta: () => {
    const pareta = makePareta(network)
    return () => pareta.chat.completions.create(params)
  },
  openai: () => {
    const openai = makeOpenAI(network)
    return () => openai.chat.completions.create(params)
  }
}

/** The promises that the callers await. openai's API promise starts only when it is awaited. */
const awaited: Array<PromiseLike<unknown>> = []

const heap = async (): Promise<number> => {
  while (unanswered.length < awaited.length) await new Promise((resolve) => setTimeout(resolve, 5))
  for (let turn = 0; turn < 3; turn++) globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

const call = contestants[process.argv[2] ?? ""]?.()
if (call === undefined || globalThis.gc === undefined) throw new Error("run with --expose-gc and a contestant's name")
const start = (more: number) => {
  for (let started = 0; started < more; started++) awaited.push(call().then(() => {}))
}
// The first calls also allocate memory that is allocated only once.
start(200)
const before = await heap()
start(calls)
const held = ((await heap()) - before) / calls
// The calls' timers would keep the process alive for a minute.
process.send?.(held, undefined, undefined, () => process.exit())
