import { expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'
import { describeInBrowser } from './browser.js'
import { useHost } from './mcp-host.js'

const phone = '+13035551234'

/** An emulator without a port, so that nothing but the host can reach it. */
async function useEmulator() {
  const api = await useApi()
  const send = async (channel = 'sms', beside: object = {}) => {
    const request = { phone_number: phone, verify_profile_id: api.emulator.profileId, ...beside }
    const { status, body } = await api.post(`/verifications/${channel}`, request)
    expect(status, JSON.stringify(body)).toBe(200)
    return body.data.id as string
  }
  return { ...api, send }
}

describeInBrowser('the handset in the chat of an agent', () => {
  test('a code arrives in the frame, which has no network, and its status follows', async () => {
    const { emulator, post, send } = await useEmulator()
    const { app, said } = await useHost(emulator, { arguments: { phone_number: phone } })
    await app.getByText('No message has arrived').waitFor()
    const id = await send('sms', { custom_code: '24680' })
    const bubble = app.getByTestId('bubble')
    await expect.poll(() => bubble.getAttribute('data-status')).toBe('pending')
    expect(await bubble.innerText()).toContain('24680')
    await app.getByRole('button', { name: 'Copy 24680' }).waitFor()
    await post(`/verifications/${id}/actions/verify`, { code: '24680' })
    await expect.poll(() => bubble.getAttribute('data-status')).toBe('accepted')
    const methods = new Set((await said()).map(({ method, params }) => params?.name ?? method))
    expect([...methods].sort()).toEqual([
      'read_handset',
      'ui/initialize',
      'ui/notifications/initialized',
      'ui/notifications/sandbox-proxy-ready',
      'ui/notifications/size-changed',
    ])
  })

  test('a call rings and is spoken; nothing in the frame changes anything', async () => {
    const { emulator, send } = await useEmulator()
    const { app } = await useHost(emulator)
    await app.getByText('Waiting for the first code').waitFor()
    const id = await send('call', { custom_code: '13579' })
    await app.getByTestId('answer').click()
    await expect.poll(() => app.getByTestId('transcript').innerText()).toContain('1 3 5 7 9')
    await app.getByTestId('decline').click()
    expect((await emulator.inbox.list())[0]).toMatchObject({ verificationId: id, status: 'pending' })
    const buttons = await app.getByRole('button').allInnerTexts()
    expect(buttons.filter((name) => /expire|fail|enter|redeliver|next check/i.test(name))).toEqual([])
  })

  test('it has the theme and the height that its host gives', async () => {
    const { emulator } = await useEmulator()
    const { app, page, tell } = await useHost(emulator, {
      context: { theme: 'dark', containerDimensions: { maxHeight: 600 } },
    })
    const html = app.locator('html')
    await expect.poll(() => html.getAttribute('data-theme')).toBe('dark')
    await expect.poll(() => page.locator('iframe').evaluate((frame) => frame.clientHeight)).toBe(600)
    await expect.poll(() => html.evaluate((root) => root.scrollHeight <= root.clientHeight)).toBe(true)
    await tell({ method: 'ui/notifications/host-context-changed', params: { theme: 'light' } })
    await expect.poll(() => html.getAttribute('data-theme')).toBe('light')
  })

  test('markup in a message is text, and a message of another window is ignored', async () => {
    const { emulator, post, send } = await useEmulator()
    const attack = `<img src=x onerror="document.title='hacked'">`
    const template = await post('/verify_profiles/templates', { text: `${attack} {{code}}` })
    const profile = await post('/verify_profiles', { name: 'x', sms: { messaging_template_id: template.body.data.id } })
    await send('sms', { verify_profile_id: profile.body.data.id })
    const { app } = await useHost(emulator)
    expect(await app.getByTestId('bubble').innerText()).toContain(attack)
    expect(await app.locator('img').count()).toBe(0)
    const root = app.locator('html')
    await root.evaluate(() => {
      const { structuredContent } = { structuredContent: { sandbox: 'evil', messages: [] } }
      window.postMessage({ method: 'ui/notifications/tool-result', params: { structuredContent } }, '*')
      return new Promise((resolve) => setTimeout(resolve)) // after the message, which was posted before
    })
    expect(await app.getByTestId('bubble').count()).toBe(1)
    expect(await root.evaluate(() => document.title)).toBe('Handset')
  })

  test('a host that calls no tools shows what was there, and says so', async () => {
    const { emulator, send } = await useEmulator()
    await send('sms', { custom_code: '24680' })
    const { app, said } = await useHost(emulator, { callsTools: false })
    await app.getByTestId('bubble').getByText('24680').waitFor()
    await app.getByText('This host does not let an app read on').waitFor()
    expect((await said()).filter(({ method }) => method === 'tools/call')).toEqual([])
  })

  test('it tries again after a refusal, and stops when its host removes it', async () => {
    const { emulator, send } = await useEmulator()
    const { app, page, said, countAnswers, tell } = await useHost(emulator)
    await app.getByText('Waiting for the first code').waitFor()
    await page.evaluate(`const handOn = callTool; let refusals = 2
      callTool = async (...args) => { if (refusals-- > 0) throw new Error('not now'); return handOn(...args) }`)
    await send('sms', { custom_code: '24680' }) // ends the call that waits
    await app.getByText('Offline, trying again. not now').waitFor()
    await send('sms', { custom_code: '13579' })
    await expect.poll(() => app.getByTestId('bubble').count()).toBe(2)
    const ask = async (id: string, method: string) => {
      await tell({ id, method, params: {} })
      await expect.poll(async () => (await said()).find((message) => message.id === id)?.result).toEqual({})
    }
    await ask('end', 'ui/resource-teardown')
    const calls = async () => (await said()).filter(({ method }) => method === 'tools/call').length
    const before = await calls()
    await send('sms', { custom_code: '11223' }) // ends the call that was waiting
    await expect.poll(countAnswers).toBe(before)
    await ask('after', 'ping') // answered after whatever the app does with that
    expect(await calls()).toBe(before)
  })
})
