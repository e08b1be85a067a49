import type { Page } from '@playwright/test'
import { expect, onTestFinished, test } from 'vitest'
import { createEmulator } from '../../src/index.js'
import { describeInBrowser, openContext, waitUntilLive } from './browser.js'

/** Waits until the page has drawn. */
const waitForFrame = (page: Page) =>
  page.evaluate(() => new Promise<void>((resolve) => requestAnimationFrame(() => resolve())))

const nodesOf = (page: Page) => page.evaluate(() => document.querySelectorAll('*').length)

async function start(port: number, options = {}) {
  const emulator = await createEmulator({ seed: 1, journal: 20_000, ...options })
  onTestFinished(() => emulator.close())
  const { url } = await emulator.listen({ port })
  const send = async (index: number) => {
    const response = await emulator.fetch(`${emulator.url}/verifications/sms`, {
      method: 'POST',
      headers: { authorization: `Bearer ${emulator.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        phone_number: `+1303${2_000_000 + index}`,
        verify_profile_id: emulator.profileId,
      }),
    })
    if (!response.ok) throw new Error(await response.text())
  }
  return { emulator, origin: new URL(url).origin, send }
}

describeInBrowser('under load', () => {
  test('with 10,000 messages, and more arriving, the page keeps drawing, and only what is seen is in it', async () => {
    const { emulator, origin, send } = await start(0)
    for (let index = 0; index < 10_000; index++) await send(index)
    const { open } = await openContext(origin)
    const page = await open('/')
    await waitUntilLive(page)
    for (let index = 10_000; index < 11_000; index++) {
      await send(index)
      if (index % 20 === 0) await waitForFrame(page)
    }
    expect(await nodesOf(page)).toBeLessThan(1500)
    // The last of all is there, so nothing was left behind.
    const last = (await emulator.inbox.list({ limit: 1 }))[0]
    await expect.poll(() => page.getByTestId('rail-item').first().getAttribute('data-number')).toBe(last?.phoneNumber)
    expect(last?.phoneNumber).toBe('+13032010999')
  }, 120_000)

  test('after a restart the page is back, with no message lost or doubled', async () => {
    const first = await start(0)
    const port = Number(new URL(first.origin).port)
    const { open, complaints } = await openContext(first.origin)
    const page = await open('/')
    await waitUntilLive(page)
    for (let index = 0; index < 5; index++) await first.send(index)
    await expect.poll(() => page.getByTestId('rail-item').count()).toBe(5)
    await first.emulator.close()
    const second = await start(port, { seed: 2 })
    // More than the page knew of the first one, so that an old cursor would fit.
    for (let index = 100; index < 107; index++) await second.send(index)
    const numbers = () =>
      page.getByTestId('rail-item').evaluateAll((items) => items.map((item) => item.getAttribute('data-number')).sort())
    const expected = Array.from({ length: 7 }, (_, index) => `+1303200010${index}`)
    await expect.poll(numbers).toEqual(expected)
    await expect.poll(() => page.getByTestId('bubble').count()).toBe(1)
    complaints.length = 0 // refused connections meanwhile
  })

  test('a stream that breaks loses and doubles nothing', async () => {
    const { origin, send } = await start(0)
    const { context, open, complaints } = await openContext(origin)
    const page = await open('/')
    await waitUntilLive(page)
    await send(1)
    await expect.poll(() => page.getByTestId('rail-item').count()).toBe(1)
    await context.setOffline(true)
    for (let index = 2; index <= 4; index++) await send(index)
    await context.setOffline(false)
    await send(5)
    await expect.poll(() => page.getByTestId('rail-item').count()).toBe(5)
    await waitUntilLive(page)
    for (const item of await page.getByTestId('rail-item').all()) {
      await item.click()
      await expect.poll(() => page.getByTestId('bubble').count()).toBe(1)
    }
    complaints.length = 0
  })
})
