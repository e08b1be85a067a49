import { envOf, type Setting, settings } from '../src/settings.js'
import { type Document, operationsOf } from './documents.js'

/** What the README says of operations and settings is taken from where they are defined. */
export function fillReadme(readme: string, verify: Document): string {
  return fill(fill(readme, 'operations', operationsTable(verify)), 'settings', settingsTable())
}

function operationsTable(verify: Document): string {
  const rows = operationsOf(verify).map(({ id, method, path, operation }) => `| \`${method} ${path}\` | ${operation.summary} | \`${id}\` |`)
  return ['| request | does | operation |', '|---|---|---|', ...rows].join('\n')
}

function settingsTable(): string {
  const rows = settings.map((setting: Setting) => {
    const flag = `${setting.short ? `-${setting.short}, ` : ''}--${setting.flag}${setting.placeholder ? ` ${setting.placeholder}` : ''}`
    return `| \`${flag.replaceAll('|', '\\|')}\` | \`${envOf(setting)}\` | \`${setting.key}\` | ${setting.about} |`
  })
  return ['| flag | environment | config file | |', '|---|---|---|---|', ...rows].join('\n')
}

/** Puts text between `<!-- name -->` and `<!-- /name -->`. @throws when the marks are not there */
function fill(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  if (!page.includes(begin) || !page.includes(end)) throw new Error(`README.md has no place for ${name}`)
  const before = page.slice(0, page.indexOf(begin) + begin.length)
  return `${before}\n${text}\n${page.slice(page.indexOf(end))}`
}
