/** Capability lanes: general kinds of work that have no benchmarked task. See `docs/wire.md#task-matching`. */

/** A lane, as the match route describes it. */
export interface Capability {
  readonly id: string
  readonly label: string
  readonly category: string
  readonly categoryId: string
  readonly description: string
  /** Words that indicate the lane, in addition to those of its label and description. */
  readonly words: string
  /** What the lane does. One of these is enough, whatever it is done to. */
  readonly verbs: string
}

/** The lanes, in the order they are listed. */
export const capabilities: ReadonlyArray<Capability> = [
  {
    id: "chat",
    label: "Chat",
    category: "General",
    categoryId: "general",
    description: "Open-ended conversation and writing",
    words: "chatbot chatting talk talking converse assistant companion small questions answer emails essay poem",
    verbs: "summarize rewrite rephrase paraphrase translate draft reply proofread brainstorm explain write chat"
  },
  {
    id: "coding",
    label: "Coding",
    category: "Code",
    categoryId: "coding",
    description: "Programming help: write, explain and review code",
    words: "coding programmer programming software developer review code copilot",
    verbs: "refactor debug"
  },
  {
    id: "agentic",
    label: "Agentic",
    category: "General",
    categoryId: "general",
    description: "Agents that call tools over several steps",
    words: "agent agents tool tools autonomous workflow browse multi-step steps",
    verbs: "plan"
  },
  {
    id: "vision",
    label: "Vision",
    category: "Multimodal",
    categoryId: "multimodal",
    description: "Questions about images, screenshots and photos",
    words:
      "image images picture pictures photo photos screenshot screenshots visual describe see chart charts interpret",
    verbs: "caption"
  },
  {
    id: "asr",
    label: "Speech to text",
    category: "Audio",
    categoryId: "audio",
    description: "Transcribe speech in recordings, calls and meetings",
    words: "transcription transcript speech audio recording voice call meeting podcast dictation",
    verbs: "transcribe"
  },
  {
    id: "tts",
    label: "Text to speech",
    category: "Audio",
    categoryId: "audio",
    description: "Speak text aloud in a natural voice",
    words: "aloud voice narration synthesis speech audiobook",
    verbs: "speak narrate synthesize"
  }
]

/** Finds a lane by id. */
export const findCapability = (id: string): Capability | undefined =>
  capabilities.find((capability) => capability.id === id)
