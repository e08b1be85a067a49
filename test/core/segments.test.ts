import { expect, test } from 'vitest'
import { countSegments } from '../../src/core/segments.js'
import { useApi } from '../support/emulator.js'

test.each([
  ['160 characters of GSM-7', 'a'.repeat(160), 'GSM-7', 160, 1],
  ['161 characters of GSM-7', 'a'.repeat(161), 'GSM-7', 161, 2],
  ['two full segments', 'a'.repeat(306), 'GSM-7', 306, 2],
  ['one more than two segments', 'a'.repeat(307), 'GSM-7', 307, 3],
  ['80 characters of the extension table', '€'.repeat(80), 'GSM-7', 160, 1],
  ['extension characters count twice', `${'a'.repeat(159)}{`, 'GSM-7', 161, 2],
  // 152 + 2 septets do not fit into 153, so the second segment holds 2 + 152.
  ['an extension character is not split', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 306, 3],
  ['letters of GSM-7 beyond ASCII', 'äöüñà@£$¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ§¿¡'.repeat(4), 'GSM-7', 144, 1],
  ['a backtick is not in GSM-7', `\`${'a'.repeat(70)}`, 'UCS-2', 71, 2],
  ['70 characters of UCS-2', 'ж'.repeat(70), 'UCS-2', 70, 1],
  ['71 characters of UCS-2', 'ж'.repeat(71), 'UCS-2', 71, 2],
  ['134 characters of UCS-2', 'ж'.repeat(134), 'UCS-2', 134, 2],
  ['135 characters of UCS-2', 'ж'.repeat(135), 'UCS-2', 135, 3],
  ['35 emoji', '😀'.repeat(35), 'UCS-2', 70, 1],
  // A segment holds 33 whole emoji, because a surrogate pair is not split.
  ['67 emoji', '😀'.repeat(67), 'UCS-2', 134, 3],
  ['nothing', '', 'GSM-7', 0, 1],
])('X2: %s', (_, text, encoding, length, count) => {
  expect(countSegments(text)).toEqual({ encoding, length, count })
})

test('X2: a code whose text takes more than one segment gets a hint with their number', async () => {
  const api = await useApi()
  const hintFor = async (text: string, channel = 'sms') => {
    const template = await api.post('/verify_profiles/templates', { text })
    const section = { messaging_template_id: template.body.data.id, whitelisted_destinations: ['*'] }
    const profile = await api.post('/verify_profiles', { name: 'A', sms: section, call: section })
    const started = await api.post(`/verifications/${channel}`, {
      phone_number: '+13035551234',
      verify_profile_id: profile.body.data.id,
    })
    expect(started.status).toBe(200)
    return [template, started].map(({ headers }) => headers.get('x-emulator-hint'))
  }
  const long = 'a'.repeat(155) // with a code of five digits 160
  expect(await hintFor(`${long}{{code}}`)).toEqual([null, null])
  const [template, started] = await hintFor(`${long}a{{code}}`)
  expect(template).toBeNull() // with a code of four digits it fits
  expect(started).toContain('the text takes 2 segments (161 septets in GSM-7)')
  const [cyrillic, sent] = await hintFor(`${'ж'.repeat(130)}{{code}}`)
  expect(cyrillic).toContain('the text takes 2 segments (134 UTF-16 units in UCS-2)')
  expect(sent).toContain('the text takes 3 segments (135 UTF-16 units in UCS-2)')
  expect(await hintFor(`${long}a{{code}}`, 'call')).toEqual([null, null]) // a call has no segments
})

test('X2: a text that is still on its way, or never arrives, has its segments counted too', async () => {
  const api = await useApi()
  const { body } = await api.post('/verify_profiles/templates', { text: `${'a'.repeat(160)}{{code}}` })
  const profile = await api.post('/verify_profiles', { name: 'A', sms: { messaging_template_id: body.data.id } })
  for (const outcome of ['delayed', 'sending_failed']) {
    const { headers } = await api.post(
      '/verifications/sms',
      { phone_number: '+13035551234', verify_profile_id: profile.body.data.id },
      { 'x-emulator-outcome': outcome },
    )
    expect(headers.get('x-emulator-hint')).toContain('2 segments')
  }
})
