/** Recognizes queries for what the platform does not do, although its tasks share words with them. */

/** Whether a query asks to make images, video or music, to act in the world, or for live data. */
export const isBeyondThePlatform = (query: string): boolean => {
  const words = query.toLowerCase().match(/[\p{L}\d]+/gu) ?? []
  const making = words.findIndex((word) => makes.has(word))
  const made = words.findLastIndex((word) => media.has(word))
  // "Draw a logo", and not "caption photos and generate alt text".
  if (making !== -1 && making < made && !words.slice(making, made).some((word) => sources.has(word))) return true
  const [first = "", second = ""] = words[0] === "please" ? words.slice(1) : words
  if (deeds.has(first) && objects.has(second)) return true
  return words.some((word) => live.has(word)) && words.some((word) => times.has(word))
}

const makes = new Set(
  "generate generates generating draw drawing paint painting create creating make making design designing compose composing render animate".split(
    " "
  )
)

const media = new Set(
  "image images picture pictures photo photos logo logos illustration illustrations video videos clip animation movie music song songs melody soundtrack".split(
    " "
  )
)

// "Generate a caption from a photo" reads the photo.
const sources = new Set(
  "from of about for caption captions description descriptions summary summaries transcript text".split(" ")
)

const deeds = new Set("send order book buy purchase reserve schedule turn switch phone call".split(" "))

const objects = new Set("a an the my our me us him her them on off some two".split(" "))

const live = new Set("weather forecast news stock stocks price prices score scores traffic temperature".split(" "))

const times = new Set("today tonight tomorrow now currently current latest live weather".split(" "))
