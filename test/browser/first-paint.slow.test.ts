import type { Page } from '@playwright/test'
import { expect, onTestFinished, test } from 'vitest'
import { createEmulator } from '../../src/index.js'
import { describeInBrowser, openContext, waitUntilLive } from './browser.js'

const scripts = /_page\/index-[A-Z0-9]+\.js$/

async function startEmulator(): Promise<string> {
  const emulator = await createEmulator({ seed: 1 })
  onTestFinished(() => emulator.close())
  return new URL((await emulator.listen()).url).origin
}

/** When a page painted its first content, in milliseconds since it was asked for. */
const readFirstPaint = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          for (const { name, startTime } of list.getEntries()) if (name === 'first-contentful-paint') resolve(startTime)
        }).observe({ type: 'paint', buffered: true })
      }),
  )

const readShift = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value
        }).observe({ type: 'layout-shift', buffered: true })
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)))
      }),
  )

describeInBrowser('the first paint', () => {
  test('the shell is painted without the scripts of the page, which then begin', async () => {
    const { context, open } = await openContext(await startEmulator())
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    await context.route(scripts, async (route) => {
      await released
      await route.continue()
    })
    const page = await open('/')
    const paintedMs = await readFirstPaint(page)
    release()
    await waitUntilLive(page)
    const begunMs = await page.evaluate(() => performance.getEntriesByName('handset:first-render')[0]?.startTime)
    expect(begunMs).toBeGreaterThan(paintedMs)
  })

  test.each([[1280], [320]])('nothing that was painted moves when the page begins, at a width of %i', async (width) => {
    const { open } = await openContext(await startEmulator(), { viewport: { width, height: 800 } })
    const page = await open('/')
    await waitUntilLive(page)
    expect(await readShift(page)).toBe(0)
  })

  test('a chosen theme is there before anything is painted, and the embedded form shows no bar', async () => {
    const origin = await startEmulator()
    const { context, open } = await openContext(origin, { colorScheme: 'light' }, () => {
      if (location.protocol === 'http:') localStorage.setItem('theme', 'dark')
    })
    await context.route(scripts, () => {}) // the scripts of the page never come
    const shell = await open('/')
    expect(await shell.evaluate(() => document.documentElement.dataset.theme)).toBe('dark')
    await expect.poll(() => shell.locator('.wordmark').isVisible()).toBe(true)
    const embedded = await open('/?number=%2B13035551234&embed=1')
    await embedded.locator('.shell').waitFor({ state: 'attached' })
    expect(await embedded.locator('.wordmark').isVisible()).toBe(false)
  })
})
