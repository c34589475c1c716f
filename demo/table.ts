/** A label and its value, which may have several lines. */
export type Row = readonly [label: string, value: string]

const wrap = (text: string, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = [""]
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1] ?? ""
    if (line === "") lines[lines.length - 1] = word
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}

/** Formats rows as a table of two columns, at most `width` wide. */
export const tableLines = (rows: ReadonlyArray<Row>, width: number): ReadonlyArray<string> => {
  const labelWidth = Math.max(...rows.map(([label]) => label.length))
  const room = width - labelWidth - 7
  const cells = rows.map(([label, value]) => ({ label, lines: value.split("\n").flatMap((line) => wrap(line, room)) }))
  const valueWidth = Math.max(...cells.flatMap(({ lines }) => lines.map((line) => line.length)))
  const rule = (left: string, middle: string, right: string) =>
    `${left}${"─".repeat(labelWidth + 2)}${middle}${"─".repeat(valueWidth + 2)}${right}`
  return [
    rule("┌", "┬", "┐"),
    ...cells.flatMap(({ label, lines }) =>
      lines.map((line, index) => `│ ${(index === 0 ? label : "").padEnd(labelWidth)} │ ${line.padEnd(valueWidth)} │`)
    ),
    rule("└", "┴", "┘")
  ]
}
