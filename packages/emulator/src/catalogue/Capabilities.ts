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
}

/** The lanes, in the order they are listed. */
export const capabilities: ReadonlyArray<Capability> = [
  {
    id: "chat",
    label: "Chat",
    category: "General",
    categoryId: "general",
    description: "Open-ended conversation and writing",
    words: "chatbot chatting talk talking converse assistant companion small questions answer write emails essay poem"
  },
  {
    id: "coding",
    label: "Coding",
    category: "Code",
    categoryId: "coding",
    description: "Programming help: write, explain and review code",
    words: "coding programmer programming software developer debug refactor review code copilot"
  },
  {
    id: "agentic",
    label: "Agentic",
    category: "General",
    categoryId: "general",
    description: "Agents that call tools over several steps",
    words: "agent agents tool tools autonomous workflow plan browse multi-step steps"
  },
  {
    id: "vision",
    label: "Vision",
    category: "Multimodal",
    categoryId: "multimodal",
    description: "Questions about images, screenshots and photos",
    words: "image images picture pictures photo photos screenshot screenshots visual caption describe see"
  },
  {
    id: "asr",
    label: "Speech to text",
    category: "Audio",
    categoryId: "audio",
    description: "Transcribe speech in recordings, calls and meetings",
    words: "transcribe transcription transcript speech audio recording voice call meeting podcast dictation"
  },
  {
    id: "tts",
    label: "Text to speech",
    category: "Audio",
    categoryId: "audio",
    description: "Speak text aloud in a natural voice",
    words: "speak aloud voice narrate narration synthesize synthesis speech audiobook"
  }
]

/** Finds a lane by id. */
export const findCapability = (id: string): Capability | undefined =>
  capabilities.find((capability) => capability.id === id)
