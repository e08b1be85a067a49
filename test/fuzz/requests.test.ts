import fc from 'fast-check'
import { expect, test } from 'vitest'
import { controlOperations } from '../../src/spec/control-operations.js'
import { verifyOperations } from '../../src/spec/operations.js'
import { faultsOf } from './judge.js'
import { openSession } from './session.js'
import { anyShots, type Shot } from './shots.js'

const operationIds = [...verifyOperations, ...controlOperations].map(({ id }) => id)

const plain: Omit<Shot, 'operationId' | 'method' | 'path'> = {
  headers: { authorization: 'Bearer sandbox_fuzz', 'content-type': 'application/json' },
  body: undefined,
  pauseMs: 0,
}

/** Requests that found bugs in the past; they always run first. */
const foundBefore: Shot[][] = [
  [
    {
      ...plain,
      operationId: 'SetClock',
      method: 'POST',
      path: '/_emulator/clock/set',
      body: '{"to":"9999-12-31T23:59:59.999Z"}',
    },
    { ...plain, operationId: 'GetClock', method: 'GET', path: '/_emulator/clock', pauseMs: 1 },
  ],
  [
    {
      ...plain,
      operationId: 'CreateVerificationSms',
      method: 'POST',
      path: '/v2/verifications/sms',
      body: '{"phone_number":"<phone 0>","verify_profile_id":"<profile 0>","timeout_secs":1e400}',
    },
  ],
  [{ ...plain, operationId: 'GetHealth', method: 'GET', path: '/health', headers: { authorization: 'Basic YTpi' } }],
  [{ ...plain, operationId: null, method: 'DELETE', path: '/_emulator/inbox' }],
]

test.each(['docs', 'spec'] as const)(
  'H5, H13: every request gets a well-formed answer without a bug of the emulator (%s)',
  async (dialect) => {
    const succeeded = new Set<string | null>()
    await fc.assert(
      fc.asyncProperty(anyShots, async (shots) => {
        await using session = await openSession({ dialect })
        for (const shot of shots) {
          const answer = await session.send(shot)
          const faults = [...faultsOf(answer, shot.operationId), ...session.warnings]
          expect(
            faults,
            `${JSON.stringify(answer.sent)} was answered ${answer.status} ${answer.text}`.slice(0, 2000),
          ).toEqual([])
          if (answer.status === 200) succeeded.add(shot.operationId)
        }
      }),
      { seed: 20260131, numRuns: 400, examples: foundBefore.map((shots) => [shots]) },
    )
    // Every operation must succeed at least once, except the report, which requires passthrough, and those of a replay.
    const unavailable = ['GetContract', 'GetReplay', 'MoveReplay']
    expect(operationIds.filter((id) => !succeeded.has(id)).sort()).toEqual(unavailable)
  },
  180_000,
)
