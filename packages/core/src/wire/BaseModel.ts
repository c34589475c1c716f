/** The base of every model. */
import { isJsonObject, type JsonObject } from "./JsonObject.ts"

/**
 * A response of the platform: own camelCase properties for the documented fields, and the wire object beside them, untouched,
 * so that fields this version does not know are still there.
 *
 * Constructors accept anything: a field that is absent or of another type than documented reads as `null`, `false`, `[]` or
 * an empty model. Responses are validated before models are made from them.
 */
export class BaseModel<Wire extends object = JsonObject> {
  readonly #raw: Wire

  constructor(wire?: Wire | null) {
    this.#raw = isJsonObject(wire) ? wire : ({} as Wire)
  }

  /** The wire object as it arrived, snake_case and unknown fields included; the same object at each access. */
  get raw(): Wire {
    // A Proxy round the model (Vue's reactive, MobX) cannot reach a private field; its own properties are the next best.
    return #raw in this ? this.#raw : ({ ...(this as object) } as Wire)
  }

  /** The same object as {@link raw}. */
  toDict(): Wire {
    return this.raw
  }

  /** The value under a wire key, or `fallback` where the key is absent; a stored `null` is `null`. */
  get(key: string, fallback?: unknown): unknown {
    const value: unknown = Reflect.get(this.raw, key)
    return value === undefined ? fallback : value
  }

  /** `JSON.stringify(model)` is the wire object. */
  toJSON(): Wire {
    return this.raw
  }
}
