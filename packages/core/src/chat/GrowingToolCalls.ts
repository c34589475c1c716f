/** The tool calls of a message while their pieces arrive, also from servers that number them badly. */
import { countOf, idOf } from "../wire/Fields.ts"
import { isJsonObject, type JsonObject } from "../wire/JsonObject.ts"
import { argumentsOf } from "./ChatCompletion.ts"
import { finishedFields, type GrowingFields, grow } from "./GrowingFields.ts"

/**
 * Merges the pieces of tool calls: see `docs/wire.md#chat-stream` for what begins a call.
 *
 * Each piece costs the same, however many calls there are.
 */
export class GrowingToolCalls {
  readonly #calls: Array<GrowingCall> = []
  /** The last call under each index. */
  readonly #byIndex = new Map<number, GrowingCall>()
  readonly #byId = new Map<string, GrowingCall>()

  /** Adds a piece of a call. */
  add(piece: JsonObject): void {
    const index = indexOf(piece["index"])
    const id = realIdOf(piece["id"])
    const name = nameIn(piece)
    const known = this.#find(index, id, name)
    const call = known === undefined || known.endsBefore(piece, id, name) ? this.#begin(index) : known
    if (index !== undefined) this.#byIndex.set(index, call)
    call.add(piece, id)
    if (call.id !== undefined) this.#byId.set(call.id, call)
  }

  /** The calls, in the order of their indexes. */
  finished(): ReadonlyArray<JsonObject> {
    const inOrder = [...this.#calls].sort((one, other) => one.position - other.position)
    return inOrder.map((call) => call.finished())
  }

  #find(index: number | undefined, id: string | undefined, name: string): GrowingCall | undefined {
    const withId = id === undefined ? undefined : this.#byId.get(id)
    if (index === undefined) return withId ?? this.#calls.at(-1)
    const under = this.#byIndex.get(index)
    // Under an index of several calls, and under a new index, the id of a known call tells which one goes on.
    if (under === undefined) return name === "" ? withId : undefined
    return withId?.position === under.position ? withId : under
  }

  #begin(index: number | undefined): GrowingCall {
    const call = new GrowingCall(index ?? this.#calls.at(-1)?.position ?? 0)
    this.#calls.push(call)
    return call
  }
}

/** A call whose pieces arrive. */
class GrowingCall {
  /** Calls are in this order; those without an index follow the call before them. */
  readonly position: number
  /** The first id that is not a placeholder. */
  id: string | undefined
  #placeholder: string | undefined
  readonly #fields: GrowingFields = {}
  /** The name and the text of its `function` or `custom`. */
  readonly #called = new Map<string, GrowingNamed>()

  constructor(position: number) {
    this.position = position
  }

  /** Whether a piece that would belong to this call begins another one. It does so only if it carries a name. */
  endsBefore(piece: JsonObject, id: string | undefined, name: string): boolean {
    if (name === "" || (id !== undefined && id === this.id)) return false
    const called = this.#called.get(kindOf(piece))
    if (called === undefined) return id !== undefined && this.id !== undefined
    const text = textIn(piece)
    if (id === undefined) return called.isWholeBefore(text, name)
    // The id may come after the name, and a server may make up another id for each piece.
    return this.id === undefined ? !called.isBegunBy(name) : !called.isContinuedBy(text, name)
  }

