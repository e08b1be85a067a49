import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.js'

const phone = '+13035551234'

async function askForCode(page: Page) {
  await page.goto('/')
  await page.getByLabel('Phone number').fill(phone)
  await page.getByRole('button', { name: 'Send code' }).click()
}

async function enter(page: Page, code: string) {
  await page.getByLabel('Code').fill(code)
  await page.getByRole('button', { name: 'Log in' }).click()
}

test('the correct code logs in', async ({ page, handset }) => {
  await askForCode(page)
  await enter(page, await handset.code(phone))
  await expect(page.getByRole('heading')).toHaveText('Welcome')
})

test('a wrong code is rejected and can be corrected', async ({ page, handset }) => {
  await askForCode(page)
  const code = await handset.code(phone)
  await enter(page, code === '000000' ? '111111' : '000000')
  await expect(page.getByRole('alert')).toHaveText('That is not the code we sent.')
  await enter(page, code)
  await expect(page.getByRole('heading')).toHaveText('Welcome')
})

test('a code expires after five minutes', async ({ page, handset, telnyx }) => {
  await askForCode(page)
  const code = await handset.code(phone)
  await telnyx.clock.advance('5m')
  await enter(page, code)
  await expect(page.getByRole('alert')).toHaveText('That code is too old. Ask for a new one.')
})

test('a second code can be sent', async ({ page, handset }) => {
  await askForCode(page)
  await handset.code(phone)
  await page.getByRole('button', { name: 'Send another code' }).click()
  await enter(page, await handset.code(phone))
  await expect(page.getByRole('heading')).toHaveText('Welcome')
  expect(await handset.messages({ phoneNumber: phone })).toHaveLength(2)
})

test('the user is told about an outage', async ({ page, telnyx }) => {
  await telnyx.faults.set([
    { match: { operation: 'CreateVerificationSms' }, fault: { kind: 'status', status: 503, retryAfter: 0 }, times: 1 },
  ])
  await askForCode(page)
  await expect(page.getByRole('alert')).toHaveText('We cannot send a code to this number now.')
  await expect(telnyx).not.toHaveSentCodeTo(phone)
  await askForCode(page)
  await expect(telnyx).toHaveSentCodeTo(phone)
})
