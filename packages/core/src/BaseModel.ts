/**
 * What every answer of the platform is: own camelCase properties for what is documented, and the wire object kept
 * untouched beside them, so that a field this version does not know is still there (contract §4.4).
 *
 * Constructors are total: `null`, `undefined` and missing fields give empty values; validation happens before them.
 */
export class BaseModel<Wire extends object = { readonly [key: string]: unknown }> {
  readonly #raw: Wire

  constructor(wire?: Wire | null) {
    this.#raw = wire ?? ({} as Wire)
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
    const value = (this.raw as { readonly [key: string]: unknown })[key]
    return value === undefined ? fallback : value
  }

  /** `JSON.stringify(model)` is the wire object. */
  toJSON(): Wire {
    return this.raw
  }
}
