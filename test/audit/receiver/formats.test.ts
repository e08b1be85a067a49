import { expect, test } from 'vitest'
import { type ReceiverFinding, type ReceiverReport, toReport } from '../../../src/audit/receiver/report.js'
import { formatReport } from '../../../src/report/format.js'
import type { ReportFormat } from '../../../src/report/report-formats.js'

const good: ReceiverFinding = {
  ...{ kind: 'passed', rule: 'good', place: 'an event', expected: '2xx', actual: '204' },
  ...{ problem: null, sentence: 'Answered 204.', tookMs: 1012 },
}
const late: ReceiverFinding = {
  ...{ kind: 'failed', rule: 'late', place: 'an old event', expected: '2xx', actual: '500' },
  ...{ problem: 'failed', sentence: 'It’s lost.', advice: 'Keep it.', tookMs: 3 },
}
const large: ReceiverFinding = {
  ...{ kind: 'skipped', rule: 'large', place: 'a large event', expected: '2xx' },
  ...{ problem: null, sentence: 'Meaningless.', tookMs: null },
}
const report: ReceiverReport = {
  ...{
    target: 'http://localhost:3000/webhooks?a=1&b=2',
    publicKey: 'KEY=',
    ok: false,
    advice: null,
    acceptedEvents: ['verify.sent'],
  },
  ...{ failures: [late], findings: [good, late, large] },
}
const clean: ReceiverReport = { ...report, ok: true, failures: [], findings: [good] }

const format = (given: ReceiverReport, name: ReportFormat) =>
  formatReport(toReport(given), name, { tool: { name: 'kit', version: '1' }, isVerbose: true })

test('the text has a line for each case, and below a failure how to fix it', () => {
  expect(format(report, 'text')).toBe(
    `Webhook receiver http://localhost:3000/webhooks?a=1&b=2
  TELNYX_PUBLIC_KEY  KEY=
  accepted events    verify.sent
  not visible        whether an event was used: the audit sees answers only, so test that in your own code

webhook receiver  1 failed, 1 skipped, 1 passed
  passed   good   an event       1012 ms  Answered 204.
  failed   late   an old event      3 ms  It’s lost.
      expected  2xx
      actual    500
      fix       Keep it.
  skipped  large  a large event           Meaningless.

Failed: 1 failed, 1 skipped, 1 passed.
`,
  )
})

test('advice comes before the cases', () => {
  const [head, second] = format({ ...clean, advice: 'Start it.' }, 'text').split('\n\n')
  expect(head).toContain('TELNYX_PUBLIC_KEY')
  expect(second).toBe('First: Start it.')
  expect(format(clean, 'text')).toMatch(/\n\nPassed: 1 passed\.\n$/)
})

test('JUnit has a test for each case', () => {
  expect(format(clean, 'junit')).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="Webhook receiver http://localhost:3000/webhooks?a=1&amp;b=2" tests="1" failures="0" errors="0" skipped="0" time="1.012">
  <testsuite name="webhook receiver" tests="1" failures="0" errors="0" skipped="0" time="1.012">
    <testcase classname="webhook receiver" name="good: an event" time="1.012"/>
    <system-out>1 passed</system-out>
  </testsuite>
</testsuites>
`,
  )
  const nasty = { ...late, actual: '500, it threw <"oops">\u0000 & \ud800' }
  const xml = format({ ...report, advice: 'Start <it>.', findings: [good, nasty, large] }, 'junit')
  expect(xml).toContain('tests="3" failures="1" errors="0" skipped="1" time="1.015"')
  expect(xml).toContain('<skipped message="Meaningless."/>')
  expect(xml).toContain('<failure type="failed" message="It’s lost.">')
  expect(xml).toContain('actual: 500, it threw &lt;&quot;oops&quot;&gt;\\u0000 &amp; \\ud800\nKeep it.</failure>')
  expect(xml).toContain('<system-out>Start &lt;it&gt;.\n')
})

test('JUnit is well-formed for any answer', () => {
  const nasty = [
    ...Array.from({ length: 300 }, (_, code) => String.fromCharCode(code)),
    ']]>\ufffe\uffff\udc00<!--',
  ].join('')
  const failed = { ...late, actual: nasty, sentence: nasty, advice: nasty }
  const given = { ...report, target: nasty, advice: nasty, findings: [good, failed, large] }
  expect(elementsOf(format(given, 'junit'))).toEqual([
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
