/** Draws images: a pattern that depends on the prompt and the seed, and edits that recolour an image. */
import { digestOf } from "../wire/Digest.ts"
import type { Pixels } from "./Png.ts"

/** Draws an image of a size. */
export const drawn = (width: number, height: number, name: string): Pixels => {
  const colours = coloursOf(name)
  const bytes = new Uint8Array(width * height * 3)
  const stride = width * 3
  for (let y = 0; y < height; y += tile) {
    for (let x = 0; x < width; x++) {
      const colour = colours[(Math.floor(x / tile) * 7 + Math.floor(y / tile) * 13) % colours.length] as Colour
      bytes.set(colour, y * stride + x * 3)
    }
    // The rows of a tile are the same.
    const row = bytes.subarray(y * stride, (y + 1) * stride)
    for (let next = y + 1; next < Math.min(y + tile, height); next++) bytes.set(row, next * stride)
  }
  return { width, height, bytes }
}

/** Recolours an image, and makes each of its pixels a square of `scale` pixels. */
export const recoloured = ({ width, height, bytes }: Pixels, scale: number, name: string): Pixels => {
  const tint = coloursOf(name)[0] as Colour
  const stride = width * scale * 3
  const result = new Uint8Array(stride * height * scale)
  for (let y = 0; y < height; y++) {
    const begin = y * scale * stride
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 3
      const colour = tint.map((part, channel) => ((bytes[from + channel] as number) + part) >> 1)
      for (let copy = 0; copy < scale; copy++) result.set(colour, begin + (x * scale + copy) * 3)
    }
    const row = result.subarray(begin, begin + stride)
    for (let copy = 1; copy < scale; copy++) result.set(row, begin + copy * stride)
  }
  return { width: width * scale, height: height * scale, bytes: result }
}

/** How many pixels the result of an edit has, about. */
const editedPixels = 4_000_000

/** The factor by which an image is enlarged. */
export const scaleOf = (width: number, height: number): number =>
  Math.min(16, Math.max(1, Math.round(Math.sqrt(editedPixels / (width * height)))))

/** The size at which an image that cannot be decoded is drawn anew: its aspect ratio, and about as many pixels. */
export const redrawnSize = (width: number, height: number): { readonly width: number; readonly height: number } => {
  const ratio = Math.min(8, Math.max(1 / 8, width / height))
  return { width: Math.round(Math.sqrt(editedPixels * ratio)), height: Math.round(Math.sqrt(editedPixels / ratio)) }
}

type Colour = readonly [red: number, green: number, blue: number]

/** The side of a square of one colour, in pixels. */
const tile = 64

const coloursOf = (name: string): ReadonlyArray<Colour> => {
  const digest = digestOf(new TextEncoder().encode(name)).split(":")[1] ?? ""
  const byteAt = (index: number) => Number.parseInt(digest.slice((index * 2) % 16, ((index * 2) % 16) + 2), 16)
  return Array.from({ length: 5 }, (_, index): Colour => [byteAt(index), byteAt(index + 1), byteAt(index + 2)])
}
