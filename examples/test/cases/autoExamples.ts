import { expect } from "vitest"
import { countOf, type Examples, requests } from "../Example.ts"

const answer = "A notice period is the time between the notice and the end of a contract."

export const autoExamples: Examples = {
  auto: {
    answers: { "notice period": answer },
    prints: [
      "(planning)",
      "(executing)",
      "(answering)",
      answer,
      /^\d+ µUSD, \d+(\.\d)? times cheaper than a frontier model$/,
      /^gpt-5\.5: A notice period is .* \(\d+ µUSD\)$/,
      /^1 request, \d+ µUSD in 30 days$/
    ],
    seen: (emulator) => expect(emulator.ledger.map(({ model }) => model)).toEqual(["auto", "gpt-5.5"])
  },
  "effect-auto": {
    answers: { "notice period": answer },
    prints: ["(planning)", "(executing)", "(answering)", answer, /^\d+ µUSD$/]
  },
  images: {
    prints: ["2560x1440, 10000 µUSD", "2560x1440, 20000 µUSD", "[ 'lighthouse.png', 'winter.png' ]"],
    seen: (emulator) => expect(requests(emulator)).toEqual(["POST /v1/images/generations", "POST /v1/images/edits"])
  },
  search: {
    prints: [
      /^0\.\d\d Either party may end the agreement with a notice period of ninety days\.$/,
      /^0\.\d\d The notice must be given in writing to the other party\.$/
    ],
    seen: (emulator) => expect([countOf(emulator, "embeddings"), countOf(emulator, "rerank")]).toEqual([2, 1])
  },
  speech: {
    prints: ["1.73 seconds of wav", "The contract ends in June."],
    seen: (emulator) => expect(requests(emulator)).toEqual(["POST /v1/audio/speech", "POST /v1/audio/transcriptions"])
  }
}
