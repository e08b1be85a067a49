import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderTemplate } from '../../src/core/templates.js'

const piece = fc.oneof(
  fc.constantFrom(
    '{{code}}',
    '{{app_name}}',
    '{{default_verification_timeout_secs}}',
    '{{name}}',
    '{',
    '}',
    '{{',
    '}}',
    '$1',
  ),
  fc.string(),
)
const template = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''))
const values = fc.record({ code: piece, appName: piece, timeoutSecs: fc.nat() })

test('T3: each variable is replaced by its value, once, whatever was rendered before', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(template, values), { minLength: 1, maxLength: 200 }), (renderings) => {
      for (const [text, given] of [...renderings, ...renderings]) {
        const known: Record<string, string> = {
          code: given.code,
          app_name: given.appName,
          default_verification_timeout_secs: String(Math.ceil(given.timeoutSecs / 60)),
        }
        const expected = text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) =>
          Object.hasOwn(known, name) ? (known[name] as string) : whole,
        )
        expect(renderTemplate(text, given)).toBe(expected)
      }
    }),
    { seed: 1, numRuns: 30 },
  )
})
