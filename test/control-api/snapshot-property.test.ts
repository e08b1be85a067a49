import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openSession, type Session } from '../fuzz/session.js'
import { pass, reset, restore, sendAll, takeSnapshot, traffic } from '../support/traffic.js'

const dialects = fc.constantFrom('docs' as const, 'spec' as const)

test.each([
  ['in an emulator of another seed', 'ours', { seed: 'another' }, { limits: { requestsPerSecond: 30 } }],
  // The rate limit counts by key, and the copy has another key.
  ['in a sandbox of another name', 'copy', {}, {}],
] as const)('a restored snapshot continues like its original: %s', async (_, sandbox, options, common) => {
  const met = new Set<string>()
  await fc.assert(
    fc.asyncProperty(traffic(40), traffic(25), dialects, async (before, after, dialect) => {
      await using one = await openSession({ dialect, ...common })
      await using other = await openSession({ dialect, ...common, ...options })
      await sendAll(one, before, 'ours')
      const { text } = await one.send(takeSnapshot, 'ours')
      // Its wall clock differs, and it had other records.
      await sendAll(other, [pass(123_456), ...after], sandbox)
      await other.send(restore(text), sandbox)
      other.learn(sandbox, one.memoryOf('ours'))
      const expected = await goOn(one, after, 'ours')
      expect(await goOn(other, after, sandbox)).toEqual(expected)
      for (const answer of expected)
        for (const [found] of answer.matchAll(/x-emulator-scenario|"accepted"|fault_\d|"verification\.expired"/g))
          met.add(found)
    }),
    { seed: 20260131, numRuns: 120 },
  )
  // Outcomes that never occur prove nothing.
  expect([...met]).toEqual(
    expect.arrayContaining(['x-emulator-scenario', '"accepted"', '"verification.expired"', 'fault_1', 'fault_2']),
  )
})

/** The answers to further requests and the final state. */
async function goOn(session: Session, after: Parameters<typeof sendAll>[1], sandbox: string): Promise<string[]> {
  const answers = await sendAll(session, after, sandbox)
  const { snapshot, meta, ...records } = JSON.parse((await session.send(takeSnapshot, sandbox)).text)
  // The offset is left out: the wall clocks differ.
  return [
    ...answers,
    JSON.stringify({
      ...records,
      now: snapshot.now,
      random: meta.random,
      sequence: meta.sequence,
      frozen: meta.frozen_ms,
    }),
  ]
}

test('after a reset a sandbox behaves like a fresh one of its seed, whatever was done before', async () => {
  await fc.assert(
    fc.asyncProperty(traffic(40), dialects, fc.boolean(), async (shots, dialect, hasPresets) => {
      const presets = {
        scenarios: [{ outcome: 'expired', times: 1 }],
        faults: [{ fault: { kind: 'status', status: 503 }, probability: 0.5, times: 3 }] as const,
        testNumbers: { '+13035551234': { code: '12345' } },
      }
      const options = { dialect, limits: { requestsPerSecond: 30 }, ...(hasPresets && presets) }
      await using used = await openSession(options)
      await using fresh = await openSession(options)
      await sendAll(used, shots, 'ours')
      // Both wall clocks show the same time.
      await fresh.send(pass(shots.reduce((sum, { pauseMs }) => sum + pauseMs, 0)), 'ours')
      await used.send(reset, 'ours')
      const [left, right] = [await used.send(withJournal, 'ours'), await fresh.send(withJournal, 'ours')]
      expect(left.text).toBe(right.text)
      expect(JSON.parse(left.text).journal).toEqual([])
    }),
    { seed: 20260131, numRuns: 120 },
  )
})

const withJournal = { ...takeSnapshot, path: '/_emulator/snapshot?journal=true' }
