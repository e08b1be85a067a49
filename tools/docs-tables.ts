import { loginChecks } from '../src/audit/login/checks/checks.js'
import { mutants } from '../src/audit/tests/mutants/mutants.js'
import { type Setting, settingGroups, settings, toDefaultText } from '../src/config/settings.js'
import { errorCodes } from '../src/core/errors.js'
import { mutantIds } from '../src/core/mutants.js'
import { builtInTestNumbers } from '../src/core/test-numbers.js'
import { commandTables } from './command-tables.js'
import { type Document, operationsOf } from './documents.js'
import { fillMark } from './marks.js'
import { sdksTable } from './sdk-table.js'

/** The pages in docs/ with a generated table between two marks. */
const tables: Readonly<Record<string, { readonly mark: string; readonly toTable: (verify: Document) => string }>> = {
  'docs/audit.md': { mark: 'checks', toTable: checksTable },
  'docs/audit-tests.md': { mark: 'mutants', toTable: mutantsTable },
  'docs/command.md': { mark: 'commands', toTable: commandTables },
  'docs/configuration.md': { mark: 'settings', toTable: settingsTables },
  'docs/operations.md': { mark: 'operations', toTable: operationsTable },
  'docs/sdks.md': { mark: 'sdks', toTable: sdksTable },
  'docs/test-numbers.md': { mark: 'test numbers', toTable: testNumbersTable },
}

export const pagesWithTables = Object.keys(tables)

/** Fills the table of a page from the definition of its content. */
export function fillPage(path: string, page: string, verify: Document): string {
  const table = tables[path]
  return table === undefined ? page : fillMark(page, table.mark, table.toTable(verify))
}

function checksTable(): string {
  const rows = loginChecks.map(
    ({ id, check: { title, level, severity } }) => `| \`${id}\` | ${title} | ${level} | ${severity} |`,
  )
  return ['| check | demands | level | severity |', '|---|---|---|---|', ...rows].join('\n')
}

function mutantsTable(): string {
  const rows = mutantIds.map((id) => {
    const { breaks, lie, reachedBy, expects } = mutants[id]
    return `| \`${id}\` | ${breaks} | ${lie} | ${reachedBy} | ${expects === 'notice' ? '' : 'yes'} |`
  })
  return [
    '| mutant | breaks | the service ... | reached by a test that ... | may be tolerated |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

function operationsTable(verify: Document): string {
  const rows = operationsOf(verify).map(
    ({ id, method, path, operation }) => `| \`${method} ${path}\` | ${operation.summary} | \`${id}\` |`,
  )
  return ['| request | does | operation |', '|---|---|---|', ...rows].join('\n')
}

function testNumbersTable(): string {
  const rows = [...builtInTestNumbers()].map(([phoneNumber, { outcome = '', lineType }]) => {
    const error = errorCodes[outcome as keyof typeof errorCodes]
    const about = error === undefined ? `\`${lineType ?? outcome}\`` : `${error.status}, \`${outcome}\` ${error.title}`
    return { phoneNumber: `\`${phoneNumber}\``, about, isError: error !== undefined }
  })
  const cells = (isError: boolean) =>
    rows.filter((row) => row.isError === isError).map(({ phoneNumber, about }) => `${phoneNumber} ${about}`)
  const [outcomes, errors] = [cells(false), cells(true)]
  const lines = Math.max(Math.ceil(errors.length / 2), outcomes.length)
  const table = Array.from(
    { length: lines },
    (_, line) => `| ${outcomes[line] ?? ''} | ${errors[line] ?? ''} | ${errors[line + lines] ?? ''} |`,
  )
  return [
    '| outcome of checks and deliveries, line type | error when a code is asked for | |',
    '|---|---|---|',
    ...table,
  ].join('\n')
}

/** Formats one table per group. */
function settingsTables(): string {
  return settingGroups
    .map((group) => {
      const rows = settings.filter((setting) => setting.group === group).map(toSettingRow)
      const head = ['| flag | variable | key | meaning | default |', '|---|---|---|---|---|']
      return [`## ${group}`, '', ...head, ...rows].join('\n')
    })
    .join('\n\n')
}

function toSettingRow(setting: Setting): string {
  const { short, flag, placeholder, env, key, about } = setting
  const written = `${short ? `-${short}, ` : ''}--${flag}${placeholder ? ` ${placeholder}` : ''}`
  return `| \`${written.replaceAll('|', '\\|')}\` | \`${env}\` | \`${key}\` | ${about} | ${toDefaultText(setting)} |`
}
