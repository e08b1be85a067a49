import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { type FormatOptions, formatReport } from '../../src/report/format.js'
import { CannotRunError, exitCodeOf, type Finding, type FindingKind, type Report } from '../../src/report/report.js'
import { type ReportFormat, reportFormats } from '../../src/report/report-formats.js'

const finding = (kind: FindingKind, more: Partial<Finding> = {}): Finding => ({
  kind,
  place: 'step 1: status',
  sentence: 'It is so.',
  ...more,
})

const report: Report = {
  title: 'Emulator against upstream',
  facts: [
    ['a', 'emulator'],
    ['upstream', 'https://api.example/v2'],
  ],
  file: 'fixtures/rules.yaml',
  sections: [
    {
      title: 'wrong-code',
      findings: [
        finding('confirms', { rule: 'C3' }),
        finding('contradicts', {
          rule: 'C4',
          place: 'step 5: body',
          expected: '"rejected" | x',
          actual: '<b> & `y`',
          sentence: 'The fifth is not *rejected*.',
        }),
        finding('unproven', { rule: 'C5', place: 'step 6' }),
      ],
    },
    { title: 'auth', findings: [finding('same'), finding('same', { place: 'step 2: status' })] },
  ],
}
const format = (given: Report, to: ReportFormat, options: Partial<FormatOptions> = {}) =>
  formatReport(given, to, { tool: { name: 'telnyx-verify-emulator', version: '1.2.3' }, ...options })
const only = (kind: FindingKind): Report => ({ ...report, sections: [{ title: 'one', findings: [finding(kind)] }] })

test.each([
  ['same', 0],
  ['confirms', 0],
  ['addition', 0],
  ['unproven', 0],
  ['passed', 0],
  ['skipped', 0],
  ['known', 0],
  ['vendor-default', 0],
  ['differs', 1],
  ['breaking', 1],
  ['contradicts', 1],
  ['failed', 1],
  ['could-not-run', 2],
] as const)('%s gives exit code %i', (kind, code) => {
  expect(exitCodeOf(only(kind))).toBe(code)
})

test('a failure outweighs an error', () => {
  expect(exitCodeOf({ sections: [...only('could-not-run').sections, ...only('differs').sections] })).toBe(1)
})

test('text lists the facts, the findings that did not pass, and the verdict', () => {
  expect(format(report, 'text')).toBe(`Emulator against upstream
  a         emulator
  upstream  https://api.example/v2

wrong-code  1 contradicts, 1 unproven, 1 confirms
  contradicts  C4  step 5: body  The fifth is not *rejected*.
      expected  "rejected" | x
      actual    <b> & \`y\`
  unproven     C5  step 6        It is so.

auth  2 same

Failed: 1 contradicts, 1 unproven, 1 confirms, 2 same.
`)
  expect(format(report, 'text', { isVerbose: true })).toContain('confirms     C3  step 1: status  It is so.')
  expect(format(report, 'text', { colorize: (color, text) => `<${color}>${text}</>` })).toContain('<red>contradicts</>')
})

