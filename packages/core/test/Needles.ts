/** Requests that carry a needle in each place where one can be, and servers and networks that give it back. */
import type { HttpMethod } from "@pareta/core"
import { type Answer, chunk, pieces } from "./ScriptedFetch.ts"
import { printed } from "./Secrets.ts"

/** A word that no escaping changes. It must not be in anything that is printed. */
export const needle = "n33dl3"

/** Prose with the needle, and characters that are escaped in every way. */
export const prose = `He said: "it's <${needle}> & 100% café € 😀"\n\tpath C:\\temp\\new/file`

/** Prose that is longer than the shortest piece that is found. */
export const longProse = Array.from({ length: 40 }, (_, line) => `${line}. ${prose} ${line * 7}`).join("\n")

const utf8 = (text: string) => [...new TextEncoder().encode(text)]

const hexadecimal = (code: number, length: number) => code.toString(16).padStart(length, "0")

const inJson = (text: string) => JSON.stringify(text).slice(1, -1)

const inHtml = (text: string, quotes: { readonly [character: string]: string }) =>
  text.replace(
    /[&<>"']/g,
    (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character] ?? quotes[character] ?? character
  )

/** The ways in which servers and programs write a text that they quote. */
export const escapings: ReadonlyArray<readonly [name: string, escape: (text: string) => string]> = [
  ["as it is", (text) => text],
  ["as JSON", inJson],
  ["as JSON, twice", (text) => inJson(inJson(text))],
  ["as JSON in ASCII", (text) => inJson(text).replace(/[^ -~]/g, (unit) => `\\u${hexadecimal(unit.charCodeAt(0), 4)}`)],
  ["as JSON with escaped slashes", (text) => inJson(text).replaceAll("/", "\\/")],
  [
    "as JSON that is safe in HTML",
    (text) => inJson(text).replace(/[<>&]/g, (unit) => `\\u00${hexadecimal(unit.charCodeAt(0), 2)}`)
  ],
  ["as HTML", (text) => inHtml(text, { '"': "&quot;", "'": "&#39;" })],
  ["as HTML with hexadecimal entities", (text) => inHtml(text, { '"': "&#34;", "'": "&#x27;" })],
  ["percent-encoded", encodeURIComponent],
  ["as a form", (text) => new URLSearchParams({ a: text }).toString().slice(2)],
  ["as Python's repr", (text) => inJson(text).replaceAll('\\"', '"').replaceAll("'", "\\'")],
  [
    "as Python's repr of bytes",
    (text) =>
      utf8(inJson(text).replaceAll('\\"', '"').replaceAll("'", "\\'"))
        .map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${hexadecimal(byte, 2)}`))
        .join("")
  ],
  [
    "with the escapes of ECMAScript 6",
    (text) => inJson(text).replace(/[^ -~]/gu, (character) => `\\u{${hexadecimal(character.codePointAt(0) ?? 0, 1)}}`)
  ],
  ["with its white space changed", (text) => text.replace(/\s+/g, "  ")]
]

/** A request to any route. */
export interface Route {
  readonly method: HttpMethod
  readonly path: string
  readonly query?: { readonly [name: string]: string }
  readonly json?: unknown
  readonly body?: FormData | Blob
  readonly headers?: { readonly [name: string]: string }
}

/** A place in a request, and what a server quotes of it. */
export interface Carrier {
  readonly name: string
  readonly route: Route
  readonly quoted: string
}

const post = { method: "POST", path: "/v1/x" } as const

const form = (name: string, value: string | Blob, file?: string): FormData => {
  const fields = new FormData()
  fields.append("idx", "7")
  if (typeof value === "string") fields.append(name, value)
  else fields.append(name, value, file)
  return fields
}

const rows = [
  { input: "first row", id: "row_1" },
  { input: prose, id: "row_2" }
]
const jsonLines = rows.map((row) => JSON.stringify(row)).join("\n")

/** Every place of a request that holds text. */
export const carriers: ReadonlyArray<Carrier> = [
  { name: "a string of JSON", route: { ...post, json: { a: [{ b: prose }] } }, quoted: prose },
  { name: "a long string of JSON", route: { ...post, json: { a: longProse } }, quoted: longProse },
  {
    name: "a piece of a long string of JSON",
    route: { ...post, json: { a: longProse } },
    quoted: longProse.slice(300, 500)
  },
  {
    name: "a data URL",
    route: { ...post, json: { u: `data:x;base64,${needle.repeat(40)}` } },
    quoted: `data:x;base64,${needle.repeat(40)}`
  },
  { name: "a field of a form", route: { ...post, body: form("text", prose) }, quoted: prose },
  {
    name: "the rows of a form",
    route: { ...post, body: form("items", new Blob([jsonLines]), "rows.jsonl") },
    quoted: prose
  },
  {
    name: "a text file of a form",
    route: { ...post, body: form("file", new Blob([`Dear all,\n${longProse}`], { type: "text/plain" }), "a.txt") },
    quoted: longProse
  },
  {
    name: "a line of a text file",
    route: { ...post, body: form("file", new Blob([`a b\nsome ${needle} here\nc d`]), "a.txt") },
    quoted: `some ${needle} here`
  },
  {
    name: "the name of a file",
    route: { ...post, body: form("file", new Blob(["x"]), `Contract of ${needle}.pdf`) },
    quoted: `Contract of ${needle}.pdf`
  },
  { name: "a Blob", route: { ...post, body: new Blob([longProse]) }, quoted: longProse },
  { name: "the query", route: { method: "GET", path: "/v1/x", query: { q: prose } }, quoted: prose },
  {
    name: "a header of the user",
    route: { ...post, json: {}, headers: { "x-tenant": `${needle}-4711` } },
    quoted: `${needle}-4711`
  },
  {
    name: "a header with characters that are escaped",
    route: { ...post, json: {}, headers: { "x-tenant": `t/<${needle}>&"é"\\+x` } },
    quoted: `x-tenant: t/<${needle}>&"é"\\+x`
  },
  {
    name: "the credentials in a header",
    route: { ...post, json: {}, headers: { "proxy-authorization": `Basic ${needle}AbCd0=` } },
    quoted: `${needle}AbCd0`
  },
  {
    name: "the cookie in a header",
    route: { ...post, json: {}, headers: { cookie: `theme=dark; session=${needle}0123` } },
    quoted: `${needle}0123`
  }
]

/** The ways in which a server or a network gives a text back. */
export const echoes: ReadonlyArray<readonly [name: string, make: (quoted: string) => Answer]> = [
  [
    "the detail of a 400",
    (quoted) => Response.json({ detail: `wrong input: ${quoted} (see ep_a1b2c3)` }, { status: 400 })
  ],
  [
    "the items of a 422",
    (quoted) =>
      Response.json({ detail: [{ loc: ["body", "a"], msg: "m", type: "t", input: { a: quoted } }] }, { status: 422 })
  ],
  ["an error page", (quoted) => new Response(`<p>${quoted}</p>`, { status: 500 })],
  [
    "a success that is not JSON",
    (quoted) => new Response(`{"a": "${quoted}`, { headers: { "content-type": "application/json" } })
  ],
  ["the message of a failed fetch", (quoted) => new TypeError(`cannot send ${quoted}`)],
  [
    "the cause of a failed fetch",
    (quoted) => new TypeError("fetch failed", { cause: new Error(`cannot send ${quoted}`) })
  ],
  ["one of several causes", (quoted) => new AggregateError([new Error("a"), new Error(quoted)], "all failed")],
  [
    "a property of a failed fetch",
    (quoted) => Object.assign(new TypeError("fetch failed"), { config: { data: [quoted] } })
  ],
  [
    "a body that breaks off",
    (quoted) => () => new Response(pieces([chunk("a")], new Error(`lost ${quoted}`)).body, { status: 200 })
  ]
]

/** The printed forms of these values, however they are printed, in which the needle can be read. */
export const needlesIn = (...values: ReadonlyArray<unknown>): ReadonlyArray<string> =>
  values
    .flatMap((value) => printed(value))
    .map(([, text]) => text)
    .filter((text) => text.includes(needle))
