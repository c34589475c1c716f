/** The base of every model. */
import { isJsonObject, type JsonObject } from "./JsonObject.ts"

/**
 * The base of every model. A model has camelCase properties for the documented fields. `raw` is the original wire
 * object, so that fields that this version does not know are kept.
 *
 * A constructor accepts any value. A field that is absent, or not of the documented type, reads as an empty value:
 * `null`, `false`, `0`, `""`, `[]` or an empty model. Responses are checked before models are created from them.
 */
export class BaseModel<Wire extends object = JsonObject> {
  readonly #raw: Wire

  constructor(wire?: Wire | null) {
    this.#raw = isJsonObject(wire) ? wire : ({} as Wire)
  }

  /** The wire object as it arrived, with unknown fields and the wire's names; the same object at each access. */
  get raw(): Wire {
    // A Proxy around a model (Vue's reactive, MobX) cannot reach a private field, so it gets a copy of the properties.
    return #raw in this ? this.#raw : ({ ...(this as object) } as Wire)
  }

  /** Returns the same object as {@link raw}. */
  toDict(): Wire {
    return this.raw
  }

  /** Returns the value under a wire key, or `fallback` if the key is absent. If the value is `null`, returns `null`. */
  get(key: string, fallback?: unknown): unknown {
    const value: unknown = Reflect.get(this.raw, key)
    return value === undefined ? fallback : value
  }

  /** Makes `JSON.stringify(model)` write the wire object. */
  toJSON(): Wire {
    return this.raw
  }
}
