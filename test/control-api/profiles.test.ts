import { expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'

test('profiles and templates are as the emulated API has them, and no look at them enters the journal', async () => {
  const { get, post, emulator } = await useApi()
  const template = await post('/verify_profiles/templates', { text: 'Code: {{code}}' })
  await post('/verify_profiles', { name: 'Mine', sms: { messaging_template_id: template.body.data.id } })
  const expected = (await get('/verify_profiles')).body.data
  await emulator.journal.clear()
  const { status, body } = await get('//_emulator/profiles')
  expect([status, body.profiles]).toEqual([200, expected])
  expect(body.templates.at(-1)).toEqual({ ...template.body.data, built_in: false })
  expect(body.templates.filter(({ built_in }: { built_in: boolean }) => built_in)).toHaveLength(6)
  expect((await emulator.journal.list()).entries).toEqual([])
})
