/** An event as a browser would dispatch it. `cut` means that the body ended before the blank line of the event. */
export interface ModelEvent {
  readonly event: string | undefined
  readonly data: string
  readonly cut: boolean
}

/** A part of a body: a comment, an event, a field `error`, or all of it if it is no event stream. */
export type ModelItem =
  | { readonly comment: string }
  | { readonly errorField: string }
  | { readonly jsonLine: string }
  | { readonly document: string }
  | ModelEvent

/**
 * Interprets an event stream as the HTML standard says. It follows the text of the standard and is simple, not fast: it
 * reads the whole body at once, line by line.
 *
 * There are three documented differences. At the end of the body, a pending event is dispatched and not dropped. A
 * field `error` counts, and so does a line that begins with a brace. A body that begins with a bracket or a quote is a document, and one that begins with `<` is known
 * as one before its end. From a body that `breaks`, only complete events and comments are returned.
 */
export const eventsOf = (bytes: Uint8Array, breaks: boolean): ReadonlyArray<ModelItem> => {
  const text = breaks ? completeCharactersOf(bytes) : new TextDecoder("utf-8").decode(bytes)
  const first = /\S/.exec(text)?.[0] ?? ""
  if (first === "<" || (!breaks && ["{", "[", '"'].includes(first))) return [{ document: text }]
  if (["{", "[", '"'].includes(first)) return []
  const lines = text.split(/\r\n|\n|\r/)
  // Text after the last line end is a line only if the body ends without breaking.
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
    else if (name === "error") items.push({ errorField: value })
    // `id` and `retry` are for reconnecting, which the client does not do. Other names are ignored.
  }
  const process = (line: string) => {
    if (line === "") return dispatch(false)
    if (line.startsWith("{")) items.push({ jsonLine: line })
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

/** A character that a break cuts is dropped. One that the end of a body cuts becomes U+FFFD. */
const completeCharactersOf = (bytes: Uint8Array): string => new TextDecoder("utf-8").decode(bytes, { stream: true })
