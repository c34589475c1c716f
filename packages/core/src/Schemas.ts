/**
 * Effect Schemas of every model and every failure, each under the name of its class.
 *
 * They carry results and failures of the client through whatever takes a Schema: RPC, `HttpApi`, workflows, caches, workers.
 * On the far side a model is an instance of its class again, with its getters and the unknown fields in `raw`, and a failure
 * is an error of its class, to be caught by its tag.
 *
 * ```ts
 * import * as Schemas from "@pareta/core/Schemas"
 * import { Schema } from "effect"
 * import { Rpc, RpcGroup } from "effect/rpc"
 *
 * class Platform extends RpcGroup.make(
 *   Rpc.make("endpoint", { payload: { id: Schema.String }, success: Schemas.Endpoint, error: Schemas.CallFailure })
 * ) {}
 * ```
 */
export * from "./FailureSchemas.ts"
export * from "./ModelSchemas.ts"
