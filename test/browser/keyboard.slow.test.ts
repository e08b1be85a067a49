import type { Page } from '@playwright/test'
import { expect, test } from 'vitest'
import { describeInBrowser, usePage, waitUntilLive } from './browser.js'

const phone = '+13035551234'
const shownNumber = (page: Page) => page.getByTestId('handset').getAttribute('data-number')

describeInBrowser('the keyboard', () => {
  test('c copies the newest code', async () => {
    const { page, sendCode, emulator } = await usePage()
    await waitUntilLive(page)
    await sendCode(phone)
    await page.getByTestId('bubble').waitFor()
    await page.keyboard.press('c')
    const { code } = await emulator.inbox.next(phone)
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(code)
  })

  test('a answers the call, Escape closes nothing that still speaks', async () => {
    const { page, sendCode, emulator } = await usePage()
    await waitUntilLive(page)
    await sendCode(phone, 'call')
    await page.getByTestId('call').waitFor()
    await page.keyboard.press('a')
    await page.getByTestId('call').getByRole('button', { name: 'Hang up' }).waitFor()
    const { code } = await emulator.inbox.next(phone)
    await expect.poll(async () => (await page.getByTestId('call').innerText()).replace(/\D/g, '')).toContain(code)
  })

  test('the focus goes from Answer to Hang up, and from there to the messages', async () => {
    const { page, sendCode } = await usePage()
    await waitUntilLive(page)
    await sendCode(phone, 'call')
    await page.getByTestId('answer').focus()
    await page.keyboard.press('Enter')
    const call = page.getByTestId('call')
    await call.getByRole('button', { name: 'Hang up' }).waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    await expect.poll(focused).toBe('Hang up')
    await page.keyboard.press('Enter')
    await call.waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(`Messages to ${phone}`)
  })

  test('x lets the code expire, n goes to the next event', async () => {
    const { page, sendCode, get } = await usePage()
    await waitUntilLive(page)
    const first = await sendCode(phone)
    await page.locator('[data-testid=bubble][data-status=pending]').waitFor()
    await page.keyboard.press('x')
    await page.locator('[data-testid=bubble][data-status=expired]').waitFor()
    expect((await get(`/verifications/${first}`)).body.data.status).toBe('expired')
    const second = await sendCode(phone)
    await page.locator('[data-testid=bubble][data-status=pending]').waitFor()
    await page.getByTestId('due-item').waitFor()
    await page.keyboard.press('n')
    await expect.poll(async () => (await get(`/verifications/${second}`)).body.data.status).toBe('expired')
  })

  test('j and k go down and up the phones', async () => {
    const { page, sendCode } = await usePage()
    await waitUntilLive(page)
    for (const number of ['+13035550001', '+13035550002', '+13035550003']) await sendCode(number)
    await expect.poll(() => page.getByTestId('rail-item').count()).toBe(3)
    await expect.poll(() => shownNumber(page)).toBe('+13035550003')
    await page.keyboard.press('j')
    await expect.poll(() => shownNumber(page)).toBe('+13035550002')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await expect.poll(() => shownNumber(page)).toBe('+13035550002')
  })

  test('/ goes to the search, where letters are letters', async () => {
    const { page, sendCode } = await usePage()
    await waitUntilLive(page)
    for (const number of ['+13035550001', '+13035550002']) await sendCode(number)
    await expect.poll(() => page.getByTestId('rail-item').count()).toBe(2)
    await page.keyboard.press('/')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('search')
    await page.keyboard.type('0001')
    await expect.poll(() => page.getByTestId('rail-item').count()).toBe(1)
    await page.keyboard.type('x')
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('0001x')
  })

  test('? shows the keys, and Escape gives the focus back', async () => {
    const { page } = await usePage()
    await waitUntilLive(page)
    await page.keyboard.press('?')
    const help = page.getByRole('dialog')
    await help.waitFor()
    const text = await help.innerText()
    for (const key of ['Ctrl K', '/', 'j', 'k', 'c', 'a', 'x', 'n']) expect(text).toContain(key)
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'detached' })
  })

  test('Ctrl-K opens a palette of the control operations, which are carried out from it', async () => {
    const { page, emulator } = await usePage()
    await waitUntilLive(page)
    await page.keyboard.press('Control+k')
    const palette = page.getByRole('dialog')
    await palette.waitFor()
    await page.keyboard.type('5 minutes')
    await page.keyboard.press('Enter')
    await palette.waitFor({ state: 'detached' })
    await expect.poll(async () => (await emulator.clock.now()).offsetMs).toBe(300_000)
  })

  test('every control is reached by Tab, and seen to be', async () => {
    const { page, sendCode } = await usePage()
    await waitUntilLive(page)
    await sendCode(phone)
    await page.getByTestId('bubble').waitFor()
    const reached = new Set<string>()
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press('Tab')
      const focused = await page.evaluate(() => {
        const element = document.activeElement
        if (element === null || element === document.body) return null
        const style = getComputedStyle(element)
        const isSeen = style.boxShadow !== 'none' || style.outlineStyle !== 'none'
        return { name: element.getAttribute('aria-label') ?? element.textContent ?? '', isSeen }
      })
      if (focused === null) break
      expect(focused.isSeen, `the focus of ${focused.name}`).toBe(true)
      reached.add(focused.name.replace(/\s*\b[cx]$/, ''))
    }
    for (const name of ['Send a code', '+1 min', 'Journal', 'Let it expire']) {
      const isReached = [...reached].some((text) => text.startsWith(name))
      // One of a list of tabs is enough: the arrow keys move between them.
      if (!isReached) expect(await page.getByRole('tab', { name }).count(), name).toBe(1)
    }
  })
})
