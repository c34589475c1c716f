/** Prints what an editor shows for an everyday program: the text of each name, and what it offers. `pnpm hovers`. */
import { inEditor } from "./Editor.ts"
import { everydayProgram } from "./everydayProgram.ts"

const { hovers, completions } = inEditor(everydayProgram)
for (const { declaration, text } of hovers) console.log(`${declaration}\n    ${text.replaceAll("\n", "\n    ")}\n`)
for (const names of completions) console.log(`offers ${names.slice(0, 20).join(", ")}`)
