import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.js'
import { useApi } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'
import { useReceiver } from '../support/receiver.js'

const traceOf = (digit: string) => ({
  traceparent: `00-${digit.repeat(32)}-00f067aa0ba902b7-01`,
  tracestate: `rojo=${digit}`,
})
const phone_number = '+13035551234'
const none = { traceparent: undefined, tracestate: undefined }

const shown = ({ traceparent, tracestate }: Record<string, unknown>) => ({ traceparent, tracestate })

async function useTraced() {
  const receiver = await useReceiver()
  const api = await useApi({ webhooks: { url: receiver.url } })
  const { emulator, post } = api
  const start = (headers?: Record<string, string>) =>
    post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId }, headers)
  const tracesOf = async () => {
    const { webhooks } = await emulator.webhooks.list()
    return webhooks
      .map(({ eventType, attempts }) => [eventType, shown(attempts.at(-1)?.request.headers ?? {})])
      .reverse()
  }
  return { ...api, receiver, start, tracesOf }
}

describe('the trace of a request', () => {
  test('is in its journal entry and in the headers of the webhooks that it causes', async () => {
    const { emulator, receiver, start, post, tracesOf } = await useTraced()
    const { body } = await start(traceOf('a'))
    const { code } = await emulator.inbox.next(phone_number)
    await post(`/verifications/${body.data.id}/actions/verify`, { code }, traceOf('b'))
    const received = await receiver.received(3)
    expect(received.map(({ headers }) => shown(headers))).toEqual([traceOf('a'), traceOf('a'), traceOf('b')])
    await emulator.clock.advance('1s') // until the attempts are recorded
    expect(await tracesOf()).toEqual([
      ['verify.sent', traceOf('a')],
      ['verify.delivered', traceOf('a')],
      ['verification.complete', traceOf('b')],
    ])
    const { entries } = await emulator.journal.list({ kind: 'request' })
    expect(entries.map((entry) => shown({ ...entry }))).toEqual([traceOf('b'), traceOf('a')])
  })

  test('is continued by the webhooks that follow later: the expiry, and retries', async () => {
    const { emulator, receiver, start, tracesOf } = await useTraced()
    receiver.answer(500, 500)
    await start(traceOf('a'))
    await start()
    await emulator.clock.advance('10m')
    const traces = await tracesOf()
    expect(traces.filter(([type]) => type === 'verification.complete').map(([, trace]) => trace)).toEqual([
      traceOf('a'),
      none,
    ])
    // Retries carry it, too.
    const again = receiver.requests.filter(({ webhook }) => webhook.meta.attempt > 1)
    expect(again).not.toEqual([])
    expect(again.every(({ headers }) => headers.traceparent === traceOf('a').traceparent)).toBe(true)
  })

  test('of a wrong code does not replace that of the request that sent the code', async () => {
    const { emulator, start, post, tracesOf } = await useTraced()
    const { body } = await start(traceOf('a'))
    await post(`/verifications/${body.data.id}/actions/verify`, { code: '00000000' }, traceOf('c'))
    await emulator.clock.advance('10m')
    expect((await tracesOf()).at(-1)).toEqual(['verification.complete', traceOf('a')])
  })

  test('is ignored without an error if it is invalid, and kept without an invalid state', async () => {
    const { emulator, start, tracesOf } = await useTraced()
    const { traceparent } = traceOf('a')
    expect((await start({ traceparent: 'yes', tracestate: 'a=1' })).status).toBe(200)
    expect((await start({ tracestate: 'a=1' })).status).toBe(200)
    expect((await start({ traceparent, tracestate: '=' })).status).toBe(200)
    await emulator.clock.advance('1s')
    const sent = (await tracesOf()).filter(([type]) => type === 'verify.sent')
    expect(sent.map(([, trace]) => trace)).toEqual([none, none, { ...none, traceparent }])
  })

  test('is in the journal for a request without an operation, and none of its credentials is shown', async () => {
    const { emulator, get } = await useApi({ onWarning: () => {} })
    const secret = 'KEY0123456789ABCDEF0123456789ABCDEF_AbCdEfGhIjKlMnOpQrStUv'
    await get('/nowhere', { ...traceOf('d'), tracestate: `a=${secret}` })
    const { entries } = await emulator.journal.list({ codes: 'shown' })
    expect(entries[0]).toMatchObject({ status: 404, traceparent: traceOf('d').traceparent })
    expect(JSON.stringify(entries)).not.toContain(secret.slice(3, 20))
  })

  test('gives way to a header of the user', async () => {
    const { emulator, receiver, start } = await useTraced()
    const traceParent = `00-${'e'.repeat(32)}-00f067aa0ba902b7-00`
    await emulator.webhooks.setHeaders({ TraceParent: traceParent })
    await start(traceOf('a'))
    const [first] = await receiver.received(2)
    expect(shown({ ...first?.headers })).toEqual({ ...none, traceparent: traceParent })
  })

  test('survives a restart, in pending webhooks and in verifications that are yet to end', async () => {
    const data = useFolder()
    const receiver = await useReceiver({ usually: 500 })
    const options = { data, webhooks: { url: receiver.url }, now: () => Date.UTC(2026, 0, 31) }
    const first = await createEmulator({ ...options, onWarning: () => {} })
    const { url, apiKey, profileId, fetch } = first
    await fetch(`${url}/verifications/sms`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...traceOf('f') },
      body: JSON.stringify({ phone_number, verify_profile_id: profileId }),
    })
    await receiver.received(2)
    await first.close()
    const { emulator } = await useApi(options)
    receiver.answer(...Array.from({ length: 20 }, () => 204))
    await emulator.clock.advance('10m')
    const later = receiver.requests.slice(2).map(({ webhook, headers }) => [webhook.data.event_type, shown(headers)])
    for (const type of ['verify.sent', 'verify.delivered', 'verification.complete'])
      expect(later).toContainEqual([type, traceOf('f')])
  })
})
