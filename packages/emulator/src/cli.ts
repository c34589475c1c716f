#!/usr/bin/env node
/** `pareta-emulator`: serves the emulator on a port, from the command line. */
import { parseArgs } from "node:util"
import packageJson from "../package.json" with { type: "json" }
import type { EmulatorOptions } from "./control/EmulatorOptions.ts"
import { defaultLimits } from "./control/Limits.ts"
import { createEmulator } from "./Emulator.ts"

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
      help: { type: "boolean", short: "h", default: false },
      version: { type: "boolean", short: "v", default: false }
    }
  })
  if (values.help) return "help"
  if (values.version) return "version"
  if (!isLatency(values.latency)) {
    throw new Error(`--latency must be 'realistic' or 'none', not '${values.latency}'`)
  }
  const isPort = (value: number) => Number.isInteger(value) && value >= 0 && value <= 65_535
  return {
    port: numberOf("port", values.port, isPort, "a port number from 0 to 65535"),
    host: values.host,
    storagePort: numberOf("storage-port", values["storage-port"], isPort, "a port number from 0 to 65535"),
    allowedHosts: values["allow-host"],
    allowedOrigins: values["allow-origin"],
    options: {
      latency: values.latency,
      balanceMicroUsd: Math.round(numberOf("balance", values.balance, isAmount, "an amount in USD") * 1_000_000),
      seed: numberOf("seed", values.seed, Number.isSafeInteger, "an integer"),
      limits: {
        bodyBytes: Math.floor(numberOf("max-body", values["max-body"], isAmount, "a number of MiB") * mebibyte)
      }
    }
  }
}

const mebibyte = 1024 ** 2

const isAmount = (value: number): boolean => Number.isFinite(value) && value >= 0

const isLatency = (text: string): text is "realistic" | "none" => text === "realistic" || text === "none"

const numberOf = (name: string, text: string, isValid: (value: number) => boolean, expected: string): number => {
  const value = text.trim() === "" ? Number.NaN : Number(text)
  if (!isValid(value)) throw new Error(`--${name} must be ${expected}, not '${text}'`)
  return value
}

const run = async (command: Command): Promise<void> => {
  try {
    const server = await createEmulator(command.options).listen(command)
    process.stdout.write(`Pareta emulator listening on ${server.url}\n`)
    // Once the server is closed, nothing keeps the process alive, so it exits by itself with code 0.
    const close = () => void server.close()
    process.once("SIGINT", close)
    process.once("SIGTERM", close)
  } catch (error) {
    fail((error as Error).message, 1)
  }
}

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
  --latency realistic|none      wait for plausible times, or not at all (default realistic)
  --balance USD                 the initial credit (default 25)
  --seed N                      determines all ids and random numbers (default 1)
  --help                        print this help and exit
  --version                     print the version and exit

Any key that begins with pareta_sk_ is accepted.
`

await main()
