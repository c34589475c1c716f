import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const directory = fileURLToPath(new URL("..", import.meta.url))
const files = readdirSync(directory)
  .filter((file) => file.endsWith(".ts"))
  .toSorted()
const readme = readFileSync(`${directory}README.md`, "utf8")
const [programs = "", byNumber = ""] = readme.split("## By number")

const linkedIn = (text: string): Array<string> => [...text.matchAll(/\(([\w-]+\.ts)\)/g)].map(([, file = ""]) => file)

/** Number → programs, from the table. */
const mapped = new Map(
  [...byNumber.matchAll(/^\| (\d+) +\|(.*)$/gm)]
    .map(([, number, row = ""]) => [Number(number), linkedIn(row)] as const)
    .filter(([, named]) => named.length > 0)
)

/** Number → programs, from the programs' first comments. */
const claimed = new Map<number, Array<string>>()
for (const file of files) {
  const [head = ""] = readFileSync(`${directory}${file}`, "utf8").split("*/")
  for (const number of /\(scenarios? ([\d, ]+)\)/.exec(head)?.[1]?.split(", ") ?? []) {
    claimed.set(Number(number), [...(claimed.get(Number(number)) ?? []), file])
  }
}

describe("the README", () => {
  it("lists every program exactly once", () => {
    expect(linkedIn(programs).toSorted()).toEqual(files)
  })

  it("maps each number to the programs whose first comment names it", () => {
    const sorted = (map: ReadonlyMap<number, ReadonlyArray<string>>) =>
      [...map].map(([number, named]) => [number, [...named].toSorted()] as const).toSorted(([a], [b]) => a - b)
    expect(sorted(mapped)).toEqual(sorted(claimed))
  })

  it("has a program or a reason for every number from 1 to 111", () => {
    const leftOut = [...byNumber.matchAll(/^\| (\d+)(?:–(\d+))? +\| \D/gm)].flatMap(([, first, last = first]) =>
      Array.from({ length: Number(last) - Number(first) + 1 }, (_, offset) => Number(first) + offset)
    )
    const reasons = leftOut.filter((number) => !mapped.has(number))
    expect(reasons).toEqual([76, 77, 79, 84, 93, ...Array.from({ length: 15 }, (_, offset) => 97 + offset)])
    expect([...mapped.keys(), ...reasons].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 111 }, (_, offset) => offset + 1)
    )
  })
})
