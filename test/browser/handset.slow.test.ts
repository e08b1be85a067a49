import type { Page } from '@playwright/test'
import { expect, test } from 'vitest'
import { useReceiver } from '../support/receiver.js'
import { describeInBrowser, usePage, waitUntilLive } from './browser.js'

const phone = '+13035551234'

const handset = (page: Page, number = phone) => page.locator(`[data-testid=handset][data-number="${number}"]`)
const bubble = (page: Page, number = phone) => handset(page, number).getByTestId('bubble').last()
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

/** Keeps what is spoken, for a browser without a voice. */
function recordSpeech(): void {
  const spoken: string[] = []
  class Utterance extends EventTarget {
    onend: (() => void) | null = null
    rate = 1
    lang = ''
    constructor(readonly text: string) {
      super()
    }
  }
  const speech = {
    speak: (utterance: Utterance) => {
      spoken.push(utterance.text)
      setTimeout(() => {
        utterance.onend?.()
        utterance.dispatchEvent(new Event('end'))
      }, 20)
    },
    cancel: () => {},
    getVoices: () => [],
  }
  Object.defineProperty(window, 'speechSynthesis', { value: speech })
  Object.defineProperty(window, 'SpeechSynthesisUtterance', { value: Utterance })
  Object.defineProperty(window, 'spoken', { value: spoken })
}

/** Records the banner of a flash call, which a test may be too late to see. Runs in the page. */
function recordFlashCall(): void {
  new MutationObserver(() => {
    const banner = document.querySelector<HTMLElement>('[data-testid=flash-call]')
    if (banner !== null)
      Object.assign(window, {
        flash: { text: banner.innerText, marked: banner.querySelector('mark')?.innerText },
      })
  }).observe(document, { childList: true, subtree: true })
}

