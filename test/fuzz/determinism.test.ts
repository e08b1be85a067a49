import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Answer, openSession, parse, type Session } from './session.js'
import { type Shot, tameShot } from './shots.js'

const shots = (maxLength: number) => fc.array(tameShot, { minLength: 1, maxLength, size: 'max' })

/** All that a client can see of an answer. */
function seen({ status, headers, text }: Answer, hasRequestId = true): string {
  const lines = [...headers]
    .filter(([name]) => hasRequestId || name !== 'x-request-id')
    .map((header) => header.join(': '))
  // An entry of the journal holds the answer's headers.
  return [status, ...lines, hasRequestId ? text : text.replaceAll(/"x-request-id":"[^"]*"/g, '')].join('\n')
}

async function sendAll(session: Session, all: readonly Shot[]): Promise<string[]> {
  const answers: string[] = []
  for (const shot of all) answers.push(seen(await session.send(shot)))
  return answers
}

test('the same seed and the same requests give the same answers, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(shots(30), fc.constantFrom('docs' as const, 'spec' as const), async (all, dialect) => {
      await using one = await openSession({ seed: 7, dialect })
      await using other = await openSession({ seed: 7, dialect })
      expect(await sendAll(one, all)).toEqual(await sendAll(other, all))
    }),
    { seed: 20260131, numRuns: 60 },
  )
})

test('after a reset a sandbox gives the same answers again', async () => {
  const reset: Shot = {
    operationId: 'ResetSandbox',
    method: 'POST',
    path: '/_emulator/reset',
    headers: {},
    body: undefined,
    pauseMs: 0,
  }
  await fc.assert(
    fc.asyncProperty(shots(20), async (all) => {
      await using session = await openSession()
      const run = async () => {
        const answers: string[] = []
        // A cursor names the life of the sandbox too, so that part is not the same.
        for (const shot of all)
          answers.push(seen(await session.send(shot, 'fuzz'), false).replaceAll(/"cursor":"\d+-/g, '"cursor":"'))
        await session.send(reset, 'fuzz')
        session.forget('fuzz')
        return answers
      }
      await session.send(reset, 'fuzz')
      expect(await run()).toEqual(await run())
    }),
    { seed: 20260131, numRuns: 60 },
  )
})

test('another seed gives other codes, and so does another sandbox of the same seed', async () => {
  const start: Shot = {
    operationId: 'CreateVerificationSms',
    method: 'POST',
    path: '/v2/verifications/sms',
    headers: { 'content-type': 'application/json' },
    body: '{"phone_number":"+13035551234","verify_profile_id":"<profile 0>"}',
    pauseMs: 0,
  }
  const inbox: Shot = { ...start, method: 'GET', path: '/_emulator/inbox', body: undefined }
  const codesOf = async (seed: string | number, sandbox: string) => {
    await using session = await openSession({ seed })
    for (let i = 0; i < 4; i++) await session.send(start, sandbox)
    const { messages } = parse((await session.send(inbox, sandbox)).text) as { messages: { code: string }[] }
    return messages.map(({ code }) => code).join()
  }
  const seed = fc.oneof(fc.nat(), fc.string())
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(seed, { minLength: 2, maxLength: 2, selector: String }), async ([one, other]) => {
      const codes = [
        await codesOf(one as string, 'a'),
        await codesOf(one as string, 'b'),
        await codesOf(other as string, 'a'),
      ]
      expect(new Set(codes).size).toBe(3)
    }),
    { seed: 20260131, numRuns: 40 },
  )
})

test('what happens in one sandbox changes nothing in another', async () => {
  const step = fc.record({ shot: tameShot, isOurs: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40, size: 'max' }), async (steps) => {
      await using alone = await openSession()
      await using beside = await openSession()
      for (const { shot, isOurs } of steps) {
        const answer = await beside.send(shot, isOurs ? 'ours' : 'theirs')
        if (isOurs) expect(seen(answer, false)).toEqual(seen(await alone.send(shot, 'ours'), false))
      }
    }),
    { seed: 20260131, numRuns: 60 },
  )
})
