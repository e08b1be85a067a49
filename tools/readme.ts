import { envOf, type Setting, settings } from '../src/config/settings.js'
import { errorCodes } from '../src/core/errors.js'
import { builtInTestNumbers } from '../src/core/test-numbers.js'
import { type Document, operationsOf } from './documents.js'
import { fillMark } from './marks.js'

/** What the README says of operations, test numbers and settings is taken from where they are defined. */
export function fillReadme(readme: string, verify: Document): string {
  const tables = { operations: operationsTable(verify), 'test numbers': testNumbersTable(), settings: settingsTable() }
  return Object.entries(tables).reduce((page, [name, table]) => fillMark(page, name, table), readme)
}

function operationsTable(verify: Document): string {
  const rows = operationsOf(verify).map(
    ({ id, method, path, operation }) => `| \`${method} ${path}\` | ${operation.summary} | \`${id}\` |`,
  )
  return ['| request | does | operation |', '|---|---|---|', ...rows].join('\n')
}

function testNumbersTable(): string {
  const rows = [...builtInTestNumbers].map(([phoneNumber, { outcome = '' }]) => {
    const error = errorCodes[outcome as keyof typeof errorCodes]
    const about = error === undefined ? `\`${outcome}\`` : `${error.status}, \`${outcome}\` ${error.title}`
    return { phoneNumber: `\`${phoneNumber}\``, about, isError: error !== undefined }
  })
  const cells = (isError: boolean) =>
    rows.filter((row) => row.isError === isError).map(({ phoneNumber, about }) => `${phoneNumber} ${about}`)
  const [outcomes, errors] = [cells(false), cells(true)]
  const lines = Math.ceil(errors.length / 2)
  const table = Array.from(
    { length: lines },
    (_, line) => `| ${outcomes[line] ?? ''} | ${errors[line] ?? ''} | ${errors[line + lines] ?? ''} |`,
  )
  return ['| outcome of checks and deliveries | error when a code is asked for | |', '|---|---|---|', ...table].join(
    '\n',
  )
}

function settingsTable(): string {
  const rows = settings.map((setting: Setting) => {
    const flag = `${setting.short ? `-${setting.short}, ` : ''}--${setting.flag}${setting.placeholder ? ` ${setting.placeholder}` : ''}`
    return `| \`${flag.replaceAll('|', '\\|')}\` | \`${envOf(setting)}\` | \`${setting.key}\` | ${setting.about} |`
  })
  return ['| flag | environment | config file | |', '|---|---|---|---|', ...rows].join('\n')
}
