/** The first and the last step: deploys an endpoint, and deletes it. */
import type { DeployProgress, Endpoint, Pareta } from "pareta"
import { DemoError } from "./DemoError.ts"
import type { Screen } from "./Screen.ts"

const barLength = 20

const bar = (percent: number): string => {
  const filled = Math.round((percent / 100) * barLength)
  return `${"━".repeat(filled)}${"╌".repeat(barLength - filled)}`
}

const describe = ({ label, stage, pct }: DeployProgress, screen: Screen): string => {
  const what = (label ?? stage ?? "Working").padEnd(20)
  if (pct === undefined) return what
  const percent = `${String(pct).padStart(3)} %`
  return screen.isLive ? `${what} ${bar(pct)} ${percent}` : `${what} ${percent}`
}

/** Deploys the recommended model of a task and shows each stage. */
export const deploy = async (pareta: Pareta, task: string, screen: Screen, signal: AbortSignal): Promise<Endpoint> => {
  const began = performance.now()
  const work = screen.begin(`Deploying the recommended model for ${task}`)
  try {
    for await (const event of pareta.endpoints.deploy({ task }, { signal })) {
      if (event.event === "progress") work.update(describe(event.data, screen))
      if (event.event === "error") throw new DemoError(`the deployment failed: ${event.data.message}`)
      if (event.event === "complete") {
        const { endpoint } = event.data
        const seconds = ((performance.now() - began) / 1000).toFixed(1)
        work.done(`${screen.bold(endpoint.id)} is ${endpoint.status} after ${seconds} s and runs ${endpoint.model}`)
        return endpoint
      }
    }
  } catch (error) {
    work.abandon()
    throw error
  }
  throw new DemoError("the deployment ended without a result")
}

/** Stops and deletes the endpoint. Takes no signal, because an endpoint that is left behind is still billed. */
export const remove = async (pareta: Pareta, endpoint: Endpoint, screen: Screen): Promise<void> => {
  await pareta.endpoints.stop(endpoint.id)
  screen.line(`${endpoint.id} is ${(await pareta.endpoints.retrieve(endpoint.id)).status}`)
  await pareta.endpoints.delete(endpoint.id)
  const left = await pareta.endpoints.list()
  if (left.some(({ id }) => id === endpoint.id)) throw new DemoError(`${endpoint.id} still exists after its deletion`)
  screen.line(`${endpoint.id} is deleted and no longer billed`)
}
