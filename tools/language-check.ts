/**
 * Finds phrases that read like a translation, with replacements, in every text that a person reads. `allowed` lists
 * correct uses.
 */
import { readFileSync } from 'node:fs'
import { root } from './documents.js'
import { listFiles } from './source-files.js'

const places = [
  'AGENTS.md',
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'FIDELITY.md',
  'src',
  'docs',
  'skills',
  'openapi',
  'fixtures/rules.yaml',
  'test',
  'examples',
  'bench',
  'tools',
  'clients',
]

const phrases: readonly (readonly [phrase: RegExp, instead: string])[] = [
  [
    /(?<!\bthere )\b(is|was) no (?!longer\b|more\b|different\b|later\b|earlier\b|slower\b)\w+/i,
    'is not a valid ..., is not a ...',
  ],
  [/\bshall\b/i, 'must, or the present tense'],
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\bwill not do\b/i, 'is invalid'],
  [/\bspr[iau]ngs? into being\b/i, 'is created'],
  [/\bnobody('s|’s)?\b/i, 'no one, or name the subject'],
  [/\b(comes?|came) (to|of it)\b/i, 'ends as, results in, or: the result'],
  [/\bso many\b/i, 'the number, or a maximum'],
  [/\bpass(es|ed)? over\b/i, 'ignores, skips'],
  [/\bhears?\b/i, 'receives'],
  [/\bthere (is|are|were) none\b/i, 'name what is missing'],
]

/** Correct uses: a part of the path, and words in the line. */
const allowed: readonly (readonly [path: string, words: string])[] = [
  ['tools/language-check.ts', ''],
  ['test/tools/language-check.test.ts', ''],
]

/** Finds the phrases in a text, one sentence for each. */
export function findPhrases(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) =>
    phrases.flatMap(([phrase, instead]) => {
      const [found] = phrase.exec(line) ?? []
      if (found === undefined) return []
      if (allowed.some(([place, words]) => path.includes(place) && line.includes(words))) return []
      return [`${path}:${index + 1}: "${found}" (write: ${instead}) in: ${line.trim()}`]
    }),
  )
}

if (import.meta.filename === process.argv[1]) {
  const paths = listFiles(places, /\.(ts|js|md|ya?ml)$/)
  const found = paths.flatMap((path) => findPhrases(path, readFileSync(root + path, 'utf8')))
  for (const sentence of found) console.error(sentence)
  console.log(`${paths.length} files, ${found.length} phrases to rewrite`)
  if (found.length > 0) process.exitCode = 1
}
