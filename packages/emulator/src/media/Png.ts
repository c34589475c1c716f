/** Images as PNG files of 8-bit RGB. */

/** The pixels of an image, three bytes each, row by row. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly bytes: Uint8Array
}

/** Writes pixels as a PNG. */
export const encode = async ({ width, height, bytes }: Pixels): Promise<Uint8Array<ArrayBuffer>> => {
  const stride = width * 3
  const rows = new Uint8Array((stride + 1) * height)
  // Each row begins with its filter: none.
  for (let y = 0; y < height; y++) rows.set(bytes.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1)
  const header = new DataView(new ArrayBuffer(13))
  header.setUint32(0, width)
  header.setUint32(4, height)
  header.setUint8(8, 8)
  header.setUint8(9, 2)
  const data = await through(rows, new CompressionStream("deflate"), Number.POSITIVE_INFINITY)
  return joined([
    signature,
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("IDAT", data ?? new Uint8Array(0)),
    chunk("IEND", new Uint8Array(0))
  ])
}

/** The pixels of a PNG of 8-bit RGB, with or without transparency; `undefined` for another file, or a damaged one. */
export const decode = async (file: Uint8Array): Promise<Pixels | undefined> => {
  const size = sizeOf(file)
  const format = file.subarray(24, 29)
  const channels = format[1] === 2 ? 3 : format[1] === 6 ? 4 : undefined
  if (size === undefined || !isPng(file) || channels === undefined || format[0] !== 8 || format[4] !== 0)
    return undefined
  const { width, height } = size
  const stride = width * channels
  const expected = (stride + 1) * height
  if (expected > mostBytes) return undefined
  const rows = await through(joined(dataOf(file)), new DecompressionStream("deflate"), expected)
  if (rows?.length !== expected) return undefined
  const bytes = new Uint8Array(width * height * 3)
  const row = new Uint8Array(stride)
  for (let y = 0; y < height; y++) {
    const begin = y * (stride + 1)
    if (!unfilter(rows[begin] as number, rows.subarray(begin + 1, begin + 1 + stride), row, channels)) return undefined
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        bytes[(y * width + x) * 3 + channel] = row[x * channels + channel] as number
      }
    }
  }
  return { width, height, bytes }
}

/** The width and height of a PNG or a JPEG; `undefined` for another file. */
export const sizeOf = (file: Uint8Array): { readonly width: number; readonly height: number } | undefined => {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const size = isPng(file)
    ? { width: view.getUint32(16), height: view.getUint32(20) }
    : isJpeg(file)
      ? jpegSize(view)
      : undefined
  return size === undefined || size.width === 0 || size.height === 0 ? undefined : size
}

/** Whether a file is a PNG. */
export const isPng = (file: Uint8Array): boolean =>
  file.length >= 33 && signature.every((byte, index) => file[index] === byte)

/** Whether a file is a JPEG. */
export const isJpeg = (file: Uint8Array): boolean => file[0] === 0xff && file[1] === 0xd8 && file[2] === 0xff

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/** A larger image is not decoded. */
const mostBytes = 64 * 1024 * 1024

// The frame header of a JPEG has its size. It is in one of the first segments.
const jpegSize = (view: DataView): { readonly width: number; readonly height: number } | undefined => {
  for (let at = 2; at + 9 < view.byteLength && view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    const kind = view.getUint8(at + 1)
    const isFrame = kind >= 0xc0 && kind <= 0xcf && kind !== 0xc4 && kind !== 0xc8 && kind !== 0xcc
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
  }
  return undefined
}

/** Restores a row in place of the one before it. Returns `false` for a filter that does not exist. */
const unfilter = (filter: number, filtered: Uint8Array, row: Uint8Array, channels: number): boolean => {
  if (filter > 4) return false
  const aboveLeft = Array.from({ length: channels }, () => 0)
  for (let at = 0; at < filtered.length; at++) {
    const left = at < channels ? 0 : (row[at - channels] as number)
    const above = row[at] as number
    const corner = aboveLeft[at % channels] as number
    const predicted =
      filter === 1
        ? left
        : filter === 2
          ? above
          : filter === 3
            ? (left + above) >> 1
            : filter === 4
              ? paeth(left, above, corner)
              : 0
    aboveLeft[at % channels] = above
    row[at] = (filtered[at] as number) + predicted
  }
  return true
}

const paeth = (left: number, above: number, corner: number): number => {
  const estimate = left + above - corner
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((each) => Math.abs(estimate - each)) as [
    number,
    number,
    number
  ]
  return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner
}

const dataOf = (file: Uint8Array): ReadonlyArray<Uint8Array> => {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const parts: Array<Uint8Array> = []
  for (let at = 8; at + 12 <= file.length; at += 12 + view.getUint32(at)) {
    const isData = [0x49, 0x44, 0x41, 0x54].every((byte, index) => file[at + 4 + index] === byte)
    if (isData) parts.push(file.subarray(at + 8, at + 8 + view.getUint32(at)))
  }
  return parts
}

const chunk = (type: string, data: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(data.length + 12)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, data.length)
  for (let index = 0; index < 4; index++) bytes[4 + index] = type.charCodeAt(index)
  bytes.set(data, 8)
  view.setUint32(data.length + 8, checksum(bytes.subarray(4, data.length + 8)))
  return bytes
}

const checksum = (bytes: Uint8Array): number => {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1
  return crc
})

/** The bytes behind a transformation; `undefined` if it fails, or yields more than there may be. */
const through = async (
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
  most: number
): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const parts: Array<Uint8Array> = []
  let length = 0
  try {
    for await (const part of new Blob([bytes]).stream().pipeThrough(transform)) {
      length += part.length
      if (length > most) return undefined
      parts.push(part)
    }
  } catch {
    return undefined
  }
  return joined(parts)
}

const joined = (parts: ReadonlyArray<Uint8Array>): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
