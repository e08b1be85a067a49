import { expect, test } from 'vitest'
import { findViolations } from './axe.js'
import { describeInBrowser, usePage } from './browser.js'

const phone = '+13035551234'
const open = { path: '/prototype', emulator: { page: { prototype: true } } }

describeInBrowser('the prototype', () => {
  test('a person signs in with the code that the phone beside the form shows', async () => {
    const { page } = await usePage(open)
    await page.getByLabel('Phone number').fill(phone)
    await page.getByRole('button', { name: 'Send code' }).click()
    const bubble = page.frameLocator('iframe').getByTestId('bubble')
    await bubble.waitFor()
    const code = (await bubble.getAttribute('data-code')) ?? ''
    const field = page.getByLabel('Code', { exact: true })
    await field.fill(code === '00000' ? '11111' : '00000')
    await page.getByRole('button', { name: 'Verify' }).click()
    await expect
      .poll(() => page.getByTestId('message').innerText())
      .toBe('That code is not right. Check it and try again.')
    await field.fill(code)
    await page.keyboard.press('Enter')
    await page.getByTestId('done').waitFor()
    expect(await page.getByTestId('done').innerText()).toContain(phone)
    expect(await page.evaluate(() => document.cookie)).toBe('')
  })

  test('a code can be sent again after the cool-down only', async () => {
    const { page } = await usePage(open)
    await page.getByRole('button', { name: 'Send code' }).click()
    const again = page.getByRole('button', { name: /^Send again/ })
    await again.waitFor()
    expect(await again.isDisabled()).toBe(true)
    expect(await again.innerText()).toMatch(/^Send again in \d+ s$/)
  })

  test('a refusal of the service is shown, with its hint as a sentence', async () => {
    const { page, complaints } = await usePage(open)
    await page.getByLabel('Phone number').fill('303 555 1234')
    await page.getByRole('button', { name: 'Send code' }).click()
    await expect
      .poll(() => page.getByTestId('message').innerText())
      .toMatch(/\. Write the number in E\.164: .* did you mean \+13035551234\?$/)
    expect(complaints.splice(0).every((line) => /status of 4\d\d/.test(line))).toBe(true)
  })

  test('the backends that replace it are shown, and the arrow keys move between them', async () => {
    const { page } = await usePage(open)
    const source = page.getByRole('tabpanel')
    expect(await source.innerText()).toContain("app.post('/prototype/start'")
    await page.getByRole('tab', { name: 'Express' }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await source.innerText()).toContain('@app.post("/prototype/start")')
    await page.keyboard.press('ArrowRight')
    expect(await source.innerText()).toContain('package main')
  })

  test.each(['light', 'dark'] as const)('axe finds nothing, %s', async (colorScheme) => {
    const { page } = await usePage({ ...open, context: { colorScheme } })
    await page.getByRole('button', { name: 'Send code' }).click()
    await page.frameLocator('iframe').getByTestId('bubble').waitFor()
    const found = await findViolations(page)
    expect(found.filter((line) => !line.includes('iframe'))).toEqual([])
  })

  test('320 px: nothing is wider than the window', async () => {
    const { page } = await usePage({ ...open, context: { viewport: { width: 320, height: 640 } } })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  })
})
