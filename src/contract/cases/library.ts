import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { packagePath } from '../../documents/package-files.js'
import { CannotRunError } from '../../report/report.js'
import { suggest } from '../../wire/suggest.js'
import type { ContractCase } from './case.js'

/** The folder of the cases. It also contains other data of contract checks. */
const folder = 'fixtures/contract'

/** The file of the cases that matter most: they are asked first, in the order of importance. */
const firstFile = 'open-questions.yaml'

/**
 * Reads the shipped cases: first what only the real service can answer, then those that send nothing, then the others.
 *
 * @param ids only these; all if empty
 * @throws {CannotRunError} for an unknown ID
 */
export function readCases(ids: readonly string[] = []): ContractCase[] {
  const names = readdirSync(packagePath(folder)).filter((name) => name.endsWith('.yaml'))
  const read = (name: string) => {
    const { cases = [] } = parse(readFileSync(join(packagePath(folder), name), 'utf8'), { merge: true }) as {
      cases?: ContractCase[]
    }
    return cases
  }
  const first = read(firstFile)
  const others = names
    .filter((name) => name !== firstFile)
    .sort()
    .flatMap(read)
    .sort((a, b) => Number((a.sends ?? 0) > 0) - Number((b.sends ?? 0) > 0))
  const all = [...first, ...others]
  const known = all.map(({ id }) => id)
  const unknown = ids.find((id) => !known.includes(id))
  if (unknown !== undefined) throw new CannotRunError(suggest('case', unknown, known))
  return all.filter(({ id }) => ids.length === 0 || ids.includes(id))
}
