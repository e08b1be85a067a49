import { describe, expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'

const sandboxName = (name: string) =>
  `"${name}" is not a valid sandbox name. Use 1 to 100 letters, digits, dots, dashes and underscores, not beginning with a dot.`

describe('a query that could match nothing is refused', () => {
  test.each([
    ['//_emulator/coverage?sandbox=a%20b', sandboxName('a b')],
    ['//_emulator/coverage?sandbox=', sandboxName('')],
    [
      '//_emulator/coverage?sandbox_prefix=a%20b',
      'No sandbox has a name that begins with "a b". Names have letters, digits, dots, dashes and underscores.',
    ],
    [
      '//_emulator/inbox?phone_number=303',
      '"303" is not a phone number in E.164. Write it with its plus sign, like +13035551234.',
    ],
    [
      '//_emulator/webhooks?phone_number=',
      '"" is not a phone number in E.164. Write it with its plus sign, like +13035551234.',
    ],
    ['//_emulator/journal?phone_number=', 'phone_number is empty. Add a number, like phone_number=%2B13035551234.'],
    ['//_emulator/webhooks?event_type=verify.snt', 'Unknown event "verify.snt". Did you mean verify.sent?'],
    [
      '//_emulator/webhooks/next?event_type=x',
      'Unknown event "x". Expected one of: verify.sent, verify.delivered, verify.failed, verification.complete.',
    ],
  ])('%s', async (path, detail) => {
    const { get } = await useApi()
    expect(await get(path)).toMatchObject({ status: 400, body: { detail } })
  })
})

test('a query may name the event that the emulator was told to send', async () => {
  const { get, emulator } = await useApi({ webhooks: { completionEvent: 'verify.done' } })
  expect((await get('//_emulator/webhooks?event_type=verify.done')).status).toBe(200)
  const added = await emulator.webhooks.faults.add({ fault: 'dropped', match: { eventType: 'verify.done' } })
  expect(added.match).toEqual({ eventType: 'verify.done' })
})

describe('a webhook fault that could match no webhook is refused', () => {
  test.each([
    [{ event_type: 'verify.snt' }, 'Unknown event "verify.snt". Did you mean verify.sent?'],
    [{ verify_profile_id: 'x' }, /^"x" is not a profile ID \(expected a UUID like /],
    [{ phone_number: '303' }, 'match.phone_number must be a phone number in E.164, like +13035551234; you sent "303"'],
  ])('%j', async (match, detail) => {
    const { post, emulator } = await useApi()
    const refused = await post('//_emulator/webhook-faults', { fault: 'dropped', match })
    expect(refused.status).toBe(422)
    expect(refused.body.detail).toMatch(detail)
    expect(await emulator.webhooks.faults.list()).toEqual([])
  })
})

test('a text that must have a form is told in words, not as a pattern', async () => {
  const { post } = await useApi()
  const { headers } = await post('/verify_profiles', { name: 'A', sms: { app_name: 'Ac<me>' } })
  expect(headers.get('x-emulator-hint')).toContain(
    'sms.app_name must have letters, digits, spaces and dashes only; you sent "Ac<me>"',
  )
})
