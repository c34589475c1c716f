/**
 * Checks every reference: a file that a text names must be in the repository, an #anchor must be a heading of that
 * file, and nothing may cite a document that is not here. `node scripts/check-references.ts [folder]`.
 */
// Regular expressions and not a Markdown parser, because most references are in comments of code.
import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, posix, relative } from "node:path"

const root = process.argv[2] ?? join(import.meta.dirname, "..")

const main = (): void => {
  const checked = files.filter((file) => kinds.test(file) && !exempt.test(file))
  const problems = checked.flatMap(problemsIn)
  for (const problem of problems) console.error(problem)
  console.log(`${checked.length} files, ${problems.length} broken references`)
  if (problems.length > 0) process.exitCode = 1
}

const kinds = /\.(tsx?|md|json|[mc]?js|html|ya?ml)$/
// A generated file, and sample documents.
const exempt = /^pnpm-lock\.yaml$|^demo\/documents\//
const madeByTools = ["node_modules", "dist", "coverage", ".git"]

/** A citation of a document that is not here, by its clauses. The escaped sign keeps this file from matching itself. */
const citation =
  /(?:\bcontract,?\s+)?\u00a7\s?[\w.–-]*|\bcontract,?\s+(?:appendix\s+[a-z]\b|[rx]\d+\b|[bkpq]-\d+|\d+\.\d)|\bappendix\s+[A-Z]\b/giu
/** A number of a clause alone. It counts only in comments and prose, because in code it may be data. */
const clause = /\b(?:[RX]\d{1,2}|[BKPQ]-\d{1,2})\b(?!\.\d)/g

const markdownLink = /\]\(<?([^()\s<>]+)>?(?:\s+"[^"]*")?\)/g
const linkDefinition = /^ {0,3}\[[^\]]+\]:\s+<?([^\s<>]+)>?/g
const htmlLink = /\b(?:href|src)="([^"]+)"/g
/** A Markdown file by its path, as comments write it: `docs/wire.md#retries`. A part of a URL does not count. */
const markdownFile = /(?<![\w./:@~-])(?:[\w.@-]+\/)*[\w.-]+\.md(?:#[\w-]+)?(?![\w/])/g

/** The broken references of a file, each with its line. */
const problemsIn = (file: string): ReadonlyArray<string> => {
  const isProse = file.endsWith(".md")
  let fenced = false
  return readFileSync(join(root, file), "utf8")
    .split(/\r?\n/)
    .flatMap((line, index) => {
      if (isProse && /^\s*(```|~~~)/.test(line)) fenced = !fenced
      const comment = isProse ? line : commentOf(line)
      const cited = [...matches(line, citation), ...matches(line.replace(citation, ""), clause, comment)]
      const links = fenced
        ? []
        : isProse
          ? [markdownLink, linkDefinition, htmlLink].flatMap((link) => matches(line.replace(/`[^`]*`/g, ""), link))
          : matches(comment, markdownLink)
      const found = [
        ...(cited.length === 0 ? [] : [`cites a document that is not here: ${cited.join(", ")}`]),
        ...links.flatMap((target) => problemOf(target, [posix.dirname(file)], file)),
        // A program may build a path from a folder and a name, so a bare file name counts if any folder has it.
        ...matches(line, markdownFile)
          .filter((target) => !names.has(target))
          .flatMap((target) => problemOf(target, [posix.dirname(file), "."], file))
      ]
      return [...new Set(found)].map((problem) => `${file}:${index + 1}: ${problem}`)
    })
}

/**
 * The matches of a pattern in a line: the first group if it has one. With `within`, only those that occur in it too.
 */
const matches = (line: string, pattern: RegExp, within = line): ReadonlyArray<string> =>
  [...line.matchAll(pattern)].map((match) => (match[1] ?? match[0]).trim()).filter((text) => within.includes(text))

/** The part of a line of code that looks like a comment. It is a guess, because only one line is known. */
const commentOf = (line: string): string => /(?:^\s*\*|\/\*|(?<=^|\s)\/\/|(?<=^|\s)#\s|<!--)(.*)$/.exec(line)?.[1] ?? ""

/** The problem of a link, if any. It is resolved from each folder in turn. Links to other sites are not checked. */
const problemOf = (target: string, folders: ReadonlyArray<string>, file: string): ReadonlyArray<string> => {
  if (/^[a-z][a-z+.-]*:|^\/\//i.test(target)) return []
  const [encoded = "", anchor] = target.split("#")
  const path = encoded.replaceAll("%20", " ").replace(/\/$/, "")
  const candidates = path === "" ? [file] : folders.map((folder) => posix.normalize(posix.join(folder, path)))
  const found = candidates.find((candidate) => paths.has(candidate))
  if (found === undefined) return [`names a file that is not here: ${target}`]
  if (anchor === undefined || !found.endsWith(".md") || anchorsOf(found).has(anchor)) return []
  return [`names a heading that ${found} does not have: #${anchor}`]
}

const anchors = new Map<string, ReadonlySet<string>>()

/** The anchors of a file: those that GitHub makes from its headings, and those in its HTML. */
const anchorsOf = (file: string): ReadonlySet<string> => {
  const known = anchors.get(file)
  if (known !== undefined) return known
  const text = readFileSync(join(root, file), "utf8").replace(/^\s*(```|~~~)[\s\S]*?^\s*\1/gm, "")
  const slugs = new Set<string>([...text.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)].map((match) => match[1] as string))
  for (const [, heading = ""] of text.matchAll(/^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/gm)) {
    const slug = slugOf(heading)
    let unique = slug
    for (let count = 1; slugs.has(unique); count++) unique = `${slug}-${count}`
    slugs.add(unique)
  }
  anchors.set(file, slugs)
  return slugs
}

/** GitHub's rule: the text of the heading in lower case, without punctuation, and with hyphens in place of spaces. */
const slugOf = (heading: string): string =>
  heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-")

/**
 * The files that git tracks or does not ignore. Without git, as in an archive, all files except those made by tools.
 */
const listed = (): ReadonlyArray<string> => {
  if (!existsSync(join(root, ".git"))) return walked(root)
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
  const found = execFileSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 26 }).split("\0")
  // Git still lists a file whose deletion is not committed yet.
  return found.filter((file) => file !== "" && existsSync(join(root, file)))
}

const walked = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return madeByTools.includes(entry.name) ? [] : walked(path)
    return [relative(root, path).replaceAll("\\", "/")]
  })

const files = listed()

/** The names of the files, without their folders. */
const names: ReadonlySet<string> = new Set(files.map((file) => posix.basename(file)))

/** The files, and the folders that they are in. */
const paths: ReadonlySet<string> = new Set(
  files.flatMap((file) => {
    const parts = file.split("/")
    return parts.map((_, index) => parts.slice(0, index + 1).join("/"))
  })
).add(".")

main()
