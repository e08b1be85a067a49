import { parse } from 'yaml'
import { readPackageFile } from '../package-files.js'

/** A difference that is known and meant. */
export interface Documented {
  /** As `toLine` writes it. */
  readonly line: string
  readonly reason: string
  /** The first rule that has it so. */
  readonly rule?: string
}

export const documentedFile = 'fixtures/contract/documented-differences.yaml'

interface DocumentedFile {
  readonly names: Readonly<Record<string, string>>
  readonly differences: readonly {
    readonly reason: string
    readonly rules?: readonly string[]
    readonly lines: readonly string[]
  }[]
}

/** The differences between the vendor's document and ours that are meant, by their lines. */
export function readDocumented(text = readPackageFile(documentedFile)): Map<string, Documented> {
  const { names, differences } = parse(text) as DocumentedFile
  return new Map(
    differences.flatMap(({ reason, rules: [rule] = [], lines }) =>
      expand(lines.map((line) => fill(line, names))).map((line) => [
        line,
        { line, reason, ...(rule !== undefined && { rule }) },
      ]),
    ),
  )
}

/** Puts what names stand for in their place; what they stand for may hold names. */
function fill(line: string, names: Readonly<Record<string, string>>): string {
  const filled = line.replace(/\$([a-z]\w*)/gi, (name, key) => names[key] ?? name)
  return filled === line ? line : fill(filled, names)
}

/** `{a,b}c` as `ac` and `bc`, sorted, in the manner of a shell; braces without a comma stay. */
function expand(lines: readonly string[]): string[] {
  return [...new Set(lines.flatMap(expandOne))].sort() // from the inside out, so an outer option comes once for each inner one
}

function expandOne(line: string): string[] {
  const [braces, options] = /\{([^{}]*,[^{}]*)\}/.exec(line) ?? []
  if (braces === undefined || options === undefined) return [line]
  return options.split(',').flatMap((option) => expandOne(line.replace(braces, () => option)))
}
