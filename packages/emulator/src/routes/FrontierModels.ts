/** `GET /v1/eval/frontier-models`: the vendor models to compare candidates with. See `docs/wire.md#frontier-models`. */
import * as Effect from "effect/Effect"
import { findTask } from "../catalogue/Catalogue.ts"
import type { CatalogueTask } from "../catalogue/CatalogueTask.ts"
import { vendorModels } from "../catalogue/Vendors.ts"
import { taskNotFound } from "../wire/Problem.ts"
import { json } from "../wire/Reply.ts"
import type { Route } from "./Exchange.ts"

/** The route of frontier models. */
export const frontierModelRoutes: ReadonlyArray<Route> = [
  {
    name: "evals.frontierModels",
    method: "GET",
    path: "/v1/eval/frontier-models",
    handle: ({ request, world }) => {
      const id = new URLSearchParams(request.query).get("task") ?? ""
      const task = findTask(id, world.options.surface)
      return id !== "" && task === undefined
        ? Effect.fail(taskNotFound(id))
        : Effect.succeed(json({ frontier_models: rosterOf(task), task: task?.id ?? null }))
    }
  }
]

// Documents are sent as images, so models without vision are left out.
const rosterOf = (task: CatalogueTask | undefined) =>
  vendorModels
    .filter((model) => model.vision || task?.hasBlobInput !== true)
    .map(({ id, vendor, vision }) => ({
      id,
      vendor,
      vision,
      benchmarked: task?.frontier.some((model) => model.id === id && model.quality !== null) ?? false
    }))
