import { expect, onTestFinished, test, vi } from 'vitest'
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
