import { expect, it } from "vitest"
import { isMultipart, parse } from "../../src/wire/Multipart.ts"

const encoder = new TextEncoder()
const headers = { "content-type": 'multipart/form-data; boundary="a b"' }
const read = (body: string) => parse(headers, encoder.encode(body))

it("reads the output of any FormData, including names", async () => {
  const form = new FormData()
  form.append('a "quoted"\r\nname', "väl\r\nue")
  form.append("again", "1")
  form.append("again", "2")
  form.append("__proto__", "x")
  form.append("empty", "")
  form.append("file", new Blob(["\r\n--\r\n"], { type: "text/plain" }), 'Grüße "1".txt')
  form.append("none", new Blob([]), "none.bin")
  const response = new Response(form)
  const parsed = parse(
    { "content-type": response.headers.get("content-type") ?? "" },
    new Uint8Array(await response.arrayBuffer())
  )
  expect(Object.entries(parsed?.fields ?? {})).toEqual([
    ['a "quoted"\r\nname', "väl\r\nue"],
    ["again", "2"],
    ["__proto__", "x"],
    ["empty", ""]
  ])
  expect(parsed?.files.map(({ bytes, ...file }) => ({ ...file, text: new TextDecoder().decode(bytes) }))).toEqual([
    { name: "file", filename: 'Grüße "1".txt', contentType: "text/plain", text: "\r\n--\r\n" },
    { name: "none", filename: "none.bin", contentType: "application/octet-stream", text: "" }
  ])
})

it("keeps other percent escapes of a filename as they are", () => {
  const parsed = read(
    '--a b\r\nContent-Disposition: form-data; name="f"; filename="50%25 %41.txt"\r\n\r\nx\r\n--a b--\r\n'
  )
  expect(parsed?.files[0]?.filename).toBe("50%25 %41.txt")
})

it("accepts a preamble, and an end without a line break", () => {
  expect(read('before\r\n--a b\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n--a b--')?.fields).toEqual({
    f: "x"
  })
})

it.each([
  ["nothing", ""],
  ["no end", '--a b\r\nContent-Disposition: form-data; name="f"\r\n\r\nx'],
  ["another boundary", '--c\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n--c--\r\n'],
  ["a part without a name", "--a b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--a b--\r\n"],
  ["a broken part header", "--a b\r\nContent Disposition\r\n\r\nx\r\n--a b--\r\n"]
])("treats %s as malformed", (_what, body) => {
  expect(read(body)).toBeUndefined()
})

it("recognises a form by its type, and needs a boundary", () => {
  expect(isMultipart({ "content-type": "Multipart/Form-Data; boundary=x" })).toBe(true)
  expect(isMultipart({ "content-type": "multipart/mixed; boundary=x" })).toBe(false)
  expect(isMultipart({})).toBe(false)
  expect(parse({ "content-type": "multipart/form-data" }, encoder.encode("--x--"))).toBeUndefined()
})
