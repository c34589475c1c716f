/** Capability lanes: general kinds of work that have no benchmarked task. See `docs/wire.md#capability-lanes`. */
import type { OfGeneration } from "../wire/Surface.ts"

/** A lane, as the match route describes it. */
export interface Capability extends OfGeneration {
  readonly id: string
  readonly label: string
  readonly category: string
  readonly categoryId: string
  readonly description: string
  /** Words that indicate the lane, in addition to those of its label and description. */
  readonly words: string
  /** What the lane does. One of these is enough, whatever it is done to. */
  readonly verbs: string
  /** Phrases that ask for the lane, although their words alone could mean another. */
  readonly phrases?: RegExp
}

/** The lanes, in the order they are listed. */
export const capabilities: ReadonlyArray<Capability> = [
  {
    id: "chat",
    label: "Chat",
    category: "Chat",
    categoryId: "chat",
    description: "General text chat.",
    words:
      "chatbot chatting talk talking converse conversation assistant companion small questions question answer " +
      "open-ended emails essay poem story blog joke recipe advice letter bullets tone ideas",
    verbs:
      "summarize shorten condense rewrite rephrase paraphrase translate draft reply proofread brainstorm explain write " +
      "compose converse polish",
    phrases:
      /\bchat(?:bot)?s? (?:with|about|for|to)\b|\b(?:into an?|write|compose|draft|tell)\b.{0,30}\b(?:poems?|stor(?:y|ies)|essays?|blogs?|e-?mails?|letters?|jokes?|limericks?|haikus?|lyrics|repl(?:y|ies)|toasts?)\b/i
  },
  {
    id: "coding",
    label: "Coding",
    category: "Coding",
    categoryId: "coding",
    description: "Writing, refactoring and debugging code.",
    words: "programmer programming software developer copilot bug bugs unit tests",
    verbs: "refactor debug",
    phrases:
      /\b(?:refactor|debug|coding (?:help|assistant|questions?|tasks?)|programming|program in)\b|\b(?:write|writing|implement|fix|review|explain|create|make|build|develop|generate|optimize|code)\b.{0,60}\b(?:code|function|class|script|program|algorithm|regex|bugs?|unit tests?|pull request|python|javascript|typescript|java|rust|golang|c\+\+|websites?|web pages?|components?|bash|html|css)\b/i
  },
  {
    id: "agentic",
    label: "Agentic",
    category: "Agentic",
    categoryId: "agentic",
    description: "Planning, and work over several steps with the caller's tools.",
    words: "agent agents tool tools autonomous workflow browse multi-step steps api apis orchestrate",
    verbs: "plan",
    phrases:
      /\b(?:call|use|using|calls|uses|invoke)\b.{0,30}\b(?:tools?|apis?|functions)\b|\bmulti-?step\b|\bagents? (?:that|which|to)\b/i
  },
  {
    id: "vision",
    label: "Vision",
    category: "Vision",
    categoryId: "vision",
    description: "Describing images, reading text in them, interpreting charts.",
    words: "image images picture pictures photo photos screenshot screenshots visual see diagram",
    verbs: "caption",
    phrases:
      /\b(?:describe|interpret|explain|read|caption|understand|what|analy[sz]e|look|detect|count|recognize|identify|alt text|text in|text from|text off|ocr)\b.{0,50}\b(?:images?|pictures?|photos?|photographs?|screenshots?|charts?|graphs?|diagrams?|drawings?|scene)\b|\b(?:image|picture|photo|screenshot|chart|visual) (?:captions?|captioning|descriptions?|understanding|questions?)\b/i
  },
  {
    id: "asr",
    label: "Speech to text",
    category: "Audio",
    categoryId: "audio",
    description: "Transcription in more than 50 languages.",
    words: "transcript speech audio recording recordings voice call calls meeting meetings podcast dictation spoken",
    verbs: "transcribe transcription transcript subtitle dictate",
    phrases:
      /\b(?:speech|audio|voice|recordings?|calls?|podcasts?|meetings?|spoken|memos?|notes)\b.{0,20}\b(?:to|into|as)\b.{0,10}\b(?:text|words|writing|transcripts?)\b|\bspeech recognition\b|\bwhat (?:is|was) said\b|\bsubtitles? (?:for|of)\b/i
  },
  {
    id: "tts",
    label: "Text to speech",
    category: "Audio",
    categoryId: "audio",
    description: "Text spoken in a natural voice.",
    words: "aloud voice narration synthesis speech audiobook voiceover natural",
    verbs: "speak narrate synthesize pronounce",
    phrases:
      /\b(?:text|article|book|chapter|script|letter|email|story|this|it|words|sentence|paragraph|document)s?\b.{0,20}\b(?:to|into|as)\b.{0,15}\b(?:speech|audio|voice|audiobook|spoken)\b|\b(?:aloud|out loud|voice-?over|audiobook|text-to-speech)\b|\b(?:speech|audio|voice) (?:from|of|version)\b.{0,20}\b(?:text|article|book|script|story|email|document)s?\b/i
  },
  {
    id: "rerank",
    label: "Reranking",
    category: "Search",
    categoryId: "search",
    description: "Ranking documents by how relevant they are to a query.",
    words: "relevance relevant query queries passages documents search results retrieval",
    verbs: "rerank reorder",
    phrases:
      /\b(?:rank|re-?rank|sort|order|re-?order|score|find|pick|select|retrieve)\b.{0,40}\b(?:relevance|relevant|search results|closest (?:documents|passages))\b|\bmost relevant\b|\bre-?rank(?:ing|er)?\b/i,
    generation: 3
  },
  {
    id: "embed",
    label: "Embeddings",
    category: "Search",
    categoryId: "search",
    description: "Texts as vectors, for search by meaning.",
    words: "embedding embeddings vector vectors semantic similarity search cluster nearest",
    verbs: "embed vectorize embedding",
    phrases: /\b(?:embed|embeddings?|vectori[sz]e|semantic search)\b|\b(?:as|into|to) (?:\w+ )?vectors?\b/i,
    generation: 3
  },
  {
    id: "image-gen",
    label: "Image generation",
    category: "Images",
    categoryId: "images",
    description: "Images made from a prompt, and edited images.",
    words: "illustration logo artwork",
    verbs: "",
    generation: 3
  }
]

/** Finds a lane by id. */
export const findCapability = (id: string): Capability | undefined =>
  capabilities.find((capability) => capability.id === id)
