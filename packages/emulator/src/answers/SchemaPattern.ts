/**
 * Regular expressions from a JSON schema, without running them: a schema may contain one that backtracks for years.
 * A pattern is parsed, texts are matched by the sets of positions that it can reach, and sample texts are made from it.
 */

/** A parsed pattern. */
export interface Pattern {
  /** Whether the pattern matches somewhere in the text. Beyond 500 characters nothing matches. */
  readonly matches: (text: string) => boolean
  /** A text that the pattern matches, of at least the given length; `undefined` if none was found. */
  readonly sample: (minLength: number, variant: number) => string | undefined
}

/** Parses a pattern; `undefined` if it is not valid or has lookarounds or backreferences, which are not supported. */
export const parsePattern = (source: string): Pattern | undefined => {
  const root = source.length > longestPattern ? undefined : new Parser(source).parse()
  if (root === undefined) return undefined
  const matches = (text: string): boolean => {
    const characters = Array.from(text)
    if (characters.length > longestText) return false
    return new Matcher(characters).endsOf(root, new Set(characters.keys()).add(characters.length)).size > 0
  }
  const sample = (minLength: number, variant: number): string | undefined => {
    for (let repeats = 0; repeats <= Math.min(minLength, longestText); repeats++) {
      const text = new Sampler(repeats, variant).textOf(root)
      if (text === undefined) return undefined
      const tooShort = minLength - Array.from(text).length
      if (tooShort > 0 && repeats < minLength && !isFixed(root)) continue
      return [text, text + "a".repeat(Math.max(0, tooShort)), "a".repeat(Math.max(0, tooShort)) + text].find(
        (each) => Array.from(each).length >= minLength && matches(each)
      )
    }
    return undefined
  }
  return { matches, sample }
}

type Node =
  | { readonly _tag: "Character"; readonly accepts: (character: string) => boolean; readonly examples: string }
  | { readonly _tag: "Sequence"; readonly nodes: ReadonlyArray<Node> }
  | { readonly _tag: "Choice"; readonly nodes: ReadonlyArray<Node> }
  | { readonly _tag: "Repeat"; readonly node: Node; readonly min: number; readonly max: number }
  | { readonly _tag: "Edge"; readonly kind: string }

const longestPattern = 500
const longestText = 500
const deepestGroup = 20
const mostSteps = 100_000

const isFixed = (node: Node): boolean => {
  if (node._tag === "Repeat") return node.min === node.max && isFixed(node.node)
  return node._tag === "Sequence" || node._tag === "Choice" ? node.nodes.every(isFixed) : true
}

/** A parser by recursive descent. Any part that it does not understand makes the entire pattern unsupported. */
class Parser {
  readonly #source: ReadonlyArray<string>
  #at = 0
  #depth = 0

  constructor(source: string) {
    this.#source = Array.from(source)
  }

  parse(): Node | undefined {
    const node = this.#choice()
    return this.#at === this.#source.length ? node : undefined
  }

  #choice(): Node | undefined {
    const nodes: Array<Node> = []
    do {
      const node = this.#sequence()
      if (node === undefined) return undefined
      nodes.push(node)
    } while (this.#take("|"))
    return { _tag: "Choice", nodes }
  }

  #sequence(): Node | undefined {
    const nodes: Array<Node> = []
    while (this.#at < this.#source.length && !"|)".includes(this.#source[this.#at] ?? "")) {
      const atom = this.#atom()
      const node = atom === undefined ? undefined : this.#repeated(atom)
      if (node === undefined) return undefined
      nodes.push(node)
    }
    return { _tag: "Sequence", nodes }
  }

  #atom(): Node | undefined {
    const character = this.#source[this.#at++] ?? ""
    switch (character) {
      case "(":
        return this.#group()
      case "[":
        return this.#class()
      case "\\":
        return this.#escape()
      case "^":
      case "$":
        return { _tag: "Edge", kind: character }
      case ".":
        return characterOf(".", "")
      default:
        return "*+?{".includes(character) ? undefined : literal(character)
    }
  }

  #group(): Node | undefined {
    if (this.#take("?")) {
      const isNamed = this.#take("<")
      if (isNamed ? !this.#skipName() : !this.#take(":")) return undefined
    }
    this.#depth += 1
    const node = this.#depth > deepestGroup ? undefined : this.#choice()
    this.#depth -= 1
    return this.#take(")") ? node : undefined
  }

  #skipName(): boolean {
    const start = this.#at
    while (/[\p{L}\p{N}_$]/u.test(this.#source[this.#at] ?? "")) this.#at += 1
    return this.#at > start && this.#take(">")
  }

  #class(): Node | undefined {
    const start = this.#at
    while (this.#at < this.#source.length && this.#source[this.#at] !== "]") {
      this.#at += this.#source[this.#at] === "\\" ? 2 : 1
    }
    const body = this.#source.slice(start, this.#at).join("")
    return this.#take("]") ? characterOf(`[${body}]`, body) : undefined
  }

  #escape(): Node | undefined {
    const rest = this.#source.slice(this.#at, this.#at + 60).join("")
    if (/^[bB]/.test(rest)) {
      this.#at += 1
      return { _tag: "Edge", kind: rest.charAt(0) }
    }
    // A backreference is one of the escapes that are missing here.
    const escaped = /^(?:[pP]\{[\w=]{1,50}\}|x[\da-f]{2}|u[\da-f]{4}|u\{[\da-f]{1,6}\}|[dDwWsStnrfv0]|[^\w\s])/i.exec(
      rest
    )?.[0]
    if (escaped === undefined) return undefined
    this.#at += Array.from(escaped).length
    const code = /^[xu]\{?([\da-f]+)/i.exec(escaped)?.[1]
    const named = code === undefined ? undefined : Number.parseInt(code, 16)
    return characterOf(`\\${escaped}`, named === undefined || named > 0x10ffff ? escaped : String.fromCodePoint(named))
  }

  #repeated(node: Node): Node | undefined {
    const rest = this.#source.slice(this.#at, this.#at + 24).join("")
    const [whole = "", sign, from, comma, to] = /^(?:([*+?])|\{(\d{1,9})(,?)(\d{0,9})\})\??/.exec(rest) ?? []
    if (whole === "") return node
    this.#at += whole.length
    if (sign !== undefined) {
      return { _tag: "Repeat", node, min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : Number.POSITIVE_INFINITY }
    }
    const min = Number(from)
    const max = comma === "" ? min : to === "" ? Number.POSITIVE_INFINITY : Number(to)
    return max < min ? undefined : { _tag: "Repeat", node, min, max }
  }

  #take(character: string): boolean {
    if (this.#source[this.#at] !== character) return false
    this.#at += 1
    return true
  }
}

