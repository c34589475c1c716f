/** Finds every text that a value can print, without running any code of the value. */
import { ParetaError } from "../../ParetaError.ts"

/** The texts of a value, and whether it has a header such as `authorization`, whose value is not among them. */
export interface KnownTexts {
  readonly texts: ReadonlyArray<string>
  readonly hasCredentials: boolean
}

/**
 * Finds every text that a logger can reach from a value; `undefined` if that cannot be known.
 *
 * It cannot be known for an object with its own code (a getter, a proxy, a `toJSON`, a method for `inspect`): such code
 * can print anything, can hang and can throw. Nor can it be known for a runtime object with private content, such as a
 * `Headers`, nor for a value that refers to more than `mostObjects` objects or has very long texts.
 */
export const knownTexts = (value: unknown, mostObjects = 1000): KnownTexts | undefined => {
  const walk = new Walk(mostObjects)
  try {
    return walk.through(value) ? walk : undefined
  } catch {
    // A proxy that was revoked, or that throws.
    return undefined
  }
}

/** Whether the value of a field, or of a header, with this name is a credential. */
export const isCredential = (name: unknown): boolean =>
  typeof name === "string" && /^(proxy-)?authorization$|^(set-)?cookie2?$|^(x-)?(api-?key|auth-?token)$/i.test(name)

/** Reads a part of an error as text. Its class may have a getter for it, and that may throw: then it has no text. */
export const textOf = (error: Error, name: "name" | "message" | "stack"): string => {
  try {
    // A getter of the error itself is not called, except for that of the runtime.
    const getter = Reflect.getOwnPropertyDescriptor(error, name)?.get
    return getter === undefined || isNative(getter) ? String(error[name] ?? "") : ""
  } catch {
    return ""
  }
}

/** The most characters of all texts together, of a value that refers to few objects. */
const mostCharacters = 2 ** 18

class Walk implements KnownTexts {
  readonly texts: Array<string> = []
  hasCredentials = false
  readonly #mostObjects: number
  readonly #seen = new Set<object>()
  readonly #waiting: Array<unknown> = []
  #characters = 0

  constructor(mostObjects: number) {
    this.#mostObjects = mostObjects
  }

  /** Returns false if not all texts can be known. */
  through(value: unknown): boolean {
    this.#waiting.push(value)
    while (this.#waiting.length > 0) {
      const next = this.#waiting.pop()
      if (typeof next === "function") return false
      if (typeof next === "string") this.#add(next)
      else if (typeof next === "symbol") this.#add(next.description ?? "")
      else if (typeof next === "object" && next !== null && !this.#seen.has(next)) {
        this.#seen.add(next)
        if (!this.#enter(next)) return false
      }
      if (this.#isTooMuch()) return false
    }
    return true
  }

  #add(text: string): void {
    this.texts.push(text)
    this.#characters += text.length
  }

  #isTooMuch(): boolean {
    const many = this.#seen.size > this.#mostObjects || this.#waiting.length > 10 * this.#mostObjects
    return many || (this.#mostObjects < Number.POSITIVE_INFINITY && this.#characters > mostCharacters)
  }

  #enter(value: object): boolean {
    // Bytes are not text.
    if (ArrayBuffer.isView(value)) return true
    if (isProxy(value) || !hasKnownClass(value)) return false
    if (Array.isArray(value) && value.length > 10 * this.#mostObjects) return false
    if (value instanceof Error) {
      this.#waiting.push(textOf(value, "name"), textOf(value, "message"), textOf(value, "stack"))
    }
    if (value instanceof Map) for (const [name, field] of entriesOf(value)) this.#field(name, field)
    if (value instanceof Set) for (const [item] of entriesOf(value)) this.#field(undefined, item)
    return Reflect.ownKeys(value).every((name) => {
      const property = Reflect.getOwnPropertyDescriptor(value, name)
      if (property === undefined) return true
      if (property.get !== undefined || property.set !== undefined) {
        return value instanceof Error && name === "stack" && property.get !== undefined && isNative(property.get)
      }
      this.#field(name, property.value)
      return !this.#isTooMuch()
    })
  }

  #field(name: unknown, value: unknown): void {
    if (isCredential(name) || (isCredential(value) && value !== name)) {
      this.hasCredentials = true
      return
    }
    this.#waiting.push(name, value)
  }
}

const entriesOf = (value: Map<unknown, unknown> | Set<unknown>): Array<[unknown, unknown]> => {
  const entries: Array<[unknown, unknown]> = []
  const add = (field: unknown, name: unknown) => entries.push([name, field])
  if (value instanceof Map) Map.prototype.forEach.call(value, add)
  else Set.prototype.forEach.call(value, add)
  return entries
}

interface Runtime {
  readonly process?: {
    readonly getBuiltinModule?: (name: string) => { readonly types?: { readonly isProxy?: (value: object) => boolean } }
  }
}

/** Whether a value is a proxy, where the runtime can tell: it runs code for whatever is done with it. */
const isProxy = (value: object): boolean =>
  (globalThis as Runtime).process?.getBuiltinModule?.("node:util")?.types?.isProxy?.(value) ?? false

/** Whether a value prints nothing but its properties: no class of its own has a method that is called for printing. */
const hasKnownClass = (value: object): boolean => {
  for (let proto = Reflect.getPrototypeOf(value); proto !== null; proto = Reflect.getPrototypeOf(proto)) {
    if (proto === Object.prototype || proto === Array.prototype || proto === ParetaError.prototype) return true
    const owner: unknown = Reflect.getOwnPropertyDescriptor(proto, "constructor")?.value
    if (typeof owner === "function" && isNative(owner)) {
      return knownClass.test(owner.name)
    }
    if (isProxy(proto) || printing.some((name) => Object.hasOwn(proto, name))) return false
  }
  return true
}

const knownClass = /^(Object|Array|Map|Set|DOMException|([A-Z][a-z]+)?Error)$/

const printing = ["toJSON", "toString", "valueOf", Symbol.toPrimitive, Symbol.for("nodejs.util.inspect.custom")]

const isNative = (code: object): boolean => Function.prototype.toString.call(code).endsWith("{ [native code] }")
