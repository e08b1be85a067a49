import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { expect, onTestFinished, test } from 'vitest'
import { createEmulator } from '../../src/index.js'
import { describeInBrowser, openContext, waitUntilLive } from './browser.js'

async function startEmulator(): Promise<string> {
  const emulator = await createEmulator({ seed: 1 })
  onTestFinished(() => emulator.close())
  return new URL((await emulator.listen()).url).origin
}

/** The least that a browser can be asked to paint: one line of text, nothing else to fetch. */
async function startBarePage(): Promise<string> {
  const server = createServer((_, response) => {
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><title>Bare</title><link rel=icon href=data:,><p>Hello')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
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
  test('the shell is painted before the scripts of the page begin', async () => {
    const [ours, bare] = [await startEmulator(), await startBarePage()]
    const times: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] }
    const lead: number[] = []
    for (let i = 0; i < 5; i++) {
      for (const [kind, origin] of [
        ['bare', bare],
        ['ours', ours],
      ] as const) {
        const { open } = await openContext(origin)
        const page = await open('/')
        times[kind].push(await readFirstPaint(page))
        if (kind === 'ours') {
          await waitUntilLive(page)
          const begun = await page.evaluate(
            () => performance.getEntriesByName('handset:first-render')[0]?.startTime ?? 0,
          )
          lead.push(begun - (times.ours.at(-1) ?? Number.NaN))
        }
        await page.close()
      }
    }
    const list = (values: readonly number[]) => values.map(Math.round).join(', ')
    console.info(`first paint: ${list(times.ours)} ms; of a bare page: ${list(times.bare)} ms`)
    expect(Math.max(...lead)).toBeGreaterThan(0)
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
    await context.route(/_page\/index-[A-Z0-9]+\.js$/, () => {}) // the scripts of the page never come
    const shell = await open('/')
    expect(await shell.evaluate(() => document.documentElement.dataset.theme)).toBe('dark')
    await expect.poll(() => shell.locator('.wordmark').isVisible()).toBe(true)
    const embedded = await open('/?number=%2B13035551234&embed=1')
    await embedded.locator('.shell').waitFor({ state: 'attached' })
    expect(await embedded.locator('.wordmark').isVisible()).toBe(false)
  })
})
