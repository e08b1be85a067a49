import type { Locator } from '@playwright/test'
import { expect, test } from 'vitest'
import { describeInBrowser, usePage, waitUntilLive } from './browser.js'

const styleOf = (element: Locator) =>
  element.evaluate((found) => {
    const { backgroundColor, color, borderTopStyle } = getComputedStyle(found)
    return { backgroundColor, color, borderTopStyle }
  })

describeInBrowser('with forced colors', () => {
  test.each(['light', 'dark'] as const)('%s: chosen and failed can be told from the rest', async (colorScheme) => {
    const { page, sendCode, post } = await usePage({ context: { forcedColors: 'active', colorScheme } })
    await waitUntilLive(page)
    await sendCode('+13035550001')
    const id = await sendCode('+13035550002')
    await post(`/verifications/${id}/actions/verify`, { code: '1' })
    await page.getByTestId('bubble').getByLabel('1 of 5 checks failed').waitFor()
    const dot = page.getByTestId('bubble').getByTestId('failed-checks').locator('i')
    const pairs = [
      [page.getByRole('tab', { selected: true }), page.getByRole('tab', { selected: false }).first()],
      [page.locator('.rail-item[aria-current=true]'), page.locator('.rail-item[aria-current=false]')],
      [page.getByRole('button', { name: 'Follow newest' }), page.getByRole('button', { name: 'Send a code' })],
      [dot.first(), dot.last()],
    ] as const
    // The style comes after the page, and applies at once.
    await expect.poll(async () => (await styleOf(dot.last())).borderTopStyle).toBe('solid')
    for (const [chosen, other] of pairs)
      expect((await styleOf(chosen)).backgroundColor, String(chosen)).not.toBe((await styleOf(other)).backgroundColor)
    const { color, backgroundColor } = await styleOf(page.getByRole('tab', { selected: true }))
    expect(color).not.toBe(backgroundColor)
    const badge = page.locator('.rail-item[aria-current=true] .badge')
    expect(await styleOf(badge)).toMatchObject({ color, backgroundColor: 'rgba(0, 0, 0, 0)' })
  })

  test('the focus is seen in the sample form', async () => {
    const { page } = await usePage({
      path: '/prototype',
      emulator: { page: { prototype: true } },
      context: { forcedColors: 'active' },
    })
    await page.getByLabel('Phone number').focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    const outline = await page.getByRole('button', { name: 'Send code' }).evaluate((element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element)
      return `${outlineStyle} ${outlineWidth} ${element === document.activeElement}`
    })
    expect(outline).toBe('solid 2px true')
  })
})
