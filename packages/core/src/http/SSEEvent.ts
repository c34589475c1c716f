/** Any server-sent event: its name (`message` where it has none), and its data as JSON where it is JSON, else as text. */
export interface SSEEvent<Data = unknown> {
  readonly event: string
  readonly data: Data
}

/** The data of an event, parsed where it is JSON. */
export const dataOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
