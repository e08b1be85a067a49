import { parse } from 'yaml'
import { readPackageFile } from '../package-files.js'

/** A rule of the fidelity table, with the fields that reports need. */
export interface Rule {
  readonly id: string
  readonly statement: string
  readonly evidence: readonly string[]
}

/** The rules by id, in the order of the table. */
export function readRules(): ReadonlyMap<string, Rule> {
  const rules = parse(readPackageFile('fixtures/rules.yaml')) as readonly Rule[]
  return new Map(rules.map((rule) => [rule.id, rule]))
}
