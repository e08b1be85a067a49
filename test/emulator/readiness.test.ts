import { expect, test } from 'vitest'
import { dueAtOnce, type Sandbox } from '../../src/core/sandbox.js'
import { startVerification } from '../../src/core/verifications.js'
import { Readiness } from '../../src/emulator/readiness.js'
import { useWorld } from '../support/world.js'

function useReadiness(count: number) {
  const { sandbox, profile, pass } = useWorld()
  for (let i = 0; i < count; i++) {
    const request = { channel: 'sms', phoneNumber: `+1303555${1000 + i}`, profileId: profile.id } as const
    sandbox.run((world) => startVerification(world, request))
  }
  const steps: string[] = []
  const expired = () =>
    [...sandbox.world.state.verifications.values()].filter(({ status }) => status === 'expired').length
  const note = (what: string) => (_: Sandbox) => {
    steps.push(`${what} at ${expired()}`)
  }
  const readiness = new Readiness({
    prepare: note('prepare'),
    commit: note('commit'),
    schedule: note('schedule'),
    pause: async () => {
      steps.push('pause')
    },
  })
  return { sandbox, pass, steps, expired, readiness }
}

const hour = 3600_000

test('a sandbox is ready at once, also if a few items are due', () => {
  const { sandbox, readiness, pass, steps } = useReadiness(dueAtOnce)
  expect(readiness.whenReady(sandbox, false)).toBeUndefined()
  pass(hour)
  expect(readiness.whenReady(sandbox, true)).toBeUndefined()
  expect(steps).toEqual([])
})

test('much that is due is run in slices, each stored before others run', async () => {
  const { sandbox, readiness, pass, steps, expired } = useReadiness(2 * dueAtOnce + 1)
  pass(hour)
  await readiness.whenReady(sandbox, true)
  const [once, twice] = [dueAtOnce, 2 * dueAtOnce]
  const slices = ['prepare at 0', `commit at ${once}`, 'pause', `prepare at ${once}`, `commit at ${twice}`, 'pause']
  expect(steps).toEqual(slices)
  sandbox.run(() => {})
  expect(expired()).toBe(2 * dueAtOnce + 1)
})

test('changes wait while they are held, and reads only if something is due', async () => {
  const { sandbox, readiness, pass, steps, expired } = useReadiness(1)
  const order: string[] = []
  let finish = () => {}
  const held = readiness.hold(sandbox, async () => {
    await new Promise<void>((resolve) => {
      finish = resolve
    })
    order.push(`held, ${expired()} expired`)
  })
  expect(readiness.whenReady(sandbox, true)).toBeUndefined()
  const changing = readiness.whenReady(sandbox, false)?.then(() => order.push('change'))
  pass(hour)
  const reading = readiness.whenReady(sandbox, true)?.then(() => order.push('read'))
  sandbox.run(() => {}) // a request that had begun before: nothing falls due meanwhile
  const next = readiness.hold(sandbox, async () => order.push('next'))
  finish()
  await Promise.all([held, changing, reading, next])
  expect(order[0]).toBe('held, 0 expired')
  expect(order.toSorted()).toEqual(['change', 'held, 0 expired', 'next', 'read'])
  expect(sandbox.heldUntil).toBeUndefined()
  expect(steps).toContain('schedule at 0')
  sandbox.run(() => {})
  expect(expired()).toBe(1)
})

test('a hold ends with its work, also if that fails', async () => {
  const { sandbox, readiness } = useReadiness(0)
  const failing = readiness.hold(sandbox, async () => Promise.reject(new Error('failed')))
  await expect(failing).rejects.toThrow('failed')
  expect(sandbox.heldUntil).toBeUndefined()
})
