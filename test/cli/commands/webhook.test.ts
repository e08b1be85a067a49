import { expect, test } from 'vitest'
import { Signer } from '../../../src/webhook/signature.js'
import { runCommand } from '../../support/command.js'
import { findClosedPort, useReceiver } from '../../support/receiver.js'
import { useServed } from '../cli-harness.js'

const phone = '+13035551234'

test('webhooks lists deliveries with their answers and filters them', async () => {
  const { ask, askJson, sendCode, emulator } = await useServed()
  expect((await ask('webhooks')).stdout).toContain('Check that the profile has a webhook_url')
  const receiver = await useReceiver({ answers: [500] })
  expect((await ask('webhook', 'set-url', receiver.url)).stdout).toContain(receiver.url)
  await sendCode(phone)
  await emulator.clock.advance('1m')
  const { stdout } = await ask('webhooks')
  expect(stdout).toMatch(/^AT +EVENT +PHONE +STATE/)
  expect(stdout).toMatch(new RegExp(`verify\\.delivered +\\${phone} +delivered .* 204 in \\d+ ms`))
  const { webhooks } = await askJson(
    'webhooks',
    '--event',
    'verify.sent',
    '--phone',
    phone,
    '--state',
    'delivered',
    '--limit',
    '1',
  )
  expect(webhooks).toHaveLength(1)
  expect(webhooks[0]).toMatchObject({ eventType: 'verify.sent' })
  expect((await askJson('webhooks', '--state', 'failed')).webhooks).toEqual([])
  expect((await ask('webhook', 'set-url', 'none')).code).toBe(0)
  expect(await ask('webhook', 'set-url', 'nonsense')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"nonsense"'),
  })
})

test('webhook redeliver and trigger post at once and exit with 1 on failure', async () => {
  const { ask, askJson, sendCode, emulator } = await useServed()
  const receiver = await useReceiver()
  await emulator.webhooks.setUrl(receiver.url)
  const verification = await sendCode(phone)
  const [first] = await receiver.received(2)
  const { webhooks } = await emulator.webhooks.list()
  const id = webhooks.find(({ eventId }) => eventId === first?.webhook.data.id)?.id as string
  expect(await askJson('webhook', 'redeliver', id)).toMatchObject([
    { id, state: 'delivered', attempts: [{}, { number: 2, status: 204 }] },
  ])
  const to = `http://127.0.0.1:${await findClosedPort()}/hooks`
  const refused = await ask('webhook', 'trigger', 'verify.failed', '--verification', verification, '--to', to)
  expect(refused).toMatchObject({ code: 1, stdout: expect.stringContaining('is your app running?') })
  expect(await ask('webhook', 'trigger', 'verify.fail')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('verify.failed'),
  })
  await emulator.clock.advance('1m') // no delivery is pending any more
  expect(await ask('webhook', 'redeliver', 'nothing')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('lists them'),
  })
})

test('webhook key prints the public key of the emulator', async () => {
  const { ask } = await useServed({ seed: 'mine' })
  expect((await ask('webhook', 'key')).stdout.trim()).toBe(Signer.fromSeed('mine').publicKey)
})

test('audit receiver uses the key pair of the seed', async () => {
  const receiver = await useReceiver({ isChecked: false }) // answers everything with 204
  const { code, stdout } = await runCommand(['audit', 'receiver', receiver.url, '--json', '--seed', 'mine']).ended
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    verdict: 'Failed',
    facts: { TELNYX_PUBLIC_KEY: Signer.fromSeed('mine').publicKey },
  })
  expect(receiver.requests.length).toBeGreaterThan(15)
  const byVariable = await runCommand(['audit', 'receiver', '--public-key'], { env: { TVE_SEED: 'mine' } }).ended
  expect(byVariable.stdout.trim()).toBe(Signer.fromSeed('mine').publicKey)
  expect((await runCommand(['audit', 'receiver']).ended).code).toBe(2)
})