test('Markdown shows the verdict first, tables of findings that did not pass, and no unescaped markup', () => {
  const markdown = format(report, 'markdown')
  expect(markdown).toMatch(/^## ❌ Emulator against upstream\n\n\*\*Failed\*\*: 1 contradicts/)
  const row = markdown.split('\n').find((line) => line.includes('C4'))
  expect(row).toBe(
    '| contradicts | C4 | <code>step 5: body</code> | The fifth is not \\*rejected\\*. | <code>"rejected" &#124; x</code> | <code>&lt;b&gt; &amp; &#96;y&#96;</code> |',
  )
  expect(markdown).toContain('- auth: 2 same')
  expect(format(only('same'), 'markdown')).toMatch(/^## ✅/)
  expect(format(only('could-not-run'), 'markdown')).toMatch(/^## ⚠️/)
})

test('JUnit has failures, errors and skipped tests', () => {
  const xml = format(report, 'junit')
  expect(xml).toContain(
    '<testsuites name="Emulator against upstream" tests="5" failures="1" errors="0" skipped="1" time="0.000">',
  )
  expect(xml).toContain(
    'name="C4: step 5: body" time="0.000"><failure type="contradicts" message="The fifth is not *rejected*.">',
  )
  expect(xml).toContain('actual: &lt;b&gt; &amp; `y`</failure>')
  expect(format(only('could-not-run'), 'junit')).toContain('<error type="could-not-run" message="It is so."/>')
  const nasty = { ...report, sections: [{ title: '\u0000<', findings: [finding('differs', { actual: ']]>\ud800' })] }] }
  expect(format(nasty, 'junit')).toContain('name="\\u0000&lt;"')
  expect(format(nasty, 'junit')).toContain(']]&gt;\\ud800')
})

test('JSON has the verdict, the counts and every finding', () => {
  expect(JSON.parse(format(report, 'json'))).toEqual({
    title: report.title,
    verdict: 'Failed',
    exitCode: 1,
    counts: { contradicts: 1, unproven: 1, confirms: 1, same: 2 },
    facts: { a: 'emulator', upstream: 'https://api.example/v2' },
    file: 'fixtures/rules.yaml',
    sections: report.sections,
  })
})

describe('SARIF', () => {
  const text = { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 } } }
  /** The requirements of the standard and of code scanning. */
  const schema = {
    type: 'object',
    required: ['$schema', 'version', 'runs'],
    properties: {
      version: { const: '2.1.0' },
      runs: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['tool', 'results', 'invocations'],
          properties: {
            tool: {
              type: 'object',
              required: ['driver'],
              properties: {
                driver: {
                  type: 'object',
                  required: ['name', 'rules'],
                  properties: {
                    rules: {
                      type: 'array',
                      uniqueItems: true,
                      items: {
                        type: 'object',
                        required: ['id', 'shortDescription'],
                        properties: { id: { type: 'string' }, shortDescription: text },
                      },
                    },
                  },
                },
              },
            },
            invocations: {
              type: 'array',
              items: {
                type: 'object',
                required: ['executionSuccessful'],
                properties: { executionSuccessful: { type: 'boolean' } },
              },
            },
            results: {
              type: 'array',
              items: {
                type: 'object',
                required: ['ruleId', 'ruleIndex', 'level', 'message', 'locations', 'partialFingerprints'],
                properties: {
                  level: { enum: ['error', 'warning', 'note'] },
                  message: text,
                  locations: {
                    type: 'array',
                    minItems: 1,
                    items: {
                      type: 'object',
                      required: ['physicalLocation'],
                      properties: {
                        physicalLocation: {
                          type: 'object',
                          required: ['artifactLocation', 'region'],
                          properties: {
                            artifactLocation: {
                              type: 'object',
                              required: ['uri'],
                              properties: { uri: { type: 'string', pattern: '^[^/]' } },
                            },
                            region: {
                              type: 'object',
                              required: ['startLine'],
                              properties: { startLine: { type: 'integer', minimum: 1 } },
                            },
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  }
  const validate = new Ajv().compile(schema)
  const read = (given: Report) => JSON.parse(format(given, 'sarif'))

  test.each([
    ['a report', report] as const,
    ...(['same', 'could-not-run', 'breaking'] as const).map((kind) => [kind, only(kind)] as const),
  ])('is valid for %s', (_, given) => {
    validate(read(given))
    expect(validate.errors).toBeNull()
  })

  test('a finding is a result of its rule; what is fine is none', () => {
    const [run] = read(report).runs
    expect(run.results.map(({ ruleId, level }: { ruleId: string; level: string }) => [ruleId, level])).toEqual([
      ['C4', 'error'],
      ['C5', 'note'],
    ])
    expect(run.results.map(({ ruleIndex }: { ruleIndex: number }) => run.tool.driver.rules[ruleIndex].id)).toEqual([
      'C4',
      'C5',
    ])
    expect(run.invocations[0].executionSuccessful).toBe(true)
    expect(read(only('could-not-run')).runs[0].invocations[0].executionSuccessful).toBe(false)
  })

  test('a result says all that is known, and is the same one in the next run', () => {
    expect(read(report).runs[0].results[0]).toEqual({
      ruleId: 'C4',
      ruleIndex: 0,
      level: 'error',
      message: {
        text: 'wrong-code, step 5: body: The fifth is not *rejected*.\nExpected: "rejected" | x\nActual: <b> & `y`',
      },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: 'fixtures/rules.yaml' }, region: { startLine: 1 } },
          logicalLocations: [{ fullyQualifiedName: 'wrong-code, step 5: body', kind: 'member' }],
        },
      ],
      partialFingerprints: { 'place/v1': 'wrong-code|step 5: body|C4' },
    })
  })
})

test.each(reportFormats)('%s ends in one line break, even without sections', (name) => {
  for (const given of [report, { ...report, facts: [], sections: [] }]) expect(format(given, name)).toMatch(/[^\n]\n$/)
})

test('every format shows how to fix a failure, and what to do first', () => {
  const advised: Report = {
    ...report,
    advice: 'Start it.',
    sections: [{ title: 'one', findings: [finding('failed', { rule: 'late', advice: 'Wait less.', tookMs: 12 })] }],
  }
  for (const name of reportFormats) {
    const text = format(advised, name)
    expect(text).toContain('Wait less.')
    if (name !== 'sarif') expect(text).toContain('Start it.')
  }
  expect(format(advised, 'junit')).toContain('time="0.012"')
  expect(format(advised, 'text')).toMatch(/^ {2}failed {2}late {2}step 1: status {2}12 ms {2}It is so\.$/m)
})

const weighed: Report = {
  ...report,
  questions: ['Is the <support desk> protected?'],
  sections: [
    {
      title: 'login',
      findings: [
        finding('passed', { rule: 'fine' }),
        finding('failed', { rule: 'minor', severity: 'low', place: 'a minor one' }),
        finding('failed', {
          rule: 'major',
          severity: 'high',
          place: 'a <major> one',
          sent: 'POST /login/code',
          actual: '<script>alert(1)</script>',
          risk: 'Anyone gets in.',
          references: [
            { title: 'OWASP ASVS 5.0, 6.6.2', url: 'https://example.com/asvs' },
            { title: 'not a link', url: 'javascript:alert(1)' },
          ],
        }),
      ],
    },
  ],
}

describe('HTML', () => {
  test('shows the most severe finding first, escapes everything, and links to web addresses only', () => {
    const html = format(weighed, 'html')
    expect(html.indexOf('a &lt;major&gt; one')).toBeLessThan(html.indexOf('a minor one'))
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(html).not.toContain('<script')
    expect(html).toContain('<a href="https://example.com/asvs"')
    expect(html).not.toContain('href="javascript')
    expect(html).toContain('Is the &lt;support desk&gt; protected?')
  })

  test('loads nothing and follows the light or dark setting', () => {
    const html = format(weighed, 'html')
    expect(html).toContain("default-src 'none'")
    expect(html).toContain('prefers-color-scheme: dark')
    expect(html).not.toMatch(/<(link|img|iframe|script)\b/)
  })
})

test('every format shows what was sent, what an attacker gains, and the questions', () => {
  for (const name of reportFormats) {
    const text = format(weighed, name)
    expect(text, name).toContain('Anyone gets in.')
    if (name !== 'markdown') expect(text, name).toContain('POST /login/code')
    if (!['junit', 'sarif'].includes(name)) expect(text, name).toContain('support desk')
  }
})

test('a rule of SARIF has the severity and the reference of its finding', () => {
  const { driver } = JSON.parse(format(weighed, 'sarif')).runs[0].tool
  const rule = (id: string, score: string) => ({
    id,
    shortDescription: { text: `Rule ${id}, described in fixtures/rules.yaml` },
    properties: { tags: ['security'], 'security-severity': score },
  })
  expect(driver).toEqual({
    name: 'telnyx-verify-emulator',
    version: '1.2.3',
    rules: [
      rule('minor', '3.0'),
      { ...rule('major', '8.0'), helpUri: 'https://example.com/asvs', help: { text: 'OWASP ASVS 5.0, 6.6.2' } },
    ],
  })
})

test('an error has a name and a code that survive minifying', () => {
  expect(new CannotRunError('no')).toMatchObject({ name: 'CannotRunError', code: 'cannot_run', message: 'no' })
})
