import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { CannotRun } from '../../report/cannot-run.js'
import { packagePath } from '../package-files.js'
import type { Scenario } from './case.js'

/** Where the scenarios are; other data of contract checks beside them holds none. */
const folder = 'fixtures/contract'

/**
 * The scenarios that are shipped, those that send nothing first.
 *
 * @param ids only these; all if there are none
 * @throws {CannotRun} when there is none of such an id
 */
export function readScenarios(ids: readonly string[] = []): Scenario[] {
  const names = readdirSync(packagePath(folder)).filter((name) => name.endsWith('.yaml'))
  const all = names.sort().flatMap((name) => {
    const { scenarios = [] } = parse(readFileSync(join(packagePath(folder), name), 'utf8'), { merge: true }) as {
      scenarios?: Scenario[]
    }
    return scenarios
  })
  const unknown = ids.filter((id) => !all.some((scenario) => scenario.id === id))
  if (unknown.length > 0)
    throw new CannotRun(`There is no scenario ${unknown.join(', ')}. There are: ${all.map(({ id }) => id).join(', ')}.`)
  const chosen = all.filter(({ id }) => ids.length === 0 || ids.includes(id))
  return chosen.sort((a, b) => Number((a.sends ?? 0) > 0) - Number((b.sends ?? 0) > 0))
}
