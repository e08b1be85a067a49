import { expect, test } from 'vitest'
import { formatJunit } from '../../../src/audit/receiver/format-junit.js'
import { formatTable } from '../../../src/audit/receiver/format-table.js'
import type { ReceiverReport } from '../../../src/audit/receiver/report.js'

const report: ReceiverReport = {
  target: 'http://localhost:3000/webhooks?a=1&b=2',
  publicKey: 'KEY=',
  ok: false,
  advice: null,
  findings: [
    {
      case: 'late',
      problem: 'failed',
      answer: '500, it threw <"oops">\u0000 & \ud800',
      expected: '2xx',
      meaning: 'It’s lost.',
      cure: 'Keep it.',
    },
  ],
  results: [
    { case: 'good', sends: 'an event', expected: '2xx', verdict: 'ok', answer: '204', tookMs: 1012 },
    { case: 'late', sends: 'an old event', expected: '2xx', verdict: 'finding', answer: '500', tookMs: 3 },
    {
      case: 'large',
      sends: 'a large event',
      expected: '2xx',
      verdict: 'skipped',
      answer: 'means nothing',
      tookMs: null,
    },
  ],
}

const clean: ReceiverReport = { ...report, ok: true, findings: [], results: report.results.slice(0, 1) }

test('the table: a line a case, then each finding with what it means', () => {
  expect(
    formatTable({ ...report, findings: [{ ...report.findings[0], answer: '500' } as (typeof report.findings)[0]] }),
  ).toBe(
    `http://localhost:3000/webhooks?a=1&b=2
Signed with the key pair of TELNYX_PUBLIC_KEY=KEY=

ok       good   204  1012 ms  an event
FINDING  late   500     3 ms  an old event
skipped  large  -             means nothing

late: 500; a correct receiver answers 2xx.
  Means: It’s lost.
  Cure:  Keep it.

3 cases, 1 finding, 1 skipped.
`,
  )
})

test('the table: advice comes before everything else; without findings the end says so', () => {
  const [head, second] = formatTable({ ...clean, advice: 'Start it.' }).split('\n\n')
  expect(head).toContain('TELNYX_PUBLIC_KEY')
  expect(second).toBe('First: Start it.')
  expect(formatTable(clean)).toMatch(/\n\n1 case, no findings\.\n$/)
})

test('JUnit: a case is a test, a finding its failure', () => {
  expect(formatJunit(clean)).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="1" failures="0" errors="0" skipped="0" time="1.012">
  <testsuite name="webhook receiver http://localhost:3000/webhooks?a=1&amp;b=2" tests="1" failures="0" errors="0" skipped="0" time="1.012">
    <testcase classname="webhook receiver" name="good" time="1.012"/>
  </testsuite>
</testsuites>
`,
  )
  const xml = formatJunit({ ...report, advice: 'Start <it>.' })
  expect(xml).toContain('tests="3" failures="1" errors="0" skipped="1" time="1.015"')
  expect(xml).toContain('<skipped message="means nothing"/>')
  expect(xml).toContain(
    '<failure type="failed" message="an old event: 500, it threw &lt;&quot;oops&quot;&gt;\ufffd &amp; \ufffd; expected 2xx">',
  )
  expect(xml).toContain('It’s lost.\nKeep it.</failure>')
  expect(xml).toContain('<system-out>Start &lt;it&gt;.</system-out>')
})

test('JUnit: whatever an answer holds, it is well-formed XML', () => {
  const nasty = [
    ...Array.from({ length: 300 }, (_, code) => String.fromCharCode(code)),
    ']]>\ufffe\uffff\udc00<!--',
  ].join('')
  const findings = report.findings.map((finding) => ({ ...finding, answer: nasty, meaning: nasty, cure: nasty }))
  expect(elementsOf(formatJunit({ ...report, target: nasty, advice: nasty, findings }))).toEqual([
    'testsuites',
    'testsuite',
    'testcase',
    'testcase',
    'failure',
    'testcase',
    'skipped',
    'system-out',
  ])
})

/** The names of the elements in order. @throws {Error} unless the text is well-formed */
function elementsOf(xml: string): string[] {
  const names: string[] = []
  const open: string[] = []
  const text =
    '(?:[^<&\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]|&(?:amp|lt|gt|quot|apos);)*'
  const token = new RegExp(`<(\\/?)([a-z-]+)((?: [a-z]+="${text.replace('[^<', '[^<"')}")*)(\\/?)>|(${text})`, 'uy')
  const body = xml.replace('<?xml version="1.0" encoding="UTF-8"?>', '')
  while (token.lastIndex < body.length) {
    const at = token.lastIndex
    const [whole, isEnd, name = '', , isEmpty] = token.exec(body) ?? ['']
    if (whole === '') throw new Error(`not well-formed at ${JSON.stringify(body.slice(at, at + 40))}`)
    if (name === '') continue
    if (isEnd) {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`)
      continue
    }
    names.push(name)
    if (!isEmpty) open.push(name)
  }
  if (open.length > 0) throw new Error(`${open.join(', ')} stay open`)
  return names
}
