/** What the emulator answers where only a model could. */
export const canned = "This is the Pareta emulator: it serves the API, but there is no model behind it."
