import { CannotRunError } from '../../report/report.js'
import { formatTable } from '../../report/text-table.js'
import { suggest } from '../../wire/suggest.js'
import { checkIds, loginChecks } from './checks/checks.js'

/**
 * Explains one check, or lists all.
 *
 * @throws {CannotRunError} for an unknown check
 */
export function explain(id: string | undefined): string {
  if (id === undefined)
    return formatTable(
      loginChecks.map(({ id, check }) => [id, check.level, check.severity, check.title]),
      { headings: ['check', 'level', 'severity', 'demands'] },
    )
  const named = loginChecks.find((candidate) => candidate.id === id)
  if (named === undefined) throw new CannotRunError(suggest('check', id, checkIds))
  const { title, level, severity, asks, gain, cure, limit, references } = named.check
  return [
    `${id}: ${title}.`,
    '',
    formatTable([
      ['level', level],
      ['severity', severity],
      ['asks', asks],
      ['risk', gain],
      ['fix', cure],
      ...(limit === undefined ? [] : [['limit', limit]]),
      ...references.map(({ title, url }, index) => [index === 0 ? 'see' : '', `${title}\n${url}`.replace('\n', ' ')]),
    ]),
    '',
    'An honest visitor logs in before and after the check; if that fails, the check proves nothing and says so.',
  ].join('\n')
}
