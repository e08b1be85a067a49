/**
 * Posts webhooks to a receiver, step by step: with ours, or the same bodies in a bare loop of `node:http` that does not
 * sign. Arguments: `ours` or `node`, our library, the receiver's URL.
 */
import { Agent, request } from 'node:http'
import { pathToFileURL } from 'node:url'
import { profileId } from '../load/requests.js'
import { measureOwnRate, type OwnRate, serveSteps } from '../own-rate.js'

type Library = typeof import('../../src/index.js')

const [, , who = 'node', library = '', url = ''] = process.argv
/** The number of concurrent requests, the same as ours. */
const connections = 16

/** The delay of all webhooks, so that posting them can be timed separately. */
const delay = '1m'

async function prepareOurs(): Promise<(webhooks: number) => Promise<OwnRate>> {
  const { createEmulator } = (await import(pathToFileURL(library).href)) as Library
  const emulator = await createEmulator({ webhooks: { url, completionEvent: 'off' }, journal: 0 })
  const headers = { authorization: 'Bearer sandbox_default', 'content-type': 'application/json' }
  let number = 2_000_000
  return async (webhooks) => {
    // Verifications of the last slice must not expire in this one.
    await emulator.reset()
    await emulator.webhooks.faults.set([{ fault: 'delayed', delay }])
    // Each verification has two webhooks: sent and delivered.
    for (let made = 0; made < webhooks; made += 2) {
      const body = JSON.stringify({ phone_number: `+1303${number++}`, verify_profile_id: profileId })
      const { status } = await emulator.fetch(`${emulator.url}/verifications/sms`, { method: 'POST', headers, body })
      if (status !== 200) throw new Error(`a verification was answered ${status}`)
    }
    const { pending: due } = await emulator.webhooks.list({ limit: 1 })
    if (due !== webhooks) throw new Error(`${due} of ${webhooks} webhooks are left to be timed`)
    const rate = await measureOwnRate(async () => {
      await emulator.clock.advance(delay)
      return webhooks
    })
    const limit = Math.min(webhooks, 1000)
    const { webhooks: delivered, pending } = await emulator.webhooks.list({ state: 'delivered', limit })
    if (pending > 0 || delivered.length < limit) throw new Error(`${pending} webhooks were not delivered`)
    return rate
  }
}

/** A body as long as one of ours. */
const sentAlike = JSON.stringify({
  data: {
    event_type: 'verify.delivered',
    id: '3bb6321b-abd5-4d60-8cf8-1e6026bb1c41',
    occurred_at: '2025-10-08T17:16:09.602+00:00',
    payload: {
      created_at: '2025-10-08T17:16:08.402000',
      custom_code: null,
      delivery_status: 'delivered',
      extension: null,
      failed_attempts: 0,
      id: '010d9dee-d86d-47d0-8d6c-20c0f95a79ec',
      mccmnc: null,
      phone_number: '+13035550100',
      profile_id: profileId,
      record_type: 'verification',
      status: 'pending',
      timeout_secs: null,
      type: 'sms',
      updated_at: '2025-10-08T17:16:09.602000',
    },
    record_type: 'event',
  },
  meta: { attempt: 1, delivered_to: url },
})

async function prepareNode(): Promise<(webhooks: number) => Promise<OwnRate>> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sentAlike) }
  const postOne = () =>
    new Promise<void>((resolve, reject) => {
      const outgoing = request(url, { method: 'POST', agent, headers }, (response) =>
        response.on('end', resolve).resume(),
      )
      outgoing.on('error', reject).end(sentAlike)
    })
  return (webhooks) =>
    measureOwnRate(async () => {
      let left = webhooks
      const work = async () => {
        while (left-- > 0) await postOne()
      }
      await Promise.all(Array.from({ length: connections }, work))
      return webhooks
    })
}

serveSteps(who === 'ours' ? prepareOurs : prepareNode)
