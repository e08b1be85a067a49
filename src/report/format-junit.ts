import { type ContractReport, type Item, isDrift, itemsOf, type Section, summarize } from './report.js'

/**
 * A report as JUnit XML, for the test view of a CI system: a section is a suite, an item a test. Drift is a failure,
 * what could not run an error, what is unproven skipped.
 */
export function formatJunit(report: ContractReport): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${toXml(report.title)}" ${countsOf(itemsOf(report))}>`,
    ...report.sections.flatMap(toSuite),
    '</testsuites>',
    '',
  ].join('\n')
}

function toSuite({ title, items }: Section): string[] {
  return [
    `  <testsuite name="${toXml(title)}" ${countsOf(items)}>`,
    ...items.map((item) => toCase(title, item)),
    `    <system-out>${toXml(summarize(items))}</system-out>`,
    '  </testsuite>',
  ]
}

function countsOf(items: readonly Item[]): string {
  const count = (has: (item: Item) => boolean) => items.filter(has).length
  const errors = count(({ kind }) => kind === 'could-not-run')
  const skipped = count(({ kind }) => kind === 'unproven')
  return `tests="${items.length}" failures="${count(isDrift)}" errors="${errors}" skipped="${skipped}" time="0"`
}

function toCase(section: string, item: Item): string {
  const { kind, rule, place, sentence, expected, actual } = item
  const name = rule === undefined ? place : `${rule}: ${place}`
  const open = `    <testcase classname="${toXml(section)}" name="${toXml(name)}" time="0"`
  const told = `message="${toXml(sentence)}"`
  if (kind === 'unproven') return `${open}><skipped ${told}/></testcase>`
  if (kind === 'could-not-run') return `${open}><error type="${kind}" ${told}/></testcase>`
  if (!isDrift(item)) return `${open}/>`
  const lines = [sentence, `expected: ${expected ?? ''}`, `actual: ${actual ?? ''}`]
  return `${open}><failure type="${kind}" ${told}>${toXml(lines.join('\n'))}</failure></testcase>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** XML 1.0 has no way to write most control characters and lone surrogates: they become U+FFFD. */
function toXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
