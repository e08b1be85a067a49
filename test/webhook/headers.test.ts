import Telnyx from 'telnyx'
import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.js'
import { useApi } from '../support/emulator.js'
import { useWebhooks } from '../support/webhooks.js'

const address = { 'X-Forwarded-For': '192.76.120.200' }

describe('W13: additional headers', () => {
  test('W13: every webhook carries them outside the signature, and its attempts show them', async () => {
    const { emulator, start, receiver } = await useWebhooks({ now: Date.now, webhooks: { headers: address } })
    await start()
    const [first] = await receiver.received(2)
    const { headers, body } = first as NonNullable<typeof first>
    expect(headers['x-forwarded-for']).toBe('192.76.120.200')
    const client = new Telnyx({ apiKey: 'KEY', publicKey: await emulator.webhooks.publicKey() })
    await expect(client.webhooks.unwrap(body, { headers: headers as never })).resolves.toBeTruthy()
    const { webhooks } = await emulator.webhooks.list()
    for (const { attempts } of webhooks) expect(attempts[0]?.request.headers).toMatchObject(address)
  })

  test('W13: a sandbox can have its own, which a snapshot keeps, and null restores the others', async () => {
    const { emulator, start, receiver } = await useWebhooks({ webhooks: { headers: address } })
    await emulator.webhooks.setHeaders({ 'X-Real-IP': '192.76.120.201' })
    await start()
    const [first] = await receiver.received(2)
    expect(first?.headers).toMatchObject({ 'x-real-ip': '192.76.120.201' })
    expect(first?.headers).not.toHaveProperty('x-forwarded-for')
    const snapshot = await emulator.snapshot.take()
    await emulator.webhooks.setHeaders(null)
    await start()
    expect((await receiver.received(4)).at(-1)?.headers).toMatchObject({ 'x-forwarded-for': '192.76.120.200' })
    await emulator.snapshot.restore(snapshot)
    await start()
    expect((await receiver.received(6)).at(-1)?.headers).toMatchObject({ 'x-real-ip': '192.76.120.201' })
  })

  const invalid: [object, RegExp][] = [
    [{ 'Telnyx-Timestamp': '1' }, /Telnyx-Timestamp is set by the emulator/],
    [{ 'webhook-id': '1' }, /webhook-id is set by the emulator/],
    [{ 'User-Agent': 'curl' }, /User-Agent is set by the emulator/],
    [{ 'Content-Length': '1' }, /Content-Length is set by the HTTP client/],
    [{ Host: 'a.test' }, /Host is set by the HTTP client/],
    [{ 'a b': '1' }, /"a b" is not a valid header name/],
    [{ '': '1' }, /"" is not a valid header name/],
    [{ 'X-A': 'a\r\nX-B: b' }, /without line breaks/],
    [{ 'X-A': 'č' }, /must be Latin-1/],
    [{ 'X-A': ' a' }, /outer spaces/],
    [{ 'X-A': 5 }, /must be a string, not 5/],
    [{ 'X-A': 'a'.repeat(5000) }, /at most 4096 characters, not 5000/],
    [{ 'X-A': '1', 'x-a': '2' }, /x-a is given twice/],
    [Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`X-${index}`, ''])), /at most 50 headers, not 51/],
  ]

  test.each(invalid)('W13: %o is refused as an option and by the control API', async (headers, reason) => {
    await expect(createEmulator({ webhooks: { headers: headers as never } })).rejects.toThrow(reason)
    const { emulator } = await useApi()
    const attempt = emulator.webhooks.setHeaders(headers as never)
    await expect(attempt).rejects.toMatchObject({ status: 422 })
    // The document refuses what is not a string before the rule is asked.
    if (Object.values(headers).every((value) => typeof value === 'string'))
      await expect(attempt).rejects.toThrow(reason)
  })
})

test('W3: the list of webhooks says that the name of the completion event is contested', async () => {
  const { emulator, start, check, receiver } = await useWebhooks()
  await start()
  await check()
  await receiver.received(3)
  const { webhooks } = await emulator.webhooks.list()
  expect(webhooks.map(({ eventType, hint }) => [eventType, hint?.includes('--completion-event off') ?? false])).toEqual(
    expect.arrayContaining([
      ['verification.complete', true],
      ['verify.sent', false],
    ]),
  )
})
