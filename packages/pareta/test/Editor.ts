/** What an editor shows: hover texts and completions, from TypeScript's own language service. */
import { join, resolve } from "node:path"
import ts from "typescript"

const folder = resolve(import.meta.dirname, "..")

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  customConditions: ["@pareta/source"],
  allowImportingTsExtensions: true,
  types: ["node"],
  strict: true,
  noEmit: true
}

/** A hover: the declaration, and its text for people. */
export interface Hover {
  readonly declaration: string
  readonly text: string
}

/**
 * Returns the hovers at the marks `h`, and the completions at the marks `c`, of a program, in their order. A mark is a
 * block comment directly behind the name that is pointed at, or behind what was typed.
 */
export const inEditor = (
  program: string
): { readonly hovers: ReadonlyArray<Hover>; readonly completions: ReadonlyArray<ReadonlyArray<string>> } => {
  const file = join(folder, "test", "everyday.ts")
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => {
      const text = name === file ? program : ts.sys.readFile(name)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories
  }
  const service = ts.createLanguageService(host)
  const marks = (mark: string) => [...program.matchAll(new RegExp(`/\\*${mark}\\*/`, "g"))].map(({ index }) => index)
  return {
    hovers: marks("h").map((position) => {
      const info = service.getQuickInfoAtPosition(file, position - 1)
      return {
        declaration: ts.displayPartsToString(info?.displayParts),
        text: ts.displayPartsToString(info?.documentation)
      }
    }),
    completions: marks("c").map(
      (position) => service.getCompletionsAtPosition(file, position, {})?.entries.map(({ name }) => name) ?? []
    )
  }
}
