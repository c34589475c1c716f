/** The step that shows the metrics of the endpoint. */
import type { Endpoint, Pareta } from "pareta"
import { dollars } from "./money.ts"
import type { Screen } from "./Screen.ts"
import { tableLines } from "./table.ts"

// Metrics are the platform's own JSON, so any key may be missing.
const shown = (value: unknown, unit: (value: number) => string): string =>
  typeof value === "number" ? unit(value) : "not reported"

/** Shows the platform's metrics of the endpoint. */
export const showMetrics = async (
  pareta: Pareta,
  endpoint: Endpoint,
  screen: Screen,
  signal: AbortSignal
): Promise<void> => {
  const metrics = pareta.endpoints.metrics(endpoint.id)
  const [performance, cost] = await Promise.all([
    metrics.performance({ window: "24h" }, { signal }),
    metrics.cost({ window: "24h" }, { signal })
  ])
  const milliseconds = (value: number) => `${value} ms`
  const rows = [
    ["Requests", shown(performance["requests"], String)],
    ["Latency, median", shown(performance["p50_ms"], milliseconds)],
    ["Latency, 99th percentile", shown(performance["p99_ms"], milliseconds)],
    ["Spent", shown(cost.total_micro_usd, dollars)],
    ["With a frontier model", shown(cost.frontier_baseline_micro_usd, dollars)],
    ["Saved", shown(cost.savings_micro_usd, dollars)]
  ] as const
  for (const line of tableLines(rows, screen.width)) screen.line(line)
}
