import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { CannotRunError } from '../../report/report.js'
import { suggest } from '../../wire/suggest.js'
import { packagePath } from '../package-files.js'
import type { ContractCase } from './case.js'

/** The folder of the cases. It also contains other data of contract checks. */
const folder = 'fixtures/contract'

/**
 * Reads the shipped cases; those that send nothing come first.
 *
 * @param ids only these; all if empty
 * @throws {CannotRunError} for an unknown ID
 */
export function readCases(ids: readonly string[] = []): ContractCase[] {
  const names = readdirSync(packagePath(folder)).filter((name) => name.endsWith('.yaml'))
  const all = names.sort().flatMap((name) => {
    const { cases = [] } = parse(readFileSync(join(packagePath(folder), name), 'utf8'), { merge: true }) as {
      cases?: ContractCase[]
    }
    return cases
  })
  const known = all.map(({ id }) => id)
  const unknown = ids.find((id) => !known.includes(id))
  if (unknown !== undefined) throw new CannotRunError(suggest('case', unknown, known))
  const chosen = all.filter(({ id }) => ids.length === 0 || ids.includes(id))
  return chosen.sort((a, b) => Number((a.sends ?? 0) > 0) - Number((b.sends ?? 0) > 0))
}
