import { expect, test } from 'vitest'
import { isLeftOut, launchBrowser } from './browser.js'

test('the browser that the page is proven in', async () => {
  if (isLeftOut) {
    console.warn('Chromium is absent, so the tests of the page are left out; on Debian, apt-get install chromium')
    expect(process.env.CI).toBeFalsy()
    return
  }
  const browser = await launchBrowser()
  expect(browser.version()).toMatch(/^\d+\./)
  await browser.close()
})