const literal = (character: string): Node => ({
  _tag: "Character",
  accepts: (each) => each === character,
  examples: character
})

// A class or an escape is tried on one character at a time, so it cannot backtrack.
const characterOf = (source: string, own: string): Node | undefined => {
  let pattern: RegExp
  try {
    pattern = new RegExp(`^${source}$`, "u")
  } catch {
    return undefined
  }
  const examples = Array.from(`${alphabet}${own}`).filter((each) => pattern.test(each))
  return { _tag: "Character", accepts: (each) => pattern.test(each), examples: [...new Set(examples)].join("") }
}

const alphabet =
  "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -_.,:;/@#+=!?&%*()[]{}<>\"'\\|~^$`\t\néßñΩжа字"

/** Follows all ways through the pattern at once. A hostile pattern runs out of steps and then matches nothing. */
class Matcher {
  readonly #text: ReadonlyArray<string>
  #steps = mostSteps

  constructor(text: ReadonlyArray<string>) {
    this.#text = text
  }

  /** The positions after the node, for the positions before it. */
  endsOf(node: Node, starts: ReadonlySet<number>): ReadonlySet<number> {
    this.#steps -= starts.size
    if (this.#steps < 0 || starts.size === 0) return new Set()
    switch (node._tag) {
      case "Character":
        return new Set([...starts].filter((at) => this.#accepts(node, at)).map((at) => at + 1))
      case "Edge":
        return new Set([...starts].filter((at) => this.#isAt(node.kind, at)))
      case "Sequence":
        return node.nodes.reduce((positions, each) => this.endsOf(each, positions), starts)
      case "Choice":
        return new Set(node.nodes.flatMap((each) => [...this.endsOf(each, starts)]))
      case "Repeat":
        return this.#repeat(node.node, node.min, node.max, starts)
    }
  }

  #repeat(node: Node, min: number, max: number, starts: ReadonlySet<number>): ReadonlySet<number> {
    let positions = starts
    for (let count = 0; count < min && positions.size > 0 && this.#steps > 0; count++) {
      positions = this.endsOf(node, positions)
    }
    const all = new Set(positions)
    for (let count = min; count < max && positions.size > 0; count++) {
      positions = new Set([...this.endsOf(node, positions)].filter((at) => !all.has(at)))
      for (const at of positions) all.add(at)
    }
    return all
  }

  #accepts(node: Extract<Node, { readonly _tag: "Character" }>, at: number): boolean {
    const character = this.#text[at]
    return character !== undefined && node.accepts(character)
  }

  #isAt(kind: string, at: number): boolean {
    if (kind === "^") return at === 0
    if (kind === "$") return at === this.#text.length
    const isWord = (character: string | undefined) => character !== undefined && /^\w$/.test(character)
    return (isWord(this.#text[at - 1]) !== isWord(this.#text[at])) === (kind === "b")
  }
}

/** Writes a text of the pattern. The digits of the variant choose between its alternatives and characters. */
class Sampler {
  readonly #repeats: number
  #variant: number
  #text = ""
  #steps = mostSteps

  constructor(repeats: number, variant: number) {
    this.#repeats = repeats
    this.#variant = variant
  }

  textOf(root: Node): string | undefined {
    return this.#write(root) ? this.#text : undefined
  }

  #write(node: Node): boolean {
    this.#steps -= 1
    if (this.#steps < 0 || this.#text.length > 2 * longestText) return false
    switch (node._tag) {
      case "Character": {
        const examples = Array.from(node.examples)
        this.#text += examples[this.#chosen(examples.length)] ?? ""
        return examples.length > 0
      }
      case "Edge":
        return true
      case "Sequence":
        return node.nodes.every((each) => this.#write(each))
      case "Choice": {
        const each = node.nodes[this.#chosen(node.nodes.length)]
        return each !== undefined && this.#write(each)
      }
      case "Repeat": {
        const count = Math.min(node.max, node.min + this.#repeats)
        for (let nth = 0; nth < count; nth++) if (!this.#write(node.node)) return false
        return true
      }
    }
  }

  #chosen(count: number): number {
    const chosen = this.#variant % count
    this.#variant = Math.floor(this.#variant / count)
    return chosen
  }
}
