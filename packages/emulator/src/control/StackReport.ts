/** Prints where an error was thrown, for the person who runs the emulator. It never prints a prompt. */

/** Where reports go: `console`, or what a test puts in its place. */
export interface ReportConsole {
  readonly error: (text: string) => void
}

/**
 * Prints an error under a title: its name, its message and its stack. An error message often quotes the value that it
 * could not handle, so everything in the message that also occurs in `secret` (the text that clients sent) is left out.
 * Without `secret`, the entire message is left out.
 */
export const reportStack = (
  console: ReportConsole,
  title: string,
  error: unknown,
  secret: string | undefined
): void => {
  const isError = error instanceof Error
  const text = isError ? textOf(() => error.message) : textOf(() => String(error))
  const message = withoutSecret(text.slice(0, maxMessageLength), secret)
  const frames = isError ? framesOf(textOf(() => error.stack ?? "")) : ""
  try {
    console.error(`${title}\n${isError ? textOf(() => error.name) : "thrown"}: ${message}${frames}`)
  } catch {
    // A report that cannot be written must not become another failure.
  }
}

// A message is for people; a longer one is data.
const maxMessageLength = 500

// A getter of a user's own error class may throw, too.
const textOf = (read: () => string): string => {
  try {
    return String(read())
  } catch {
    return ""
  }
}

// Only the frames: the lines before them repeat the message.
const framesOf = (stack: string): string =>
  stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 30)
    .map((line) => `\n${line}`)
    .join("")

// Texts beyond this size are not searched, and the message is left out.
const maxSearched = 1_000_000

// Words of the code, such as `undefined`, also occur in what clients send. So only longer runs count as quotations.
const shortestQuotation = 8

const withoutSecret = (message: string, secret: string | undefined): string => {
  if (secret === undefined || secret.length > maxSearched)
    return "(the message is left out, because it may quote the request)"
  // What was sent as JSON is quoted without its escapes.
  const searched = `${secret}\n${unescaped(secret)}`
  let shown = ""
  for (let from = 0; from < message.length; ) {
    let to = from + shortestQuotation
    if (to > message.length || !searched.includes(message.slice(from, to))) {
      shown += message[from]
      from += 1
      continue
    }
    while (to < message.length && searched.includes(message.slice(from, to + 1))) to += 1
    shown += "…"
    from = to
  }
  return withoutShortValues(shown, secret)
}

const unescaped = (json: string): string =>
  json.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, escaped: string) =>
    code === undefined ? (escapes.get(escaped) ?? escaped) : String.fromCharCode(Number.parseInt(code, 16))
  )

const escapes = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["b", "\b"],
  ["f", "\f"]
])

// An entire prompt may be shorter than a quotation: values of the body, such as `"content":"my PIN"`.
const withoutShortValues = (message: string, secret: string): string => {
  let shown = message
  const values = new Set(
    [...secret.matchAll(/"(?:content|text|query|prompt)"\s*:\s*"([^"\\]{3,20})"/g)].map(([, value]) => value)
  )
  for (const value of values) if (value !== undefined) shown = shown.replaceAll(value, "…")
  return shown
}
