import {
  type ExitCode,
  exitCodeOf,
  type Finding,
  type FindingLevel,
  findingsOf,
  levelOf,
  type Report,
  type ReportPicture,
  type ReportTable,
  type Section,
  sortByWeight,
  summarizeFindings,
  verdictOf,
} from './report.js'

const marks: Readonly<Record<ExitCode, FindingLevel>> = { 0: 'pass', 1: 'failure', 2: 'error' }

/**
 * A report as one HTML file to hand on: the verdict, the findings by weight with their evidence, what passed, and what
 * was not asked. It loads nothing, runs no script, and follows the reader's light or dark setting.
 */
export function formatHtml(report: Report): string {
  const { title, advice, facts, sections, tables = [], pictures = [], questions = [] } = report
  const verdict = `${verdictOf(report)}: ${summarizeFindings(findingsOf(report))}.`
  return `${[
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    `<header><h1>${escapeHtml(title)}</h1>`,
    `<p class="verdict ${marks[exitCodeOf(report)]}">${escapeHtml(verdict)}</p>`,
    ...(advice === undefined ? [] : [`<p><strong>First:</strong> ${escapeHtml(advice)}</p>`]),
    ...(facts.length === 0 ? [] : [formatList(facts)]),
    '</header>',
    '<main>',
    ...pictures.map(formatPicture),
    ...tables.map(formatTable),
    ...sections.flatMap(formatSection),
    ...(questions.length === 0 ? [] : formatQuestions(questions)),
    '</main>',
    '</body>',
    '</html>',
  ].join('\n')}\n`
}

function formatSection({ title, findings }: Section): string[] {
  const sorted = sortByWeight(findings)
  const open = sorted.filter((finding) => levelOf(finding) !== 'pass')
  const passed = sorted.filter((finding) => levelOf(finding) === 'pass')
  return [
    '<section>',
    `<h2>${escapeHtml(title)}</h2>`,
    `<p>${escapeHtml(summarizeFindings(findings))}</p>`,
    ...open.map(formatFinding),
    ...(passed.length === 0 ? [] : formatPassed(passed)),
    '</section>',
  ]
}

function formatFinding(finding: Finding): string {
  const {
    kind,
    rule,
    place,
    sentence,
    severity,
    sent,
    expected,
    actual,
    risk,
    advice,
    example,
    references = [],
  } = finding
  const level = levelOf(finding)
  const badges = [kind, ...(severity !== undefined && level === 'failure' ? [severity] : [])]
  const details = Object.entries({ Sent: sent, Expected: expected, Seen: actual, Risk: risk, Fix: advice })
  return [
    `<article class="${level}">`,
    `<h3>${badges.map((badge) => `<span class="badge">${escapeHtml(badge)}</span> `).join('')}${escapeHtml(place)}</h3>`,
    `<p>${escapeHtml(sentence)}</p>`,
    formatList([
      ...(rule === undefined ? [] : [['Rule', rule] as const]),
      ...details.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    ]),
    ...(example === undefined ? [] : [`<pre>${escapeHtml(example)}</pre>`]),
    ...(references.length === 0 ? [] : [`<p class="see">${references.map(formatReference).join(' · ')}</p>`]),
    '</article>',
  ].join('\n')
}

/** Only web addresses become links, so that a report cannot carry a script. */
function formatReference({ title, url }: { readonly title: string; readonly url: string }): string {
  const text = escapeHtml(title)
  return /^https?:\/\//.test(url) ? `<a href="${escapeHtml(url)}" rel="noreferrer">${text}</a>` : text
}

function formatPassed(findings: readonly Finding[]): string[] {
  const rows = findings.map(
    ({ kind, rule, place, sentence }) =>
      `<tr><td>${escapeHtml(kind)}</td><td>${escapeHtml(rule ?? '')}</td><td>${escapeHtml(place)}</td><td>${escapeHtml(sentence)}</td></tr>`,
  )
  return [
    `<details><summary>${findings.length} passed</summary>`,
    '<table><thead><tr><th>Result</th><th>Rule</th><th>Place</th><th>Meaning</th></tr></thead><tbody>',
    ...rows,
    '</tbody></table></details>',
  ]
}

/** The picture is part of the file, and no script can be part of the picture. */
const formatPicture = ({ title, description, svg }: ReportPicture) =>
  `<figure><figcaption>${escapeHtml(`${title}. ${description}`)}</figcaption>${svg}</figure>`

function formatTable({ title, headings, rows, numeric = [] }: ReportTable): string {
  const cells = (tag: 'td' | 'th', row: readonly string[]) =>
    row
      .map((cell, index) => `<${tag}${numeric.includes(index) ? ' class="number"' : ''}>${escapeHtml(cell)}</${tag}>`)
      .join('')
  return [
    `<section><h2>${escapeHtml(title)}</h2>`,
    `<table><thead><tr>${cells('th', headings)}</tr></thead><tbody>`,
    ...rows.map((row) => `<tr>${cells('td', row)}</tr>`),
    '</tbody></table></section>',
  ].join('\n')
}

function formatQuestions(questions: readonly string[]): string[] {
  return [
    '<section>',
    '<h2>Not tested</h2>',
    '<p>These cannot be found out from outside. Answer them yourself.</p>',
    '<ul>',
    ...questions.map((question) => `<li>${escapeHtml(question)}</li>`),
    '</ul>',
    '</section>',
  ]
}

function formatList(entries: readonly (readonly [name: string, value: string])[]): string {
  if (entries.length === 0) return ''
  const rows = entries.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`)
  return `<dl>${rows.join('')}</dl>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text in HTML. Control characters, which HTML cannot express, become U+FFFD. */
function escapeHtml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\u007E\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

const style = `
:root { --ink: #1c1e21; --paper: #fff; --soft: #f4f5f7; --line: #d5d8dd; --failure: #b3261e; --error: #8a4b00;
  --unknown: #0b57a4; --pass: #1b6e37; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #16181b; --soft: #202327; --line: #3b4047;
  --failure: #ff8a80; --error: #ffb95c; --unknown: #8ec5ff; --pass: #7bd88f; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem;
  margin: 0 auto; padding: 1.5rem 1rem; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; }
h3 { font-size: 1.05rem; margin: 0; }
article { background: var(--soft); border-left: 4px solid var(--line); margin: 1rem 0; padding: 0.75rem 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1rem; margin: 0.5rem 0; }
dt { font-weight: 600; }
dd { margin: 0; white-space: pre-wrap; }
pre { overflow-x: auto; margin: 0.5rem 0 0; }
.badge { border: 1px solid currentcolor; border-radius: 0.25rem; font-size: 0.8rem; padding: 0 0.35rem; }
.verdict { font-size: 1.2rem; font-weight: 600; }
.verdict.failure, .failure .badge { color: var(--failure); }
.verdict.error, .error .badge { color: var(--error); }
.verdict.pass { color: var(--pass); }
.unknown .badge { color: var(--unknown); }
article.failure { border-color: var(--failure); }
article.error { border-color: var(--error); }
article.unknown { border-color: var(--unknown); }
a { color: var(--unknown); }
section, details { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { overflow-wrap: normal; }
th, td { border-bottom: 1px solid var(--line); padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
.number { text-align: right; white-space: nowrap; }
figure { margin: 1rem 0; }
figure svg { max-width: 100%; height: auto; }
@media print { details { display: block; } article { break-inside: avoid; } }
`
