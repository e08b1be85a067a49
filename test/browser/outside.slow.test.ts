import type { Page } from '@playwright/test'
import { expect, test } from 'vitest'
import { describeInBrowser, usePage, waitUntilLive } from './browser.js'

/** Notifications as the page asks for them; none is shown. */
const recordNotifications = () => {
  const shown: { title: string; body?: string | undefined }[] = []
  class RecordedNotification {
    static requestPermission = async () => 'granted'
    constructor(title: string, options: NotificationOptions) {
      shown.push({ title, body: options.body })
    }
  }
  Object.assign(window, { Notification: RecordedNotification, shown })
  Object.defineProperty(document, 'hidden', { get: () => true })
}

/** A window that stays on top of the others is a frame here. */
const openWindowsAsFrames = () => {
  const requestWindow = async (size: { width: number; height: number }) => {
    const frame = document.createElement('iframe')
    Object.assign(frame, size, { id: 'on-top' })
    document.body.append(frame)
    return frame.contentWindow
  }
  Object.defineProperty(window, 'documentPictureInPicture', { value: { requestWindow } })
}

/** A page in the LAN has no clipboard, a frame may not be allowed to use it. What was copied can still be read. */
const takeClipboardAway = () => {
  const { clipboard } = navigator
  Object.assign(window, { readCopied: () => clipboard.readText() })
  Object.defineProperty(navigator, 'clipboard', { value: undefined })
}
const denyClipboard = () => {
  if (location.protocol !== 'http:') return
  navigator.clipboard.writeText = () => Promise.reject(new DOMException('Write permission denied.', 'NotAllowedError'))
  Object.assign(window, { readCopied: () => navigator.clipboard.readText() })
}
const denyAllCopying = () => {
  Object.defineProperty(navigator, 'clipboard', { value: undefined })
  document.execCommand = () => false
}

const readCopied = (page: Page) =>
  page.evaluate(() => (window as unknown as { readCopied: () => Promise<string> }).readCopied())

describeInBrowser('outside of the page', () => {
  test.each([
    ['without a clipboard', takeClipboardAway],
    ['without the permission', denyClipboard],
  ])('%s, a code and the request in a dialog are copied, and the focus stays', async (_, before) => {
    const { page, sendCode } = await usePage({ before })
    await waitUntilLive(page)
    const id = await sendCode('+13035551234', 'sms', { custom_code: '11111' })
    await page.getByRole('button', { name: 'Copy 11111' }).click()
    await page.getByText('Code 11111 copied.').waitFor()
    expect(await readCopied(page)).toBe('11111')
    await page.getByRole('button', { name: 'Enter the code: show the request' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Copy', exact: true }).click()
    await expect.poll(() => readCopied(page)).toContain(`/v2/verifications/${id}/actions/verify`)
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Copy')
  })

  test('a code that cannot be copied is shown once, to be copied by hand', async () => {
    const { page, sendCode } = await usePage({ before: denyAllCopying })
    await waitUntilLive(page)
    await sendCode('+13035551234', 'sms', { custom_code: '11111' })
    await page.getByRole('button', { name: 'Copy 11111' }).click()
    await page.getByText('The browser does not allow copying here. Copy it by hand: 11111', { exact: true }).waitFor()
  })

  test('a code is told by a notification of the browser, once it was asked for', async () => {
    const { page, sendCode } = await usePage({ before: recordNotifications })
    await waitUntilLive(page)
    const readShown = () => page.evaluate(() => (window as unknown as { shown: object[] }).shown)
    await sendCode('+13035551234', 'sms', { custom_code: '11111' })
    await page.getByTestId('rail-item').waitFor()
    expect(await readShown()).toEqual([])
    await page.getByRole('tab', { name: 'Connect' }).click()
    await page.getByRole('button', { name: 'Notify me of codes' }).click()
    await page.getByRole('button', { name: 'Notifications are on' }).waitFor()
    await sendCode('+13035555678', 'sms', { custom_code: '22222' })
    await expect.poll(readShown).toEqual([{ title: '22222 for +13035555678', body: expect.stringContaining('22222') }])
  })

  test('the phone stays on top of other windows, live', async () => {
    const { page, sendCode } = await usePage({ before: openWindowsAsFrames })
    await waitUntilLive(page)
    await sendCode('+13035551234', 'sms', { custom_code: '11111' })
    await page.getByTestId('rail-item').waitFor()
    await page.getByRole('tab', { name: 'Connect' }).click()
    await page.getByRole('button', { name: 'Keep on top' }).click()
    const phone = page.frameLocator('#on-top').frameLocator('iframe')
    await phone.getByTestId('bubble').waitFor()
    await sendCode('+13035551234', 'sms', { custom_code: '22222' })
    await expect.poll(() => phone.getByTestId('bubble').count()).toBe(2)
    expect(await phone.getByTestId('bubble').last().textContent()).toContain('22222')
  })
})
