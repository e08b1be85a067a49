import { describe, expect, onTestFinished, test } from 'vitest'
import type { Answer } from '../../../src/audit/flow/answer.js'
import type { Driver, Visitor } from '../../../src/audit/flow/driver.js'
import { PhoneNumbers } from '../../../src/audit/flow/phone-numbers.js'
import { localBounds } from '../../../src/audit/login/bounds.js'
import { failed, type LoginCheck, passed } from '../../../src/audit/login/check.js'
import { SkipError } from '../../../src/audit/login/check-errors.js'
import type { NamedCheck } from '../../../src/audit/login/checks/checks.js'
import { asvs } from '../../../src/audit/login/references.js'
import { runChecks } from '../../../src/audit/login/run-checks.js'
import type { AuditContext } from '../../../src/audit/login/scene.js'
import { createEmulator } from '../../../src/index.js'

/** A login in this process that works until it is broken. */
async function useLogin() {
  const emulator = await createEmulator({ seed: 1 })
  onTestFinished(() => emulator.close())
  /** `failures` is the number of starts that fail before one works. */
  const state = { isBroken: false, failures: 0 }
  const answer = (request: string, status: number): Answer => {
    return { request, status, headers: [], text: '', failure: null, tookMs: 1 }
  }
  const post = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${emulator.apiKey}`, 'content-type': 'application/json' }
    const response = await emulator.fetch(`/v2${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return ((await response.json()) as { data: { id: string; response_code: string } }).data
  }
  const visit = (): Visitor => {
    let id = ''
    let isIn = false
    const start = async (phone_number: string) => {
      if (state.isBroken || state.failures-- > 0) return answer('start', 503)
      id = (await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })).id
      return answer('start', 200)
    }
    return {
      start,
      resend: () => start('+13035552999'),
      check: async (code) => {
        isIn = (await post(`/verifications/${id}/actions/verify`, { code })).response_code === 'accepted'
        return answer('check', isIn ? 200 : 401)
      },
      isInside: async () => isIn,
      clone: () => undefined,
      cookies: [],
    }
  }
  const numbers = new PhoneNumbers('+1303555####')
  const driver: Driver = {
    ...{ base: new URL('http://127.0.0.1:3000'), visit, nextPhoneNumber: () => numbers.next() },
    ...{ nextUnknownNumber: () => undefined, nextAddress: () => undefined },
    features: {
      ...{ hasResend: false, checksNumber: false, hasInside: true, showsUser: false },
      ...{ codeFormat: 'json', failsByApplication: true, addsToRequests: false },
    },
  }
  const context: AuditContext = {
    ...{ flow: {}, driver, emulator, bounds: { ...localBounds, quietMs: 1 }, patienceMs: 1000, coolDownMs: undefined },
    ...{ firstNumber: 0, application: undefined, proxy: undefined, sendAnswers: [], answers: [] },
  }
  return { context, state }
}

const named = (id: string, run: LoginCheck['run'], more: Partial<LoginCheck> = {}): NamedCheck => ({
  id: id as NamedCheck['id'],
  section: 'codes',
  check: {
    ...{ title: 'A title', level: 'l1', severity: 'high', asks: 'Asks.', gain: 'A gain.', cure: 'A cure.' },
    ...{ references: [asvs('6.5.1')], when: 'together', run },
    ...more,
  },
})

async function runOne(context: AuditContext, run: LoginCheck['run']) {
  const [finding] = [...(await runChecks([named('one', run)], context)).values()]
  return finding
}

