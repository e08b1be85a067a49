import { expect, test } from 'vitest'
import { formatReport } from '../../src/report/format.js'
import type { Report } from '../../src/report/report.js'
import type { ReportFormat } from '../../src/report/report-formats.js'

const place = 'POST /login/code'

/** A finding with all that one can have, between one of each other kind of line. */
const report: Report = {
  title: 'Login',
  facts: [['base', 'http://localhost:3000']],
  file: 'login.yaml',
  questions: ['Is the <support desk> protected?'],
  sections: [
    {
      title: 'codes',
      findings: [
        { kind: 'passed', rule: 'replay', place, sentence: 'A code works once.', tookMs: 1500 },
        { kind: 'could-not-run', place, sentence: 'Nothing answered.' },
        { kind: 'unproven', place, sentence: 'No rule is known.' },
        {
          kind: 'failed',
          rule: 'guessing',
          severity: 'high',
          place,
          sentence: 'The tenth guess was accepted.',
          sent: 'code=00009',
          expected: 'refused',
          actual: 'accepted',
          risk: 'Anyone gets in.',
          advice: 'Count the guesses.',
          example: 'if (guesses > 5)\n  refuse()',
          references: [{ title: 'ASVS 6.6.3', url: 'https://example.com/asvs' }],
        },
      ],
    },
    { title: 'texts', findings: [{ kind: 'passed', place, sentence: 'All is well.' }] },
  ],
}

const format = (to: ReportFormat) => formatReport(report, to, { tool: { name: 'tve', version: '1.2.3' } })

test('Markdown has the advice, the example, the reference, what passed and the questions', () => {
  expect(format('markdown')).toBe(`## ❌ Login

**Failed**: 1 could-not-run, 1 failed, 1 unproven, 2 passed.

- base: http://localhost:3000

### codes

1 could-not-run, 1 failed, 1 unproven, 1 passed

| | rule | place | what it means | expected | actual |
|---|---|---|---|---|---|
| could-not-run |  | <code>POST /login/code</code> | Nothing answered. |  |  |
| unproven |  | <code>POST /login/code</code> | No rule is known. |  |  |
| failed | guessing | <code>POST /login/code</code> | The tenth guess was accepted. Anyone gets in. Count the guesses. [ASVS 6.6.3](https://example.com/asvs) | <code>refused</code> | <code>accepted</code> |

<code>POST /login/code</code> Count the guesses.

    if (guesses > 5)
      refuse()

<details><summary>Passed</summary>

- texts: 1 passed

</details>

### Not tested

- Is the \\<support desk\\> protected?
`)
})

test('JUnit has the times, and all of a finding in its failure', () => {
  expect(format('junit')).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="Login" tests="5" failures="1" errors="1" skipped="1" time="1.500">
  <testsuite name="codes" tests="4" failures="1" errors="1" skipped="1" time="1.500">
    <testcase classname="codes" name="replay: POST /login/code" time="1.500"/>
    <testcase classname="codes" name="POST /login/code" time="0.000"><error type="could-not-run" message="Nothing answered."/></testcase>
    <testcase classname="codes" name="POST /login/code" time="0.000"><skipped message="No rule is known."/></testcase>
    <testcase classname="codes" name="guessing: POST /login/code" time="0.000"><failure type="failed" message="The tenth guess was accepted.">The tenth guess was accepted.
sent: code=00009
expected: refused
actual: accepted
Anyone gets in.
Count the guesses.
if (guesses &gt; 5)
  refuse()</failure></testcase>
    <system-out>1 could-not-run, 1 failed, 1 unproven, 1 passed</system-out>
  </testsuite>
  <testsuite name="texts" tests="1" failures="0" errors="0" skipped="0" time="0.000">
    <testcase classname="texts" name="POST /login/code" time="0.000"/>
    <system-out>1 passed</system-out>
  </testsuite>
</testsuites>
`)
})
