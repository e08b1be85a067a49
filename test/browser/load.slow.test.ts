import type { Page } from '@playwright/test'
import { expect, onTestFinished, test } from 'vitest'
import { createEmulator } from '../../src/index.js'
import { describeInBrowser, openContext, waitUntilLive } from './browser.js'

/** Frames as the page drew them: how many, and the longest pause between two. Milliseconds. */
const countFrames = () => {
  const frames: number[] = []
  const note = (at: number) => {
    frames.push(at)
    requestAnimationFrame(note)
  }
  requestAnimationFrame(note)
  Object.assign(window, { frames })
}

const readFrames = (page: Page) =>
  page.evaluate(() => {
    const { frames } = window as unknown as { frames: number[] }
    const gaps = frames.slice(1).map((at, index) => at - (frames[index] ?? at))
    const secs = ((frames.at(-1) ?? 0) - (frames[0] ?? 0)) / 1000
    frames.length = 0
    return { fps: Math.round(gaps.length / secs), longestMs: Math.round(Math.max(0, ...gaps)), secs }
  })

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

/** Sends a number of codes per second, in tenths of a second. */
async function sendAtRate(send: (index: number) => Promise<void>, rate: number, secs: number): Promise<number> {
  let sent = 0
  const began = performance.now()
  while (performance.now() - began < secs * 1000) {
    const due = Math.ceil(((performance.now() - began) / 1000) * rate)
    for (; sent < due; sent++) await send(sent)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return sent
}

describeInBrowser('under load', () => {
  test('10,000 messages while 200 a second arrive: the page keeps drawing, and only what is seen is in it', async () => {
    const { emulator, origin, send } = await start(0)
    for (let index = 0; index < 10_000; index++) await send(index)
    const { open } = await openContext(origin)
    const began = performance.now()
    const page = await open('/')
    await waitUntilLive(page)
    const openedMs = Math.round(performance.now() - began)
    await page.evaluate(countFrames)
    await page.waitForTimeout(1500)
    const idle = await readFrames(page)
    const sent = await sendAtRate(send, 200, 5)
    const busy = await readFrames(page)
    const nodes = await nodesOf(page)
    console.info(
      `10,000 messages: live after ${openedMs} ms; idle ${idle.fps} fps, longest frame ${idle.longestMs} ms; ` +
        `${sent} more in ${busy.secs.toFixed(1)} s: ${busy.fps} fps, longest frame ${busy.longestMs} ms; ${nodes} nodes`,
    )
    expect(sent).toBeGreaterThan(500)
    expect(nodes).toBeLessThan(1500)
    expect(busy.longestMs).toBeLessThan(1500)
    expect(busy.fps).toBeGreaterThan(idle.fps / 4)
    // The last of all is there, so nothing was left behind.
    const last = (await emulator.inbox.list({ limit: 1 }))[0]
    await expect
      .poll(() => page.getByTestId('rail-item').first().getAttribute('data-number'), { timeout: 10_000 })
      .toBe(last?.phoneNumber)
  }, 120_000)

  test('after a restart the page is back within a second, with no message lost or doubled', async () => {
    const first = await start(0)
    const port = Number(new URL(first.origin).port)
    const { open, complaints } = await openContext(first.origin)
    const page = await open('/')
    await waitUntilLive(page)
    for (let index = 0; index < 5; index++) await first.send(index)
    await expect.poll(() => page.getByTestId('rail-item').count()).toBe(5)
    await first.emulator.close()
    const second = await start(port, { seed: 2 })
    const restarted = performance.now()
    // More than the page knew of the first one, so that an old cursor would fit.
    for (let index = 100; index < 107; index++) await second.send(index)
    const numbers = () =>
      page.getByTestId('rail-item').evaluateAll((items) => items.map((item) => item.getAttribute('data-number')).sort())
    const expected = Array.from({ length: 7 }, (_, index) => `+1303200010${index}`)
    await expect.poll(numbers, { timeout: 5000, interval: 20 }).toEqual(expected)
    const tookMs = performance.now() - restarted
    console.info(`back after ${Math.round(tookMs)} ms`)
    expect(tookMs).toBeLessThan(2000)
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