describe('a check between its positive controls', () => {
  test('passes with what was seen', async () => {
    const { context } = await useLogin()
    expect(await runOne(context, async () => passed('All was well.'))).toMatchObject({
      ...{ kind: 'passed', rule: 'one', place: 'A title', sentence: 'All was well.' },
    })
  })

  test('fails with the evidence', async () => {
    const { context } = await useLogin()
    const finding = await runOne(context, async (scene) => {
      scene.note('what was sent')
      return failed('It got in.', 'Refused')
    })
    expect(finding).toMatchObject({
      ...{ kind: 'failed', sentence: 'It got in.', sent: 'what was sent', expected: 'Refused', severity: 'high' },
      ...{ risk: 'A gain.', advice: 'A cure.', references: [{ title: 'OWASP ASVS 5.0, 6.5.1' }] },
    })
  })

  test('proves nothing if an honest login does not work before it', async () => {
    const { context, state } = await useLogin()
    state.isBroken = true
    const finding = await runOne(context, async () => passed('Refused.'))
    expect(finding).toMatchObject({
      kind: 'could-not-run',
      sentence: expect.stringMatching(
        /^Proves nothing: an honest login before it did not work: no code was sent to \+1303/,
      ),
    })
  })

  test.each([
    [1, 'passed'],
    [2, 'could-not-run'],
  ])('tries an honest login twice: with %i that fails it has %s', async (failures, kind) => {
    const { context, state } = await useLogin()
    state.failures = failures
    expect(await runOne(context, async () => passed('Refused.'))).toMatchObject({ kind })
  })

  test('proves nothing if an honest login does not work after it, unless it found something', async () => {
    const { context, state } = await useLogin()
    const breakIt = async () => {
      state.isBroken = true
      return passed('Refused.')
    }
    expect(await runOne(context, breakIt)).toMatchObject({ kind: 'could-not-run' })
    state.isBroken = false
    const find = async () => {
      state.isBroken = true
      return failed('It got in.', 'Refused')
    }
    expect(await runOne(context, find)).toMatchObject({ kind: 'failed' })
  })

  test('is skipped with its reason', async () => {
    const { context } = await useLogin()
    const finding = await runOne(context, async () => {
      throw new SkipError('The flow has no such step.')
    })
    expect(finding).toMatchObject({ kind: 'skipped', sentence: 'The flow has no such step.' })
  })

  test('cleans up, whatever happens', async () => {
    const { context } = await useLogin()
    await runOne(context, async (scene) => {
      await scene.force('+13035552000', 'expired')
      await scene.breakService('+13035552000', 'start', { kind: 'hang' })
      throw new SkipError('enough')
    })
    expect(await context.emulator.scenarios.list()).toEqual([])
    expect(await context.emulator.faults.list()).toEqual([])
  })
})

test('checks that move the clock run alone, after the others and before those that look at everything', async () => {
  const { context } = await useLogin()
  const order: string[] = []
  const noting = (id: string, more: Partial<LoginCheck> = {}) =>
    named(
      id,
      async () => {
        order.push(id)
        return passed('')
      },
      more,
    )
  const checks = [
    noting('last', { when: 'last' }),
    noting('alone', { when: 'alone' }),
    noting('quick'),
    noting('slow', { isSlow: true }),
  ]
  const findings = await runChecks(checks, { ...context, bounds: { ...context.bounds, parallel: 1 } })
  expect(order).toEqual(['slow', 'quick', 'alone', 'last'])
  expect([...findings.keys()].map(({ id }) => id)).toEqual(['last', 'alone', 'quick', 'slow'])
})

describe('an application that ends by itself', () => {
  /** An application that a check can end, whose starts are counted. */
  function useApplication() {
    const application = {
      ...{ output: '', crashCount: 0, firstCrash: undefined as string | undefined, isDown: false, starts: 0 },
      end: () => {
        application.crashCount += 1
        application.firstCrash = 'node ended with exit code 1.\n\nIts last output:\n  TypeError'
        application.isDown = true
      },
      restart: async () => {},
      revive: async () => {
        if (application.isDown) application.starts += 1
        application.isDown = false
      },
    }
    return application
  }

  test('is started again, and the checks under way are repeated one by one', async () => {
    const { context } = await useLogin()
    const application = useApplication()
    const runs: string[] = []
    let onEnd = () => {}
    const ended = new Promise<void>((resolve) => {
      onEnd = resolve
    })
    const ending = named('ending', async () => {
      runs.push('ending')
      application.end()
      onEnd()
      return passed('Refused.')
    })
    const victim = named('victim', async () => {
      runs.push('victim')
      await ended
      return passed(application.isDown ? 'Refused, as the application was down.' : 'Refused.')
    })
    const findings = await runChecks([ending, victim], { ...context, application })
    expect(runs.slice(2)).toEqual(['ending', 'victim'])
    expect(application.starts).toBe(2)
    expect(findings.get(victim)).toMatchObject({ kind: 'passed', sentence: 'Refused.' })
    expect(findings.get(ending)).toMatchObject({
      kind: 'failed',
      sentence: 'The application ended during this check. node ended with exit code 1.',
    })
  })

  test('does not replace what a check found', async () => {
    const { context } = await useLogin()
    const application = useApplication()
    const run = async () => {
      application.end()
      return failed('It got in.', 'Refused')
    }
    expect(await runOne({ ...context, application }, run)).toMatchObject({ kind: 'failed', sentence: 'It got in.' })
  })
})
