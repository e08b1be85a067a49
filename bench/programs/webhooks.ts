/**
 * Posts webhooks to a receiver: with ours, or the same bodies in a bare loop of `node:http` that does not sign. Arguments:
 * `ours` or `node`, our library, the receiver's URL, the number of webhooks. Prints an OwnRate of webhooks.
 */
import { Agent, request } from 'node:http'
import { pathToFileURL } from 'node:url'
import { profileId } from '../load/requests.js'
import { measureOwnRate, type OwnRate } from '../own-rate.js'

type Library = typeof import('../../src/index.js')

const [, , who = 'node', library = '', url = '', most = '1000'] = process.argv
const count = Number(most)
const warmUp = 2000
/** The number of concurrent requests, the same as ours. */
const connections = 16

/** Delays all webhooks, so that posting them can be timed separately. */
async function measureOurs(): Promise<OwnRate> {
  const { createEmulator } = (await import(pathToFileURL(library).href)) as Library
  const emulator = await createEmulator({ webhooks: { url, completionEvent: 'off' }, journal: 0 })
  await emulator.webhooks.faults.set([{ fault: 'delayed', delay: '1m' }])
  const headers = { authorization: 'Bearer sandbox_default', 'content-type': 'application/json' }
  const post = async (webhooks: number) => {
    // Each verification has two webhooks: sent and delivered.
    for (let number = 0; number < webhooks / 2; number++) {
      const body = JSON.stringify({ phone_number: `+1303${2_000_000 + number}`, verify_profile_id: profileId })
      const { status } = await emulator.fetch(`${emulator.url}/verifications/sms`, { method: 'POST', headers, body })
      if (status !== 200) throw new Error(`a verification was answered ${status}`)
    }
    return measureOwnRate(async () => {
      await emulator.clock.advance('1m')
      return webhooks
    })
  }
  await post(warmUp)
  const rate = await post(count)
  const { webhooks, pending } = await emulator.webhooks.list({ state: 'delivered', limit: 1000 })
  if (pending > 0 || webhooks.length < 1000) throw new Error(`${pending} webhooks were not delivered`)
  return rate
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

async function measureNode(): Promise<OwnRate> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sentAlike) }
  const postOne = () =>
    new Promise<void>((resolve, reject) => {
      const outgoing = request(url, { method: 'POST', agent, headers }, (response) =>
        response.on('end', resolve).resume(),
      )
      outgoing.on('error', reject).end(sentAlike)
    })
  const post = (webhooks: number) =>
    measureOwnRate(async () => {
      let left = webhooks
      const work = async () => {
        while (left-- > 0) await postOne()
      }
      await Promise.all(Array.from({ length: connections }, work))
      return webhooks
    })
  await post(warmUp)
  return post(count)
}

;(who === 'ours' ? measureOurs() : measureNode()).then(
  (rate) => {
    process.stdout.write(JSON.stringify(rate))
    process.exit(0)
  },
  (error) => {
    console.error(error)
    process.exit(1)
  },
)
