import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import Telnyx from 'telnyx'
import { createEmulator } from 'telnyx-verify-emulator'

const phone_number = '+13035551234'

test('an application on a port sends a code and receives signed webhooks', async () => {
  const emulator = await createEmulator()
  await emulator.listen()
  const client = new Telnyx({
    apiKey: emulator.apiKey,
    baseURL: emulator.url,
    publicKey: await emulator.webhooks.publicKey(),
  })
  const received: string[] = []
  const receive = async (request: Request): Promise<Response> => {
    const event = await client.webhooks.unwrap(await request.text(), { headers: Object.fromEntries(request.headers) })
    received.push(String(event.data?.event_type))
    return new Response()
  }
  const server = Deno.serve({ port: 0, onListen: () => {} }, receive)
  try {
    await emulator.webhooks.setUrl(`http://127.0.0.1:${server.addr.port}/webhooks`)
    await client.verifications.triggerSMS({ phone_number, verify_profile_id: emulator.profileId })
    const { state } = await emulator.webhooks.next({ eventType: 'verify.delivered' })
    assert.equal(state, 'delivered')
    assert.ok(received.includes('verify.delivered'))
  } finally {
    await server.shutdown()
    await emulator.close()
  }
})

test('messages are kept over a restart', async () => {
  const data = await mkdtemp(join(tmpdir(), 'telnyx-'))
  try {
    const first = await createEmulator({ data })
    const client = new Telnyx({ apiKey: first.apiKey, baseURL: first.url, fetch: first.fetch })
    await client.verifications.triggerSMS({ phone_number, verify_profile_id: first.profileId })
    const messages = await first.inbox.list()
    assert.equal(messages.length, 1)
    await first.close()
    const second = await createEmulator({ data })
    assert.deepEqual(await second.inbox.list(), messages)
    await second.close()
  } finally {
    await rm(data, { recursive: true })
  }
})