describeInBrowser('the handset', () => {
  test('an empty page tells the steps to a first code, with its own address in them', async () => {
    const { page, origin } = await usePage()
    await waitUntilLive(page)
    const steps = page.getByTestId('empty')
    await steps.waitFor()
    expect(await steps.innerText()).toContain(`${origin}/v2`)
  })

  test('a code arrives by itself and is copied', async () => {
    const { page, sendCode, emulator } = await usePage()
    await waitUntilLive(page)
    await sendCode(phone)
    await bubble(page).waitFor()
    const { code, text } = await emulator.inbox.next(phone)
    expect(await bubble(page).innerText()).toContain(text)
    expect(await bubble(page).getAttribute('data-code')).toBe(code)
    await page.getByRole('button', { name: `Copy ${code}` }).click()
    await expect.poll(() => clipboard(page)).toBe(code)
  })

  test('the newest phone is on top', async () => {
    const { page, sendCode } = await usePage()
    await waitUntilLive(page)
    for (const number of ['+13035550001', '+13035550002']) await sendCode(number)
    const items = page.getByTestId('rail-item')
    await items.nth(1).waitFor()
    await expect.poll(() => items.first().getAttribute('data-number')).toBe('+13035550002')
    await sendCode('+13035550001', 'whatsapp')
    await expect.poll(() => items.first().getAttribute('data-number')).toBe('+13035550001')
  })

  test('a call rings, is answered, and speaks its digits twice', async () => {
    const { page, sendCode, emulator } = await usePage({ before: recordSpeech })
    await waitUntilLive(page)
    await sendCode(phone, 'call')
    const call = page.getByTestId('call')
    await call.getByRole('button', { name: 'Answer', exact: true }).click()
    const { code } = await emulator.inbox.next(phone)
    const spoken = () => page.evaluate(() => (window as unknown as { spoken: string[] }).spoken)
    await expect.poll(async () => (await spoken()).length).toBe(2)
    const digits = (text: string) => text.replace(/\D/g, '')
    for (const text of await spoken()) expect(digits(text)).toContain(code)
    await expect.poll(async () => digits(await call.innerText())).toContain(code)
    await call.getByRole('button', { name: 'Hang up' }).click()
    await call.waitFor({ state: 'detached' })
    const readCalls = async () => (await emulator.journal.list()).entries.filter(({ kind }) => kind === 'call')
    await expect.poll(async () => (await readCalls()).map(({ event }) => event)).toEqual(['call.answered'])
    await page.locator('[data-testid=story-step][data-kind=call]').waitFor()
  })

  test('a declined call ends its verification, and the request for it is shown', async () => {
    const { page, sendCode } = await usePage()
    await waitUntilLive(page)
    await sendCode(phone, 'call')
    await page.getByRole('button', { name: 'Decline: show the request' }).click()
    await page
      .getByText(`/_emulator/calls/${encodeURIComponent(phone)}/decline`)
      .first()
      .waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('call').getByRole('button', { name: 'Decline', exact: true }).click()
    await page.getByTestId('call').waitFor({ state: 'detached' })
    await expect.poll(() => bubble(page).getAttribute('data-status')).toBe('error')
  })

  test('the embedded phone declines for itself alone, unless its actions are allowed', async () => {
    const { page, sendCode, emulator } = await usePage({ path: `/?number=${encodeURIComponent(phone)}&embed=1` })
    await page.locator('.phone-signal:not(.weak)').waitFor()
    await sendCode(phone, 'call')
    await page.getByTestId('call').getByRole('button', { name: 'Decline' }).click()
    await page.getByTestId('call').waitFor({ state: 'detached' })
    expect((await emulator.journal.list()).entries.filter(({ kind }) => kind === 'call')).toEqual([])
  })

  test('a flash call rings once and shows the digits of its code', async () => {
    const { page, sendCode, emulator } = await usePage({ before: recordFlashCall })
    await waitUntilLive(page)
    await sendCode(phone, 'flashcall')
    const { code, from } = await emulator.inbox.next(phone)
    const flash = () => page.evaluate(() => (window as unknown as { flash?: { text: string; marked: string } }).flash)
    await expect.poll(flash).toMatchObject({ marked: code })
    expect((await flash())?.text.replace(/[^\d+]/g, '')).toContain(from)
    await page.getByTestId('flash-call').waitFor({ state: 'detached' })
    expect(await bubble(page).locator('mark').innerText()).toBe(code)
  })

  test('statuses and failed checks follow live', async () => {
    const { page, sendCode, post, emulator } = await usePage()
    await waitUntilLive(page)
    const id = await sendCode(phone)
    await bubble(page).waitFor()
    const { code } = await emulator.inbox.next(phone)
    const wrong = code === '00000' ? '11111' : '00000'
    await post(`/verifications/${id}/actions/verify`, { code: wrong })
    await bubble(page).getByLabel('1 of 5 checks failed').waitFor()
    await post(`/verifications/${id}/actions/verify`, { code })
    await expect.poll(() => bubble(page).getAttribute('data-status')).toBe('accepted')
  })

  test('a code expires by the clock, by the page’s own button', async () => {
    const { page, sendCode, get } = await usePage()
    await waitUntilLive(page)
    const id = await sendCode(phone)
    await bubble(page).waitFor()
    expect(await page.getByTestId('due-item').innerText()).toContain('expiry')
    await page.getByRole('button', { name: /^Let it expire( x)?$/ }).click()
    await expect.poll(() => bubble(page).getAttribute('data-status')).toBe('expired')
    expect((await get(`/verifications/${id}`)).body.data.status).toBe('expired')
  })

  test('a clock that someone else moves is seen', async () => {
    const { page, emulator } = await usePage()
    await waitUntilLive(page)
    await emulator.clock.freeze()
    await emulator.clock.advance('2h')
    await expect.poll(() => page.getByTestId('time-now').innerText()).toContain('11:30')
  })

  test('the retry of a webhook is seen live, due and then delivered', async () => {
    const receiver = await useReceiver({ answers: [500] })
    const { page, sendCode, emulator } = await usePage({
      emulator: { webhooks: { url: receiver.url, delays: ['0s', '5s', '30s'] } },
    })
    await waitUntilLive(page)
    await emulator.clock.freeze()
    await sendCode(phone)
    await page.getByTestId('due-item').filter({ hasText: 'webhook' }).waitFor()
    await page.getByRole('button', { name: /^Next event( n)?$/ }).click()
    await page.getByTestId('due-item').filter({ hasText: 'webhook' }).waitFor({ state: 'detached' })
    const steps = page.locator('[data-testid=story-step][data-kind=webhook]')
    await expect.poll(() => steps.count()).toBeGreaterThanOrEqual(3)
    expect(receiver.requests.length).toBeGreaterThanOrEqual(3)
  })

  test('W3: the delivery of the contested event says what to do about it', async () => {
    const receiver = await useReceiver()
    const { page, sendCode, post, emulator } = await usePage({ emulator: { webhooks: { url: receiver.url } } })
    await waitUntilLive(page)
    const id = await sendCode(phone)
    const { code } = await emulator.inbox.next(phone)
    await post(`/verifications/${id}/actions/verify`, { code })
    await page.getByRole('tab', { name: 'Webhooks' }).click()
    const panel = page.getByRole('tabpanel')
    await panel.getByRole('button', { name: /verification\.complete/ }).click()
    await panel.getByText('is contested (W3)').waitFor()
    await panel.getByRole('button', { name: /verify\.sent/ }).click()
    await panel.getByText('is contested (W3)').waitFor({ state: 'detached' })
  })

  test('two sandboxes are seen side by side, each with its own codes', async () => {
    const { page, open, emulator, origin } = await usePage({ path: '/?sandbox=left' })
    const right = await open('/?sandbox=right')
    await Promise.all([waitUntilLive(page), waitUntilLive(right)])
    for (const [name, number] of [
      ['left', '+13035550001'],
      ['right', '+13035550002'],
    ] as const) {
      const { apiKey, profileId } = emulator.sandbox(name)
      await fetch(`${origin}/v2/verifications/sms`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ phone_number: number, verify_profile_id: profileId }),
      })
    }
    await bubble(page, '+13035550001').waitFor()
    await bubble(right, '+13035550002').waitFor()
    expect(await page.getByTestId('rail-item').count()).toBe(1)
    expect(await right.getByTestId('rail-item').count()).toBe(1)
  })

  test('a story tells why: the rule that decided, and what it rests on', async () => {
    const { page, sendCode, post } = await usePage()
    await waitUntilLive(page)
    const id = await sendCode(phone)
    await post(`/verifications/${id}/actions/verify`, { code: '1' })
    const steps = page.getByTestId('story-step')
    await expect.poll(() => steps.count()).toBeGreaterThanOrEqual(3)
    await steps.last().getByRole('button').first().click()
    expect(await steps.last().innerText()).toMatch(/POST/)
  })
})
