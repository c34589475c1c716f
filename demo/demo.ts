/** The steps of the demo, in order. */
import type { Pareta } from "pareta"
import { deploy, remove } from "./deploy.ts"
import type { Document } from "./document.ts"
import { extractFields } from "./fields.ts"
import { showMetrics } from "./metrics.ts"
import type { Screen } from "./Screen.ts"
import { streamSummary } from "./summary.ts"

const task = "contract-key-fields"

/** Deploys an endpoint, uses it on the document, and deletes it, also after a failure. */
export const runDemo = async (
  pareta: Pareta,
  document: Document,
  screen: Screen,
  signal: AbortSignal
): Promise<void> => {
  screen.heading(`Deploy a model for ${task}`)
  const endpoint = await deploy(pareta, task, screen, signal)
  try {
    screen.heading(`Extract the key fields of ${document.path}`)
    await extractFields(pareta, endpoint, document.text, screen, signal)

    screen.heading("Stream a summary")
    await streamSummary(pareta, endpoint, document.text, screen, signal)

    screen.heading("Read the metrics")
    await showMetrics(pareta, endpoint, screen, signal)
  } finally {
    screen.heading("Stop and delete the endpoint")
    await remove(pareta, endpoint, screen)
  }
}
