import { generateKeyPairSync } from 'node:crypto'
import { createConnection } from 'node:net'
import { describe, expect, test } from 'vitest'
import { connect } from '../../src/index.js'
import { Signer } from '../../src/webhook/signature.js'
import { defaultPublicKey } from '../../src/webhook/signing.js'
import { type Ready, runCommand, startCommand } from '../support/command.js'
import { useApi } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'
import { useReceiver } from '../support/receiver.js'
import { hook, told, useWebhooks } from '../support/webhooks.js'

describe('over a restart', () => {
  test('W8: pending webhooks continue after a restart, and delivered ones are not sent again', async () => {
    const data = useFolder()
    const warnings: string[] = []
    const onWarning = (sentence: string) => warnings.push(sentence)
    const usually = ({ webhook }: { webhook: { data: { event_type: string } } }) =>
      webhook.data.event_type === 'verify.sent' ? 500 : 204
    const first = await useWebhooks({ data, onWarning, receiver: { usually } })
    const { id } = await first.start()
    await first.emulator.clock.advance('1s')
    const [pending] = (await first.emulator.webhooks.list({ state: 'pending' })).webhooks
    const publicKey = await first.emulator.webhooks.publicKey()
    await first.emulator.close()
    expect(warnings).toEqual([
      'A webhook of sandbox "default" was not delivered yet; delivery continues at the next start with this data folder.',
    ])
    await first.receiver.close()

    const receiver = await useReceiver({ port: first.receiver.port })
    const second = await useApi({ data })
    expect(await second.emulator.webhooks.get(pending?.id ?? '')).toEqual(pending)
    await second.emulator.clock.advance('1h')
    expect(told(receiver)).toEqual([
      { event: 'verify.sent', delivery: 'sent', status: 'pending' },
      { event: 'verification.complete', delivery: 'delivered', status: 'expired' },
    ])
    const [third] = receiver.requests
    expect(third?.webhook).toMatchObject({ data: { id: pending?.eventId, payload: { id } }, meta: { attempt: 3 } })
    expect(await second.emulator.webhooks.get(pending?.id ?? '')).toMatchObject({
      state: 'delivered',
      attempts: [{}, {}, { number: 3 }],
    })
    expect(await second.emulator.webhooks.publicKey()).toBe(publicKey)
    await second.emulator.close()

    const last = await useApi({ data })
    await last.emulator.clock.advance('1h')
    expect(receiver.requests).toHaveLength(2)
    expect((await last.emulator.webhooks.list()).webhooks.map(({ state }) => state)).toEqual(Array(3).fill('delivered'))
    expect((await last.get('/webhook_deliveries')).body.meta.total_results).toBe(3)
  })

  test('an attempt in flight at the stop is not lost and may arrive twice', async () => {
    const data = useFolder()
    let release = () => {}
    const held = new Promise<number>((resolve) => {
      release = () => resolve(500)
    })
    const warnings: string[] = []
    const first = await useWebhooks({
      data,
      onWarning: (sentence) => warnings.push(sentence),
      receiver: { answers: [() => held, () => held] },
    })
    await first.start()
    await first.receiver.received(2)
    const closing = first.emulator.close() // waits for attempts in flight
    release()
    await closing
    expect(warnings).toEqual([
      '2 webhooks of sandbox "default" were not delivered yet; delivery continues at the next start with this data folder.',
    ])
    const second = await useApi({ data })
    await second.emulator.clock.advance('10s')
    expect(first.receiver.requests.map(({ webhook }) => webhook.meta.attempt)).toEqual([1, 1, 2, 2])
    expect(new Set(first.receiver.requests.map(({ webhook }) => webhook.data.id)).size).toBe(2)
  })

  test('W9: webhooks resume in order of their due times, with their faults', async () => {
    const data = useFolder()
    const first = await useWebhooks({ data, onWarning: () => {}, receiver: { isChecked: false } })
    await first.emulator.webhooks.faults.set([
      { fault: 'altered-body', times: 1 },
      { match: { eventType: 'verify.delivered' }, fault: 'delayed' },
    ])
    await first.start()
    await first.emulator.clock.advance(0)
    await first.emulator.close()
    const second = await useApi({ data })
    expect(await second.emulator.webhooks.faults.list()).toMatchObject([{ fault: 'delayed' }])
    await second.emulator.clock.advance('30s')
    expect(first.receiver.requests.map(({ webhook }) => webhook.data.event_type)).toEqual([
      'verify.sent',
      'verify.delivered',
    ])
  })

  test('without a data folder unsent webhooks are reported as lost', async () => {
    const warnings: string[] = []
    const onWarning = (sentence: string) => warnings.push(sentence)
    const { emulator, start } = await useWebhooks({ onWarning, receiver: { answers: [500, 500] } })
    await start()
    await emulator.clock.advance(0)
    await emulator.close()
    expect(warnings).toEqual([
      '2 webhooks of sandbox "default" were not delivered yet and will not be. Use --data to keep pending webhooks.',
    ])
    const silent = await useWebhooks({ onWarning: (sentence) => warnings.push(sentence) })
    await silent.start()
    await silent.emulator.clock.advance(0)
    await silent.emulator.close()
    expect(warnings).toHaveLength(1)
  })

  test('a snapshot includes pending webhooks', async () => {
    const { emulator, start, receiver } = await useWebhooks({ receiver: { answers: [500, 500] } })
    await start()
    await emulator.clock.advance(0)
    const snapshot = await emulator.snapshot.take()
    await emulator.reset()
    await emulator.clock.advance('1h')
    expect(receiver.requests).toHaveLength(2)
    await emulator.snapshot.restore(snapshot)
    await emulator.clock.advance('1s')
    expect(receiver.requests.map(({ webhook }) => webhook.meta.attempt)).toEqual([1, 1, 2, 2])
  })
})

