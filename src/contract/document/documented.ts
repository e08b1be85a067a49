import { parse } from 'yaml'
import { readPackageFile } from '../../documents/package-files.js'

/** A difference that is intended. */
export interface DocumentedDifference {
  /** As `formatDifference` writes it. */
  readonly line: string
  readonly reason: string
  /** The first rule that requires it. */
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

/** The intended differences between the vendor's document and ours, by their lines. */
export function readDocumented(text = readPackageFile(documentedFile)): Map<string, DocumentedDifference> {
  const { names, differences } = parse(text) as DocumentedFile
  return new Map(
    differences.flatMap(({ reason, rules: [rule] = [], lines }) =>
      expandBraces(lines.map((line) => fillNames(line, names))).map((line) => [
        line,
        { line, reason, ...(rule !== undefined && { rule }) },
      ]),
    ),
  )
}

/** Replaces names by their values, which may contain names themselves. */
function fillNames(line: string, names: Readonly<Record<string, string>>): string {
  const filled = line.replace(/\$([a-z]\w*)/gi, (name, key) => names[key] ?? name)
  return filled === line ? line : fillNames(filled, names)
}

/** `{a,b}c` as `ac` and `bc`, sorted, as in a shell; braces without a comma stay. */
function expandBraces(lines: readonly string[]): string[] {
  return [...new Set(lines.flatMap(expandLine))].sort() // inner braces first, so an outer option occurs once for each inner one
}

function expandLine(line: string): string[] {
  const [braces, options] = /\{([^{}]*,[^{}]*)\}/.exec(line) ?? []
  if (braces === undefined || options === undefined) return [line]
  return options.split(',').flatMap((option) => expandLine(line.replace(braces, () => option)))
}
