import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { components } from '../../src/spec/control.js'
import { openSession, parseJson } from '../fuzz/session.js'
import { anyShots, type Shot } from '../fuzz/shots.js'

const journal: Shot = {
  operationId: 'ListJournal',
  method: 'GET',
  path: '/_emulator/journal?kind=request&limit=1000',
  headers: {},
  body: undefined,
  pauseMs: 0,
}

test.each(['docs', 'spec'] as const)(
  'the journal names the rule, scenario or fault of every refusal (%s)',
  async (dialect) => {
    const rules = new Set<string>()
    await fc.assert(
      fc.asyncProperty(anyShots, async (shots) => {
        await using session = await openSession({ dialect })
        for (const shot of shots) {
          if (/_emulator\/(journal|reset|snapshot|sandboxes)/.test(shot.path)) continue
          await session.send(shot)
        }
        for (const sandbox of ['default', 'fuzz']) {
          const { entries } = parseJson((await session.send(journal, sandbox)).text) as components['schemas']['Journal']
          for (const { decided, status = 0, text } of entries) {
            if (decided?.rule) rules.add(decided.rule)
            if (status < 400) continue
            expect([decided?.rule, decided?.scenario, decided?.fault].filter(Boolean), text).not.toEqual([])
            expect(decided?.error_code, text).toMatch(/^\d{5}$/)
          }
        }
      }),
      { seed: 7, numRuns: 150 },
    )
    // A rule that is never refused proves nothing.
    expect([...rules]).toEqual(
      expect.arrayContaining(['C3', 'H2', 'H6', 'H7', 'H8', 'H9', 'H10', 'V3', 'V4', 'P14', 'N2']),
    )
  },
  180_000,
)
