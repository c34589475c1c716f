/** The stages of a deployment on the emulator: name, label, percentage. */
export const stages = [
  ["resolving-model", "Resolving model", 5],
  ["reserving-capacity", "Reserving capacity", 15],
  ["pulling-weights", "Pulling weights", 45],
  ["booting", "Booting", 70],
  ["warming-up", "Warming up", 90],
  ["health-check", "Checking health", 98]
] as const
