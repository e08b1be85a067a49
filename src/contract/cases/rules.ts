import { parse } from 'yaml'
import { readPackageFile } from '../../documents/package-files.js'

/** A rule of the fidelity table, with the fields that reports need. */
export interface Rule {
  readonly id: string
  readonly statement: string
  readonly evidence: readonly string[]
  /** The public sources that disagree with the statement; absent unless it is contested. */
  readonly contested_by?: string
}

/** The statement of a rule, and the sources that disagree with it. */
export function toSentence({ statement, contested_by: others }: Rule): string {
  return others === undefined ? statement.trim() : `${statement.trim()} Contested by ${others}.`
}

/** The rules by id, in the order of the table. */
export function readRules(): ReadonlyMap<string, Rule> {
  const rules = parse(readPackageFile('fixtures/rules.yaml')) as readonly Rule[]
  return new Map(rules.map((rule) => [rule.id, rule]))
}
