/**
 * Effect Schemas of every model and every failure, each under the name of its class.
 *
 * Use them to send results and failures of the client through anything that takes a Schema: RPC, `HttpApi`, workflows,
 * caches, workers. The receiver gets a model as an instance of its class again, with its getters and the unknown fields
 * in `raw`, and a failure as an error of its class, which can be caught by its tag.
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
