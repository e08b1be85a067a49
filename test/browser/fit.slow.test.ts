import type { Page } from '@playwright/test'
import { expect, test } from 'vitest'
import { useReceiver } from '../support/receiver.js'
import { describeInBrowser, usePage, waitUntilLive } from './browser.js'
import { findMisfits, spaceText } from './fit.js'

/** The longest number that E.164 allows. */
const phone = '+492211234567890'
const tabs = ['Story', 'Journal', 'Webhooks', 'Profiles', 'Overrides', 'Numbers', 'Coverage', 'Connect']
const longWord = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

const show = async (page: Page, view: string) => {
  const button = page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view, exact: true })
  if (await button.isVisible()) await button.click()
}

/** A page whose texts are as long as they can be. */
async function useLongTexts(width: number) {
  const receiver = await useReceiver()
  const used = await usePage({
    emulator: { webhooks: { url: receiver.url } },
    context: { viewport: { width, height: 800 }, bypassCSP: true },
  })
  const { page, post, emulator, sendCode } = used
  const { body: template } = await post('/verify_profiles/templates', { text: `{{code}} ${longWord}` })
  const { body: profile } = await post('/verify_profiles', {
    name: longWord,
    webhook_url: `${receiver.url}/${longWord}`,
    sms: { app_name: 'AnApplicationWhoseNameIsOfTh30', messaging_template_id: template.data.id, code_length: 10 },
  })
  await emulator.scenarios.add({ outcome: 'max_attempts_exceeded', match: { phoneNumber: phone } })
  await emulator.faults.set([{ fault: { kind: 'latency', delay: '1ms' }, times: 1 }])
  await sendCode(phone, 'sms', { verify_profile_id: profile.data.id })
  await emulator.webhooks.next({ phoneNumber: phone })
  await waitUntilLive(page)
  await page.getByTestId('handset').waitFor({ state: 'attached' })
  return used
}

describeInBrowser('texts fit', () => {
  test.each([320, 390, 768, 1024, 1280])('%d px, long texts: nothing is cut off or leaves its box', async (width) => {
    const { page } = await useLongTexts(width)
    const found = await findMisfits(page)
    await show(page, 'Details')
    for (const name of tabs) {
      await page.getByRole('tab', { name }).click()
      await page.getByTestId(`panel-${name.toLowerCase()}`).locator('*').first().waitFor()
      found.push(...(await findMisfits(page)).map((line) => `${name}: ${line}`))
    }
    expect(found).toEqual([])
  })

  test.each([320, 1280])('%d px, long texts: what is opened fits its box', async (width) => {
    const { page } = await useLongTexts(width)
    await show(page, 'Details')
    const found: string[] = []
    const open = async (tab: string, opener: string, opened: string) => {
      await page.getByRole('tab', { name: tab }).click()
      await page.getByRole('tabpanel').locator(opener).first().click()
      await page.getByRole('tabpanel').locator(opened).first().waitFor()
      found.push(...(await findMisfits(page)).map((line) => `${tab}: ${line}`))
    }
    await open('Story', '[data-kind=webhook] button', '.step-detail')
    await open('Journal', '.journal-row', '.open-entry')
    await open('Webhooks', '.journal-row', '.open-entry')
    await open('Profiles', '.card .button:not(.bare)', '.form')
    expect(found).toEqual([])
  })

  test.each([
    [640, 400],
    [960, 450],
    [1280, 560],
  ])('%d × %d px, as with a page zoomed in: the newest message and a call are in sight', async (width, height) => {
    const { page, sendCode } = await usePage({ context: { viewport: { width, height } } })
    await waitUntilLive(page)
    const isInSight = async (testId: string) => {
      const [seen, stage] = [await page.getByTestId(testId).boundingBox(), await page.locator('.stage').boundingBox()]
      if (seen === null || stage === null) return false
      return seen.y >= stage.y && seen.y + seen.height <= stage.y + stage.height
    }
    await sendCode(phone)
    await expect.poll(() => isInSight('bubble')).toBe(true)
    await sendCode('+13035551234', 'call')
    await expect.poll(() => isInSight('answer')).toBe(true)
  })

  test('320 px: the page that asks for the token has its whole top', async () => {
    const { page, complaints } = await usePage({
      emulator: { control: { token: 'a token' } },
      context: { viewport: { width: 320, height: 640 } },
    })
    await page.getByTestId('token-form').waitFor()
    expect((await page.locator('.top-bar').boundingBox())?.width).toBe(320)
    await page.close()
    complaints.length = 0 // of the requests without a token
  })

  test.each([390, 1280])('%d px, wide text: no button is cut off', async (width) => {
    const { page } = await useLongTexts(width)
    await spaceText(page)
    const found = await findMisfits(page)
    await show(page, 'Details')
    await page.getByRole('tab', { name: 'Overrides' }).click()
    await page.getByRole('button', { name: 'Add webhook fault', exact: true }).waitFor()
    found.push(...(await findMisfits(page)))
    expect(found).toEqual([])
  })

  test('a message from right to left begins on the right', async () => {
    const { page, post, sendCode } = await usePage()
    const { body: template } = await post('/verify_profiles/templates', { text: 'הקוד שלך הוא {{code}}.' })
    const sms = { app_name: 'Acme', messaging_template_id: template.data.id }
    const { body: profile } = await post('/verify_profiles', { name: 'Acme', sms })
    await sendCode(phone, 'sms', { verify_profile_id: profile.data.id })
    await sendCode(phone)
    const texts = page.getByTestId('bubble').locator('p')
    await expect.poll(() => texts.count()).toBe(2)
    const directions = await texts.evaluateAll((all) => all.map((text) => getComputedStyle(text).direction))
    expect(directions).toEqual(['rtl', 'ltr'])
  })

  test('320 px: the phone at rest fills its view, and the state of the connection is a whole word', async () => {
    const { page, emulator, complaints } = await usePage({ context: { viewport: { width: 320, height: 640 } } })
    await waitUntilLive(page)
    const bottomOf = async (selector: string) => {
      const box = await page.locator(selector).boundingBox()
      return (box?.y ?? 0) + (box?.height ?? 0)
    }
    expect(await bottomOf('.phone.idle')).toBeCloseTo(await bottomOf('.stage'), 0)
    await emulator.close()
    const state = page.locator('[data-testid=connection][data-state=offline]')
    await state.waitFor()
    expect(await state.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0)
    expect(await state.locator('i').evaluate(({ clientWidth, clientHeight }) => clientWidth - clientHeight)).toBe(0)
    await page.close()
    complaints.length = 0 // of connections that were refused
  })

  test('what says that the embedded phone is offline does not cover its button', async () => {
    const { page, sendCode, emulator, complaints } = await usePage({
      path: `/?number=${encodeURIComponent(phone)}&embed=1`,
      context: { viewport: { width: 400, height: 600 } },
    })
    await sendCode(phone)
    await page.getByTestId('bubble').waitFor()
    await emulator.close()
    const note = page.getByText('Offline, trying again.')
    await note.waitFor()
    const [noteBox, button] = [
      await note.boundingBox(),
      await page.getByRole('button', { name: /^Copy/ }).boundingBox(),
    ]
    const bottom = (noteBox?.y ?? 0) + (noteBox?.height ?? 0)
    expect(bottom).toBeLessThan(button?.y ?? 0)
    await page.close()
    complaints.length = 0
  })
})
