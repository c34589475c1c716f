/** The routes that are billed by what they process: refused without credit, one debit, nothing for a repetition. */
import * as Effect from "effect/Effect"
import { keyOf } from "../state/Idempotency.ts"
import { outOfCredit, type Problem } from "../wire/Problem.ts"
import { json, type Reply } from "../wire/Reply.ts"
import type { Exchange } from "./Exchange.ts"

/** Fails with 402 if there is no credit left. */
export const checkCredit = ({ world }: Exchange): Effect.Effect<void, Problem> =>
  world.ledger.balanceMicroUsd > 0 ? Effect.void : Effect.fail(outOfCredit())

/** Charges for a request, and creates its reply with the receipt. */
export const metered = (
  { world, now, requestId, request }: Exchange,
  charge: { readonly route: string; readonly model: string; readonly microUsd: number },
  body: unknown
): Reply => {
  // Prices are far below a micro-USD each, and no request is free.
  const microUsd = Math.max(1, Math.ceil(charge.microUsd))
  world.ledger.debit({ ...charge, microUsd, at: now, requestId, idempotencyKey: keyOf(request) })
  const reply = (billed: number) => json(body, 200, { "x-pareta-billed": String(billed) })
  return { ...reply(microUsd), replay: () => reply(0) }
}
