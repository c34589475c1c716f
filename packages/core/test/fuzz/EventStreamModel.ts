/** An event as a browser would dispatch it; `cut` when the end of the body stood in for its blank line. */
export interface ModelEvent {
  readonly event: string | undefined
  readonly data: string
  readonly cut: boolean
}

/** What the lines of a body say, in their order. */
export type ModelItem = { readonly comment: string } | ModelEvent

/**
 * The event stream interpretation of the HTML standard, written from its text and for reading, not for speed: the whole
 * body at once, one line after the other.
 *
 * One departure, which is documented: at the end of the body a pending event is dispatched and not dropped. A body that
 * `breaks` gives only what was complete before.
 */
export const eventsOf = (bytes: Uint8Array, breaks: boolean): ReadonlyArray<ModelItem> => {
  const text = breaks ? completeCharactersOf(bytes) : new TextDecoder("utf-8").decode(bytes)
  const lines = text.split(/\r\n|\n|\r/)
  // What follows the last line end is a line only if the body says so by ending.
  const rest = lines.pop() as string
  const items: Array<ModelItem> = []
  let data: Array<string> = []
  let event = ""

  const dispatch = (cut: boolean) => {
    if (data.length > 0) items.push({ event: event === "" ? undefined : event, data: data.join("\n"), cut })
    data = []
    event = ""
  }
  const field = (name: string, value: string) => {
    if (name === "data") data.push(value)
    else if (name === "event") event = value
    // `id` and `retry` are for reconnecting, which nobody does here; other names are ignored.
  }
  const process = (line: string) => {
    if (line === "") return dispatch(false)
    const colon = line.indexOf(":")
    if (colon === -1) return field(line, "")
    const value = line.slice(colon + 1).replace(/^ /, "")
    if (colon === 0) items.push({ comment: value })
    else field(line.slice(0, colon), value)
  }

  for (const line of lines) process(line)
  if (!breaks) {
    if (rest !== "") process(rest)
    dispatch(true)
  }
  return items
}

/** A character that is cut by a break never arrives; by the end of a body it is U+FFFD. */
const completeCharactersOf = (bytes: Uint8Array): string => new TextDecoder("utf-8").decode(bytes, { stream: true })
