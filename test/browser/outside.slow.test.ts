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

describeInBrowser('outside of the page', () => {
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