describe('the key pair', () => {
  const keyOf = async (options: object) => (await useApi({ seed: undefined, ...options })).emulator.webhooks.publicKey()

  test('W6: without a seed the key pair is the documented default', async () => {
    expect(await keyOf({})).toBe(defaultPublicKey)
    const receiver = await useReceiver()
    const api = await useApi({ seed: undefined, webhooks: { url: receiver.url } })
    await hook(api, receiver, api.emulator.profileId).start()
    const [first] = await receiver.received(1)
    const stamp = Number(first?.headers['telnyx-timestamp'])
    // The printed key verifies the signature.
    const { defaultKeySeed } = await import('../../src/webhook/ed25519-key.js')
    const signer = Signer.fromSeed(defaultKeySeed)
    expect([signer.publicKey, signer.sign(stamp, first?.body ?? '')['telnyx-signature-ed25519']]).toEqual([
      defaultPublicKey,
      first?.headers['telnyx-signature-ed25519'],
    ])
  })

  test('W6: a seed always gives the same key pair', async () => {
    expect(await keyOf({ seed: 'seven' })).toBe(Signer.fromSeed('seven').publicKey)
    expect(await keyOf({ seed: 7 })).toBe(await keyOf({ seed: '7' }))
    expect(await keyOf({ seed: 7 })).not.toBe(await keyOf({ seed: 8 }))
  })

  test('W6: a given private key takes precedence, as base64 or as PEM', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const expected = Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url').toString('base64')
    const bytes = Buffer.from(String(privateKey.export({ format: 'jwk' }).d), 'base64url').toString('base64')
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    expect(await keyOf({ webhooks: { privateKey: bytes }, seed: 1 })).toBe(expected)
    expect(await keyOf({ webhooks: { privateKey: pem } })).toBe(expected)
  })

  test('an invalid private key is refused with a sentence, also by the command', async () => {
    await expect(keyOf({ webhooks: { privateKey: 'secret' } })).rejects.toThrow(
      /^The webhook private key must be base64 of the 32 bytes/,
    )
    const { code, stderr } = await runCommand(['--port', '0'], { env: { TVE_WEBHOOK_PRIVATE_KEY: 'secret' } }).ended
    expect(code).toBe(2)
    expect(stderr).toMatch(/The webhook private key must be base64 of the 32 bytes/)
    expect(stderr).not.toMatch(/^ +at /m)
    expect(stderr).not.toContain('secret')
  })
})

test('every event of 10,000 answered verifications arrives at least once, although the process is killed midway', {
  timeout: 300_000, // half a minute of processor time, on machines that have more to do
}, async () => {
  const data = useFolder()
  // Bodies are checked elsewhere; here the check would take longer than the emulator.
  const receiver = await useReceiver({ isChecked: false })
  const args = ['--data', data, '--quiet', '--webhook-url', receiver.url, '--journal', '0']
  const half = 5000
  const answered: string[] = []

  const first = await startCommand(args)
  await createMany(first.ready, (id) => {
    if (answered.push(id) === half) first.child.kill('SIGKILL')
    return true // until the process is gone
  })
  expect((await first.ended).signal).toBe('SIGKILL')
  const before = receiver.requests.length

  const second = await startCommand(args)
  await createMany(second.ready, (id) => answered.push(id) < 2 * half)
  const emulator = connect({ url: second.ready.url })
  await emulator.clock.advance(0)
  expect(await emulator.webhooks.list({ limit: 1 })).toMatchObject({ pending: 0, refused: 0 })

  expect(answered.length).toBeGreaterThanOrEqual(2 * half)
  expect(before).toBeLessThan(receiver.requests.length)
  const arrived = new Set(receiver.requests.map(({ webhook: { data } }) => `${data.payload.id} ${data.event_type}`))
  const lost = answered.filter((id) => !arrived.has(`${id} verify.sent`) || !arrived.has(`${id} verify.delivered`))
  expect(lost).toEqual([])
  // Only webhooks in flight, or not yet written to the log, when the process was killed arrived twice.
  const twice = receiver.requests.length - new Set(receiver.requests.map(({ webhook }) => webhook.data.id)).size
  expect(twice).toBeLessThan(200)
})

/**
 * Creates verifications over 32 connections, until the server is gone or enough are answered. It writes to sockets: `fetch`
 * takes several times as long as the emulator.
 *
 * @param onAnswer is given the ID of each answered verification, and returns whether to go on
 */
async function createMany({ url, profileId }: Ready, onAnswer: (id: string) => boolean): Promise<void> {
  const { port, host } = new URL(url)
  const body = JSON.stringify({ phone_number: '+13035550199', verify_profile_id: profileId })
  const request = [
    'POST /v2/verifications/sms HTTP/1.1',
    `Host: ${host}`,
    'Authorization: Bearer sandbox_default',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
  const open = () =>
    new Promise<void>((resolve) => {
      const socket = createConnection(Number(port), '127.0.0.1')
      let text = ''
      socket.setEncoding('latin1').on('data', (chunk) => {
        text += chunk
        const [head = '', answer] = text.split('\r\n\r\n')
        if (answer === undefined || answer.length < Number(/^content-length: (\d+)/im.exec(head)?.[1])) return
        text = ''
        if (onAnswer((JSON.parse(answer) as { data: { id: string } }).data.id)) socket.write(request)
        else socket.destroy()
      })
      socket.on('error', () => {}) // the process was killed; the request was not answered
      socket.on('close', () => resolve())
      socket.write(request)
    })
  await Promise.all(Array.from({ length: 32 }, open))
}
