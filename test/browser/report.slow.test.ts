import { expect, test } from 'vitest'
import { formatHtml } from '../../src/report/format-html.js'
import { describeInBrowser, openContext } from './browser.js'

/** A report with what is widest: a long address, an ID, a table of many columns. */
const html = formatHtml({
  title: 'Login audit of http://127.0.0.1:36765/a/long/path/to/the/login',
  file: 'login.yaml',
  facts: [['flow', 'login.yaml']],
  sections: [
    {
      title: 'codes',
      findings: [
        { kind: 'passed', place: 'No fixed code opens an account', rule: 'well-known-codes', sentence: '12 codes.' },
        {
          kind: 'failed',
          place: 'codes',
          sentence: 'An ID: 2e408b58-bb14-411c-96b8-e8c43342047c.',
          sent: 'x'.repeat(90),
        },
      ],
    },
  ],
  tables: [
    {
      title: 'Steps',
      headings: ['Operation', 'Requests', 'Median', 'Worst'],
      rows: [['CreateVerificationSms', '1', '2', '3']],
    },
  ],
})

describeInBrowser('a report as HTML', () => {
  test.each([320, 768])(
    '%d px: no heading of a table is broken, and nothing is wider than the window',
    async (width) => {
      const { open } = await openContext('about:blank', { viewport: { width, height: 640 } })
      const page = await open('about:blank')
      await page.setContent(html)
      await page.locator('summary').click()
      const heights = await page.locator('th').evaluateAll((all) => all.map((heading) => heading.clientHeight))
      expect(new Set(heights).size, heights.join()).toBe(1)
      expect(heights[0]).toBeLessThan(48)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    },
  )
})
