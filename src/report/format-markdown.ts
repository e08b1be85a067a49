import { isQuiet } from './format-text.js'
import { type ContractReport, exitCodeOf, type Item, itemsOf, type Section, summarize, verdictOf } from './report.js'

const marks = ['✅', '❌', '⚠️'] as const

/** A report as GitHub's Markdown, for the summary of a CI job: the verdict first, a table a section with something to say. */
export function formatMarkdown(report: ContractReport): string {
  const { title, facts, sections } = report
  const telling = sections.filter(({ items }) => items.some((item) => !isQuiet(item)))
  const silent = sections.filter((section) => !telling.includes(section))
  const blocks = [
    `## ${marks[exitCodeOf(report)]} ${toPlain(title)}`,
    `**${verdictOf(report)}**: ${summarize(itemsOf(report))}.`,
    ...(facts.length === 0 ? [] : [facts.map(([name, value]) => `- ${toPlain(name)}: ${toPlain(value)}`).join('\n')]),
    ...telling.map(toTable),
    ...(silent.length === 0 ? [] : [toDetails(silent)]),
  ]
  return `${blocks.join('\n\n')}\n`
}

function toTable({ title, items }: Section): string {
  const rows = items
    .filter((item) => !isQuiet(item))
    .map(({ kind, rule = '', place, sentence, expected, actual }: Item) =>
      [kind, rule, code(place), toPlain(sentence), code(expected), code(actual)].join(' | '),
    )
  return [
    `### ${toPlain(title)}`,
    '',
    `${summarize(items)}`,
    '',
    '| | rule | place | what it means | expected | actual |',
    '|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n')
}

function toDetails(sections: readonly Section[]): string {
  const lines = sections.map(({ title, items }) => `- ${toPlain(title)}: ${summarize(items)}`)
  return ['<details><summary>Nothing to say about the others</summary>', '', ...lines, '', '</details>'].join('\n')
}

/** Text in a table cell: no markup of its own, no line of its own. */
function toPlain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#~]/g, (character) => `\\${character}`).replace(/\s+/g, ' ')
}

/** Verbatim text in a table cell. A bar ends a cell even between backticks, so it is written as an entity. */
function code(text = ''): string {
  if (text === '') return ''
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '|': '&#124;',
    '`': '&#96;',
  }
  const plain = text.replace(/\s+/g, ' ').replace(/[&<>|`]/g, (character) => entities[character] as string)
  return `<code>${plain.replace(/[\\*_[\]~]/g, (character) => `&#${character.charCodeAt(0)};`)}</code>`
}
