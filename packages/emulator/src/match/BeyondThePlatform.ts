/** Recognizes queries for what no model of the platform answers in text, although they share words with its tasks. */

/** What a query asks to make, or `undefined` if it asks for none of these. */
export const askedToMake = (query: string): "image" | "video or music" | undefined => {
  const words = wordsOf(query)
  const [first = "", second = ""] = words
  if (performs.has(first)) return "video or music"
  if (draws.has(first) && !figures.has(second)) return videos.has(firstMedium(words) ?? "") ? "video or music" : "image"
  const medium = firstMedium(words)
  if (edits.has(first) && medium !== undefined) return kindOf(medium)
  if (first === "write" && medium !== undefined && played.has(medium)) return "video or music"
  const made = words.some((word) => makes.has(word))
    ? mediumMade(words)
    : words.find((word, index) => isMedium(word) && isWanted(words, index))
  if (made === undefined) return undefined
  return kindOf(made)
}

/** Whether a query asks to act in the world, with messages, orders or devices, or for live data. */
export const isBeyondThePlatform = (query: string): boolean => {
  const words = wordsOf(query)
  return isDeed(words) || isAboutNow(words)
}

// The words of a query, without the politeness in front of it.
const wordsOf = (query: string): ReadonlyArray<string> => {
  const words = query.toLowerCase().match(/[\p{L}\d]+/gu) ?? []
  const start = words.findIndex((word) => !polite.has(word))
  return start === -1 ? [] : words.slice(start)
}

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(" "))

const polite = setOf(
  "please kindly hey hi can could would will you i we want need like d ll to just now help me let us"
)

const isMedium = (word: string): boolean => images.has(word) || videos.has(word)

// "Video generation", "text to video" and "(I want) a picture of a cat".
const isWanted = (words: ReadonlyArray<string>, index: number): boolean =>
  makings.has(words[index + 1] ?? "") ||
  (words[index - 1] === "to" && words[index - 2] === "text") ||
  (index === 1 && /^(?:an?|some)$/.test(words[0] ?? "") && words[2] === "of")

const kindOf = (medium: string) => (images.has(medium) ? "image" : "video or music")

const firstMedium = (words: ReadonlyArray<string>): string | undefined => words.find(isMedium)

// "Draw a logo", and not "generate alt text for photos" or "generate image captions".
const mediumMade = (words: ReadonlyArray<string>): string | undefined => {
  const making = words.findIndex((word) => makes.has(word))
  const at = words.findIndex((word, index) => index > making && isMedium(word))
  const isAbout = words.slice(making, at).some((word) => sources.has(word)) || sources.has(words[at + 1] ?? "")
  // "A video for my shop" is a video. "A video script" and "an image description" are texts.
  return at === -1 || (isAbout && !connectors.has(words[at + 1] ?? "")) ? undefined : words[at]
}

const isDeed = (words: ReadonlyArray<string>): boolean => {
  const [first = "", second = ""] = words
  if (words.slice(1).some((word) => texts.has(word))) return false
  if (first === "remind" && second === "me") return true
  if (makes.has(first) && words.some((word) => arrangements.has(word))) return true
  if (switches.has(first)) return words.some((word) => positions.has(word))
  return deeds.has(first) && (objects.has(second) || /^\d/.test(second))
}

const isAboutNow = (words: ReadonlyArray<string>): boolean =>
  words.some((word) => live.has(word)) &&
  words.some((word) => times.has(word)) &&
  !words.some((word) => given.has(word))

const makes = setOf(
  "generate generates generating draw drawing paint painting create creates creating make makes making design designs " +
    "designing compose composes composing render renders rendering animate produce produces producing record film shoot"
)

const makings = setOf("generation generator creation creator synthesis maker making production composition")

const images = setOf(
  "image images picture pictures photo photos photograph logo logos illustration illustrations drawing painting portrait " +
    "artwork poster wallpaper icon icons sketch banner meme avatar"
)

const videos = setOf(
  "video videos clip clips animation animations movie movies film films trailer music song songs melody melodies " +
    "soundtrack jingle tune beat beats symphony"
)

const draws = setOf("draw paint sketch illustrate")

// "Draw conclusions" and "draw up a contract".
const figures = setOf("up on from conclusions conclusion inferences inference insights comparisons attention lessons")

const performs = setOf("animate sing film")

const edits = setOf(
  "edit retouch colorize colourize upscale crop restyle recolor recolour inpaint change remove replace blur"
)

// Written, they are notes and not words.
const played = setOf("music melody melodies soundtrack jingle tune symphony")

// What is made is a text about the medium.
const sources = setOf(
  "from of about for caption captions description descriptions summary summaries transcript transcripts text script " +
    "scripts subtitles lyrics title titles tags prompt prompts metadata ideas list classification captioning labels"
)

const connectors = setOf("from of about for")

const arrangements = setOf("reservation reservations appointment booking payment purchase phone donation deposit")

const switches = setOf("turn switch dim")

const positions = setOf("on off up down lights light lamp")

const deeds = setOf(
  "send order book buy purchase reserve schedule phone call text email message play open close start stop lock unlock " +
    "set pay transfer wire cancel post tweet ship deliver print feed water clean wash cook drive charge deposit rent hire"
)

const objects = setOf(
  "a an the my our your me us him her them some two this that mom dad 911 bob alice home music dinner lunch flowers pizza " +
    "tickets groceries"
)

// What models are given and give: whoever sorts, calls or schedules these acts on no device.
const texts = setOf(
  "tool tools api apis function functions relevance documents passages results speech aloud poem sentence " +
    "paragraph transcript recording recordings classify extract agent agents workflow workflows steps code script sql"
)

const live = setOf(
  "weather forecast forecasts rain snow sunny cloudy humidity temperature news headlines stock stocks price prices score " +
    "scores traffic exchange rate rates game match election elections time bitcoin"
)

const times = setOf(
  "today todays tonight tomorrow yesterday now currently current latest live weather headlines breaking outside"
)

// Live data is not needed to read or write these.
const given = setOf(
  "invoice invoices contract contracts agreement agreements document documents receipt receipts ticket tickets email " +
    "emails report reports article articles query queries sql schema database table screenshot image photo recording " +
    "transcript text code function script program app python javascript typescript these those"
)