test('listen forwards signed webhooks to an app and exits with 0 on Ctrl-C', async () => {
  const { origin, sendCode, emulator } = await useServed()
  const receiver = await useReceiver({ usually: 202 })
  const { child, printed, ended } = runCommand(['listen', '--forward-to', receiver.url, '--url', origin])
  await printed(/Forwarding to .*TELNYX_PUBLIC_KEY=/)
  // Listening begins some time after that line: send codes until one arrives.
  const sendUntilReceived = async () => {
    while (receiver.requests.length === 0) {
      await sendCode(phone)
      await new Promise((resolve) => setImmediate(resolve)) // let the network have its turn
    }
  }
  await Promise.all([sendUntilReceived(), receiver.received(2)])
  const [{ body, headers, webhook }] = (await receiver.received(1)) as [
    Awaited<ReturnType<typeof receiver.received>>[number],
  ]
  expect(webhook.meta).toEqual({ attempt: 1, delivered_to: receiver.url })
  const stamp = Number(headers['telnyx-timestamp'])
  expect(headers['telnyx-signature-ed25519']).toBe(Signer.fromSeed('1').sign(stamp, body)['telnyx-signature-ed25519'])
  await printed(new RegExp(`verify\\.\\w+ \\${phone} → 202`))
  expect((await emulator.webhooks.list()).webhooks).toEqual([]) // the emulator itself posted none
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 0, stderr: '' })
  expect((await runCommand(['listen', '--forward-to', 'nowhere', '--url', origin]).ended).code).toBe(2)
})

test('listen --since forwards the logged webhooks first', async () => {
  const { origin, sendCode, emulator } = await useServed()
  const own = await useReceiver()
  await emulator.webhooks.setUrl(own.url)
  await sendCode(phone)
  await emulator.clock.advance('1s')
  const { webhooks } = await emulator.webhooks.list()
  const app = await useReceiver()
  const { child, ended } = runCommand(['listen', '--forward-to', app.url, '--since', '10m', '--url', origin])
  const received = await app.received(2)
  expect(received.map(({ webhook }) => webhook.data.id).sort()).toEqual(webhooks.map(({ eventId }) => eventId).sort())
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 0, stderr: '' })
  const wrong = await runCommand(['listen', '--forward-to', app.url, '--since', 'monday', '--url', origin]).ended
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('Invalid duration "monday"') })
})

test('webhook fault adds, lists and clears faults', async () => {
  const { ask, askJson, emulator } = await useServed()
  expect((await ask('webhook', 'fault', 'list')).stdout).toBe('No webhook faults are active.\n')
  const flags = ['--event', 'verify.delivered', '--phone', phone, '--delay', '2s', '--times', '1']
  expect((await ask('webhook', 'fault', 'add', 'delayed', ...flags)).stdout).toMatch(
    /^webhook_fault_1: delayed for .*verify\.delivered.*, once\n$/,
  )
  expect(await askJson('webhook', 'fault', 'add', 'duplicate')).toMatchObject({ fault: 'duplicate', times: null })
  expect(await emulator.webhooks.faults.list()).toMatchObject([
    { fault: 'delayed', match: { eventType: 'verify.delivered', phoneNumber: phone }, delayMs: 2000, times: 1 },
    { fault: 'duplicate', match: {} },
  ])
  const { stdout } = await ask('webhook', 'fault', 'list')
  expect(stdout).toMatch(/^ID +FAULT +FOR +TIMES +DELAY\n/)
  expect(stdout).toMatch(/duplicate +all webhooks +until cleared/)
  expect((await ask('webhook', 'fault', 'clear')).stdout).toBe('Removed all webhook faults.\n')
  expect(await emulator.webhooks.faults.list()).toEqual([])
  expect(await ask('webhook', 'fault', 'add', 'explosion')).toMatchObject({ code: 2 })
})
