#!/usr/bin/env node
/** `pareta-emulator`: serves the emulator on a port, from the command line. */
import { readFile } from "node:fs/promises"
import { parseArgs } from "node:util"
import packageJson from "../package.json" with { type: "json" }
import type { EmulatorOptions } from "./control/EmulatorOptions.ts"
import { defaultLimits } from "./control/Limits.ts"
import type { LoggedRequest } from "./control/LoggedRequest.ts"
import { createEmulator, type Emulator } from "./Emulator.ts"
import type { Surface } from "./wire/Surface.ts"

const main = async (): Promise<void> => {
  // The reader of the output may exit, as in `pareta-emulator | head -1`. The server continues.
  for (const output of [process.stdout, process.stderr]) output.on("error", () => {})
  try {
    const command = readArguments()
    if (command === "help") process.stdout.write(help)
    else if (command === "version") process.stdout.write(`${packageJson.version}\n`)
    else await run(command)
  } catch (error) {
    fail(`${(error as Error).message}\nTry 'pareta-emulator --help'.`, 2)
  }
}

interface Command {
  readonly port: number
  readonly host: string
  readonly storagePort: number
  readonly allowedHosts: ReadonlyArray<string>
  readonly allowedOrigins: ReadonlyArray<string>
  /** The path of a JSON file with scripted answers. */
  readonly answers: string | undefined
  /** Whether each request is printed. */
  readonly log: boolean
  readonly options: EmulatorOptions
}

const readArguments = (): Command | "help" | "version" => {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "4010" },
      host: { type: "string", default: "127.0.0.1" },
      "storage-port": { type: "string", default: "0" },
      "allow-host": { type: "string", multiple: true, default: [] },
      "allow-origin": { type: "string", multiple: true, default: [] },
      "max-body": { type: "string", default: String(defaultLimits.bodyBytes / mebibyte) },
      latency: { type: "string", default: "realistic" },
      balance: { type: "string", default: "25" },
      seed: { type: "string", default: "1" },
      answers: { type: "string" },
      "rate-limit": { type: "string" },
      surface: { type: "string", default: "all" },
      log: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
      version: { type: "boolean", short: "v", default: false }
    }
  })
  if (values.help) return "help"
  if (values.version) return "version"
  if (!isLatency(values.latency)) {
    throw new Error(`--latency must be 'realistic' or 'none', not '${values.latency}'`)
  }
  if (!isSurface(values.surface)) throw new Error(`--surface must be 'all', '0.2' or '3', not '${values.surface}'`)
  const isPort = (value: number) => Number.isInteger(value) && value >= 0 && value <= 65_535
  return {
    port: numberOf("port", values.port, isPort, "a port number from 0 to 65535"),
    host: values.host,
    storagePort: numberOf("storage-port", values["storage-port"], isPort, "a port number from 0 to 65535"),
    allowedHosts: values["allow-host"],
    allowedOrigins: values["allow-origin"],
    answers: values.answers,
    log: values.log,
    options: {
      latency: values.latency,
      surface: values.surface,
      balanceMicroUsd: Math.round(numberOf("balance", values.balance, isAmount, "an amount in USD") * 1_000_000),
      seed: numberOf("seed", values.seed, Number.isSafeInteger, "an integer"),
      ...rateLimitOf(values["rate-limit"]),
      limits: {
        bodyBytes: Math.floor(numberOf("max-body", values["max-body"], isAmount, "a number of MiB") * mebibyte)
      }
    }
  }
}

const rateLimitOf = (text: string | undefined): Pick<EmulatorOptions, "rateLimit"> => {
  if (text === undefined) return {}
  const isRate = (value: number) => Number.isFinite(value) && value >= 1
  return { rateLimit: { requests: numberOf("rate-limit", text, isRate, "a number of requests of at least 1") } }
}

const mebibyte = 1024 ** 2

const isAmount = (value: number): boolean => Number.isFinite(value) && value >= 0

const isLatency = (text: string): text is "realistic" | "none" => text === "realistic" || text === "none"

const isSurface = (text: string): text is Surface => text === "all" || text === "0.2" || text === "3"

const numberOf = (name: string, text: string, isValid: (value: number) => boolean, expected: string): number => {
  const value = text.trim() === "" ? Number.NaN : Number(text)
  if (!isValid(value)) throw new Error(`--${name} must be ${expected}, not '${text}'`)
  return value
}

const run = async (command: Command): Promise<void> => {
  try {
    const emulator = createEmulator({
      ...command.options,
      ...(command.log ? { onRequest: (request) => process.stderr.write(lineOf(request, emulator.ledger)) } : {})
    })
    if (command.answers !== undefined) await scriptAnswers(emulator, command.answers)
    const server = await emulator.listen(command)
    process.stdout.write(`Pareta emulator listening on ${server.url}\n`)
    // Once the server is closed, nothing keeps the process alive, so it exits by itself with code 0.
    const close = () => void server.close()
    process.once("SIGINT", close)
    process.once("SIGTERM", close)
  } catch (error) {
    fail((error as Error).message, 1)
  }
}

// The file has what `POST /_emulator/answers` takes.
const scriptAnswers = async (emulator: Emulator, path: string): Promise<void> => {
  const response = await emulator.fetch("https://emulator.invalid/_emulator/answers", {
    method: "POST",
    body: await readFile(path)
  })
  if (!response.ok) throw new Error(`${path}: ${((await response.json()) as { readonly detail: string }).detail}`)
}

// For example `12:03:04 POST /v1/chat/completions 200 in 312 ms, 80 micro-USD, req_…`.
const lineOf = (request: LoggedRequest, ledger: Emulator["ledger"]): string => {
  const { requestId, method, path, query, status, outcome, receivedAt, endedAt } = request
  const time = new Date(receivedAt).toISOString().slice(11, 19)
  const target = query === "" ? path : `${path}?${query}`
  const ending = outcome === "complete" ? `${status}` : `${status ?? "no reply"}, ${outcome}`
  const debit = ledger.findLast((entry) => entry.requestId === requestId)
  const billed = debit === undefined ? "" : `, ${debit.microUsd} micro-USD`
  const duration = Math.round((endedAt ?? receivedAt) - receivedAt)
  return `${time} ${method} ${printable(target)} ${ending} in ${duration} ms${billed}, ${requestId}\n`
}

// A path is what a client sent. It must not be able to move the cursor of a terminal.
const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?").slice(0, 200)

const fail = (message: string, exitCode: number): void => {
  process.stderr.write(`pareta-emulator: ${message}\n`)
  process.exitCode = exitCode
}

const help = `pareta-emulator ${packageJson.version}: the Pareta platform in one process

Usage: pareta-emulator [options]

  --port N                      the port to listen on; 0 takes any free port (default 4010)
  --host H                      the address to listen on (default 127.0.0.1)
  --storage-port N              the port for signed uploads, opened on first use (default: any free port)
  --allow-host NAME             another host name to be reached by; may be repeated (default: loopback only)
  --allow-origin URL            another origin whose pages may call it; may be repeated (default: loopback only)
  --max-body MIB                the largest body of a request (default 32)
  --rate-limit N                how many requests a second are accepted (default: any number)
  --surface all|0.2|3           which generation of the platform is served (default all)
  --latency realistic|none      wait for plausible times, or not at all (default realistic)
  --balance USD                 the initial credit (default 25)
  --seed N                      determines all ids and random numbers (default 1)
  --answers FILE                scripted answers, as JSON (see the README)
  --log                         print each request to stderr when its reply has ended
  --help                        print this help and exit
  --version                     print the version and exit

Any key that begins with pareta_sk_ is accepted.
`

await main()
