import type { Page } from '@playwright/test'
import { describe, expect, test } from 'vitest'
import { findViolations } from './axe.js'
import { describeInBrowser, usePage, waitUntilLive } from './browser.js'

const phone = '+13035551234'
const tabs = ['Story', 'Journal', 'Webhooks', 'Profiles', 'Overrides', 'Numbers', 'Coverage', 'Connect']

/** A page with something of everything in it. */
async function useFullPage(context: object) {
  const used = await usePage({ context })
  const { page, sendCode, post, emulator } = used
  await waitUntilLive(page)
  await emulator.clock.freeze()
  for (const channel of ['sms', 'whatsapp', 'flashcall', 'call']) await sendCode(phone, channel)
  const id = await sendCode('+13035550002')
  await post(`/verifications/${id}/actions/verify`, { code: '1' })
  await emulator.scenarios.add({ outcome: 'rejected' })
  await emulator.faults.set([{ fault: { kind: 'latency', delay: '1ms' }, times: 1 }])
  await page.getByTestId('rail-item').nth(1).waitFor({ state: 'attached' })
  return used
}

const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth)

describeInBrowser('what everyone can use', () => {
  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    test('axe finds nothing on an empty page', async () => {
      const { page } = await usePage({ context: { colorScheme } })
      await waitUntilLive(page)
      await page.getByTestId('empty').waitFor()
      expect(await findViolations(page)).toEqual([])
    })

    test('axe finds nothing in any panel, nor while a call rings', async () => {
      const { page } = await useFullPage({ colorScheme })
      const found: string[] = []
      for (const name of tabs) {
        await page.getByRole('tab', { name }).click()
        await page.getByRole('tabpanel').waitFor()
        found.push(...(await findViolations(page)).map((line) => `${name}: ${line}`))
      }
      await page.locator(`[data-testid=rail-item][data-number="${phone}"]`).click()
      found.push(...(await findViolations(page)).map((line) => `phone: ${line}`))
      expect(found).toEqual([])
    })

    test('axe finds nothing in the palette, the help and the embedded form', async () => {
      const { page, origin } = await useFullPage({ colorScheme })
      const found: string[] = []
      for (const key of ['Control+k', '?']) {
        await page.keyboard.press(key)
        await page.getByRole('dialog').waitFor()
        found.push(...(await findViolations(page)).map((line) => `${key}: ${line}`))
        await page.keyboard.press('Escape')
        // The page has noticed too, and takes the next key.
        await page.locator('dialog').waitFor({ state: 'detached' })
      }
      await page.goto(`${origin}/?number=%2B13035550002&embed=1`)
      await page.getByTestId('bubble').waitFor()
      found.push(...(await findViolations(page)).map((line) => `embed: ${line}`))
      expect(found).toEqual([])
    })
  })

  test.each([320, 768, 1920])('%d px: nothing is wider than the window', async (width) => {
    const { page, origin } = await useFullPage({ viewport: { width, height: 640 } })
    expect(await widthOf(page)).toBeLessThanOrEqual(width)
    for (const view of width < 700 ? ['Phones', 'Phone', 'Details'] : []) {
      await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view, exact: true }).click()
      expect(await widthOf(page), view).toBeLessThanOrEqual(width)
    }
    await page.goto(`${origin}/?number=%2B13035550002&embed=1`)
    await page.getByTestId('bubble').waitFor()
    expect(await widthOf(page), 'embedded').toBeLessThanOrEqual(width)
  })

  test('axe finds nothing at 320 px', async () => {
    const { page } = await useFullPage({ viewport: { width: 320, height: 640 } })
    expect(await findViolations(page)).toEqual([])
  })

  test('nothing moves for those who asked for less motion', async () => {
    const { page, sendCode } = await usePage({ context: { reducedMotion: 'reduce' } })
    await waitUntilLive(page)
    await sendCode(phone, 'call')
    await page.getByTestId('call').waitFor()
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .filter(({ effect, playState }) => playState === 'running' && Number(effect?.getComputedTiming().duration) > 10)
        .map((animation) => String((animation as CSSAnimation).animationName ?? 'a transition')),
    )
    expect(moving).toEqual([])
  })

  test('a screen reader announces a code that arrives', async () => {
    const { page, sendCode, emulator } = await usePage()
    await waitUntilLive(page)
    await sendCode(phone)
    const { code } = await emulator.inbox.next(phone)
    const spoken = () => page.locator('[aria-live=polite]').allInnerTexts()
    await expect.poll(async () => (await spoken()).join(' ')).toContain([...code].join(' '))
  })
})
