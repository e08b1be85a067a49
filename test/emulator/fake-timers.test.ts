import { performance } from 'node:perf_hooks'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { findWallClock } from '../../src/emulator/wall-clock.js'
import { createEmulator } from '../../src/index.js'
import { useFolder } from '../support/folder.js'
import { useReceiver } from '../support/receiver.js'

const phoneNumber = '+13035551234'

/** Creates an emulator, then replaces all timers of the test process by fakes that stand still. */
async function useFaked(options: { data?: string; webhooks?: { url: string } }, isOnPort: boolean) {
  const emulator = await createEmulator({ seed: 1, ...options })
  if (isOnPort) await emulator.listen()
  vi.useFakeTimers()
  onTestFinished(async () => {
    await emulator.close() // closing must not wait for fake timers either
    vi.useRealTimers()
  })
  const send = async () => {
    const response = await (isOnPort ? fetch : emulator.fetch)(`${emulator.url}/verifications/sms`, {
      method: 'POST',
      headers: { authorization: `Bearer ${emulator.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ phone_number: phoneNumber, verify_profile_id: emulator.profileId }),
    })
    return response.status
  }
  return { emulator, send }
}

for (const isOnPort of [false, true]) {
  for (const hasData of [false, true]) {
    const where = `${isOnPort ? 'on a port' : 'in process'}, ${hasData ? 'with' : 'without'} a data folder`

    test(`fake timers of the test process do not stop the emulator ${where}`, async () => {
      const { emulator, send } = await useFaked(hasData ? { data: useFolder() } : {}, isOnPort)
      const waiting = emulator.inbox.next(phoneNumber, { timeout: '20s' })
      expect(await send()).toBe(200)
      expect((await waiting).code).toMatch(/^\d{5}$/)
      await expect(emulator.inbox.next('+13125550199', { timeout: 20 })).rejects.toThrow('within 20 ms')
      const followed = emulator.journal.follow()[Symbol.asyncIterator]()
      const next = followed.next()
      await send()
      expect((await next).done).toBe(false)
      await followed.return?.()
    })
  }
}

test('webhooks are sent, retried and measured under fake timers', async () => {
  const receiver = await useReceiver({ answers: [500] })
  const { emulator, send } = await useFaked({ webhooks: { url: receiver.url } }, false)
  await send()
  const [first] = await receiver.received(1)
  const eventType = first?.webhook.data.event_type
  await emulator.clock.advance('1h')
  const { attempts } = await emulator.webhooks.next({ timeout: 0, eventType })
  expect(attempts.map(({ status }) => status)).toEqual([500, 204])
  expect(attempts.every(({ tookMs }) => tookMs > 0)).toBe(true)
  expect(vi.getTimerCount()).toBe(0)
})

describe('a faked Date moves no sandbox, whether it was created before or after', () => {
  /** A time of the machine that fake timers do not change. */
  const realNow = () => performance.timeOrigin + performance.now()
  const faked = new Date('2001-02-03T04:05:06Z')
  const dayMs = 86_400_000

  const fakes = {
    'fake timers': () => vi.useFakeTimers({ now: faked }),
    'a set system time': () => vi.setSystemTime(faked),
    'a spy': () => vi.spyOn(Date, 'now').mockReturnValue(faked.getTime()),
  }

  for (const [what, fake] of Object.entries(fakes)) {
    for (const [where, isOnPort, hasData] of [
      ['in process', false, false],
      ['in process, with a data folder', false, true],
      ['on a port', true, false],
      ['on a port, with a data folder', true, true],
    ] as const) {
      test(`${what}, ${where}`, async () => {
        const create = async () => {
          const emulator = await createEmulator(hasData ? { data: useFolder() } : {})
          if (isOnPort) await emulator.listen()
          onTestFinished(() => emulator.close())
          return emulator
        }
        const before = await create()
        const untouched = await create()
        await untouched.clock.now()
        onTestFinished(() => {
          vi.useRealTimers()
          vi.restoreAllMocks()
        })
        fake()
        expect(Date.now()).toBe(faked.getTime())
        const after = await create()
        for (const client of [before, untouched, after, before.sandbox('new'), after.sandbox('new')]) {
          await client.reset()
          const { now, offsetMs } = await client.clock.now()
          expect(Math.abs(Date.parse(now) - realNow())).toBeLessThan(dayMs)
          expect(offsetMs).toBe(0)
          const { clock } = await client.clock.advance('5m')
          expect(Date.parse(clock.now) - Date.parse(now)).toBeGreaterThanOrEqual(300_000)
        }
      })
    }
  }

  test('a Date that was faked before the emulator was loaded is not its clock either', () => {
    vi.useFakeTimers({ now: faked })
    onTestFinished(() => void vi.useRealTimers())
    expect(Math.abs(findWallClock()() - realNow())).toBeLessThan(dayMs)
    const FakeDate = Object.assign(function FakeDate() {}, { now: () => 1 })
    expect(Math.abs(findWallClock(FakeDate)() - realNow())).toBeLessThan(dayMs)
  })

  test('the option now makes sandboxes follow it', async () => {
    vi.useFakeTimers({ now: faked })
    const emulator = await createEmulator({ now: () => Date.now() })
    onTestFinished(async () => {
      await emulator.close()
      vi.useRealTimers()
    })
    expect(await emulator.clock.now()).toMatchObject({ now: '2001-02-03T04:05:06.000Z' })
    vi.advanceTimersByTime(60_000)
    expect(await emulator.clock.now()).toMatchObject({ now: '2001-02-03T04:06:06.000Z', offsetMs: 0 })
  })
})
