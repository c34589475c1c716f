/** The Pareta platform in one process. */
export { createEmulator, type Emulator, makeEmulator } from "./Emulator.ts"
export type { AcceptedKeys, EmulatorOptions, EndpointSeed, TimingOptions } from "./EmulatorOptions.ts"
export type { BodyPosition, Chunking, Fault, FaultMatcher, Faults } from "./Faults.ts"
export type { FetchFunction } from "./FetchDoor.ts"
export type { LedgerEntry } from "./Ledger.ts"
export type { LineEnding } from "./Reply.ts"
export type { LoggedRequest } from "./RequestLog.ts"
export type { WireRequest } from "./WireRequest.ts"