  add(piece: JsonObject, id: string | undefined): void {
    if (id !== undefined) this.id ??= id
    else this.#placeholder ||= idOf(piece["id"]) ?? undefined
    for (const key in piece) {
      const value = piece[key]
      if (key === "function" || key === "custom") {
        if (!isJsonObject(value)) continue
        const called = this.#called.get(key) ?? new GrowingNamed(textNames[key])
        this.#called.set(key, called)
        called.add(value)
      } else if (key === "type") {
        if (typeof value === "string") grow(this.#fields, key, value)
      } else if (key !== "index" && key !== "id" && value) grow(this.#fields, key, value)
    }
  }

  finished(): JsonObject {
    const id = this.id ?? this.#placeholder
    const called = [...this.#called].map(([key, named]) => [key, named.finished()])
    return { ...(id ? { id } : undefined), ...finishedFields(this.#fields), ...Object.fromEntries(called) }
  }
}

/** A name and a text in pieces: `arguments` of a function, `input` of a custom tool. */
export class GrowingNamed {
  readonly #textName: "arguments" | "input"
  #name = ""
  #text = ""
  /** A text that came as an object, which is never a piece of one. */
  #whole = ""
  /** The last character of the text: to ask the text itself for it would cost as much as the text is long. */
  #last = ""
  /** Whether the text seemed complete, but was found not to be valid JSON. */
  #isBroken = false
  readonly #fields: GrowingFields = {}

  constructor(textName: "arguments" | "input") {
    this.#textName = textName
  }

  add(piece: JsonObject): void {
    for (const key in piece) {
      if (key === "name") this.#addName(piece[key])
      else if (key === this.#textName) this.#addText(piece[key])
      else grow(this.#fields, key, piece[key])
    }
  }

  finished(): JsonObject {
    return { name: this.#name, [this.#textName]: this.#text || this.#whole, ...finishedFields(this.#fields) }
  }

  /** Whether it has no more than this name yet, so that an id may still follow. */
  isBegunBy(name: string): boolean {
    return this.#text === "" && this.#whole === "" && (this.#name === "" || this.#name === name)
  }

  /** Whether a piece with the same name and a new id goes on in the middle of the text: the id was made up. */
  isContinuedBy(text: string, name: string): boolean {
    return this.#name === name && this.#text !== "" && text !== "" && !beginsJson(text)
  }

  /** Whether the text is complete, so that a piece with this text and name belongs to another call. */
  isWholeBefore(text: string, name: string): boolean {
    if (this.#repeats(text) || (name === this.#name && !beginsJson(text))) return false
    if (this.#text === "") return this.#whole !== ""
    if (this.#last !== "}" || this.#isBroken) return false
    this.#isBroken = !isJson(this.#text)
    return !this.#isBroken
  }

  #addName(value: unknown): void {
    if (typeof value !== "string" || value === "") return
    const name = this.#name
    if (name === "") this.#name = value
    // A name comes once, or in pieces, or with each piece of the text; some servers repeat what they have sent of it.
    else if (this.#text === "" && value !== name) {
      this.#name = value.length > name.length && value.startsWith(name) ? value : name + value
    }
  }

  #addText(value: unknown): void {
    if (typeof value !== "string") {
      // Some servers begin with an empty object, and then send the text.
      if (this.#whole === "" || this.#whole === "{}") this.#whole = argumentsOf(value) ?? this.#whole
    } else if (value !== "" && !this.#repeats(value)) {
      this.#text += value
      this.#last = value.trimEnd().at(-1) ?? this.#last
    }
  }

  /** Whether a piece repeats the complete text. No JSON continues like that. */
  #repeats(piece: string): boolean {
    if (this.#textName !== "arguments" || !beginsJson(piece)) return false
    const text = this.#text === "" ? this.#whole : this.#text
    return piece.length === text.length && piece === text
  }
}

const textNames = { function: "arguments", custom: "input" } as const

/** Under which key a piece has its name and text. */
const kindOf = (piece: JsonObject): "function" | "custom" => (isJsonObject(piece["custom"]) ? "custom" : "function")

const calledIn = (piece: JsonObject): JsonObject => {
  const called = piece[kindOf(piece)]
  return isJsonObject(called) ? called : {}
}

const nameIn = (piece: JsonObject): string => {
  const { name } = calledIn(piece)
  return typeof name === "string" ? name : ""
}

const textIn = (piece: JsonObject): string => argumentsOf(calledIn(piece)[textNames[kindOf(piece)]]) ?? ""

/** The index of a call. Some servers send -1 or a word where they have none. */
const indexOf = (value: unknown): number | undefined => {
  const index = countOf(value)
  return index !== null && index >= 0 ? index : undefined
}

/** The id of a call; `undefined` for a placeholder. */
const realIdOf = (value: unknown): string | undefined => {
  const id = idOf(value)?.trim()
  return id === undefined || /^(?:|null|none|undefined)$/i.test(id) ? undefined : id
}

const beginsJson = (text: string): boolean => /^\s*\{/.test(text)

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
