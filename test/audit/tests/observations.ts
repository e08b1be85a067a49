import { createPublicKey, verify } from 'node:crypto'
import type { MutantId } from '../../../src/core/mutants.js'
import { startKnown } from '../../support/checks.js'
import { type Api, type Reply, testTime } from '../../support/emulator.js'
import { useReceiver } from '../../support/receiver.js'

/** What an application sees of a rule. A mutant must change it, and nothing else may. */
export type Observe = (api: Api) => Promise<unknown>

const phone = '+13035551234'
const otherPhone = '+13125000000'

const bodyOf = ({ status, body }: Reply) => ({ status, word: body.data?.response_code, error: body.errors?.[0]?.code })
const sendSms = (api: Api, more: object = {}, phone_number = phone) =>
  api.post('/verifications/sms', { phone_number, verify_profile_id: api.emulator.profileId, ...more })
const newestCode = async ({ emulator }: Api, number = phone) =>
  (await emulator.inbox.list({ phoneNumber: number }))[0]?.code
const checkPhone = (api: Api, code: string | undefined, profile = api.emulator.profileId) =>
  api.post(`/verifications/by_phone_number/${phone}/actions/verify`, { code, verify_profile_id: profile })

/** The answer to a request with the connection and the body as an application's HTTP client sees them. */
async function seen(answer: Promise<Reply>): Promise<unknown> {
  try {
    const { status, headers, body } = await answer
    return { status, type: headers.get('content-type'), isJson: typeof body === 'object' }
  } catch {
    return 'no connection'
  }
}

const right: Observe = async (api) => {
  const known = await startKnown(api, phone)
  return bodyOf(await known.byPhone(known.right))
}
const wrong: Observe = async (api) => {
  const known = await startKnown(api, phone)
  return bodyOf(await known.byPhone(known.wrong))
}
const late: Observe = async (api) => {
  const known = await startKnown(api, phone)
  await api.emulator.clock.advance('5m')
  return bodyOf(await known.byPhone(known.right))
}
const send: Observe = (api) => seen(sendSms(api))
const check: Observe = async (api) => {
  const { byPhone, right } = await startKnown(api, phone)
  return seen(byPhone(right))
}
const twice =
  (observe: Observe): Observe =>
  async (api) => [await observe(api), await observe(api)]

/** Two sends in a row, then the code of the first. */
const older =
  (checkCode: (api: Api, code: string | undefined, id: string) => Promise<Reply>): Observe =>
  async (api) => {
    const first = await sendSms(api)
    const code = await newestCode(api)
    await sendSms(api)
    return bodyOf(await checkCode(api, code, first.body.data.id))
  }

const forced =
  (outcome: '40309' | '40333' | '40020' | '10027'): Observe =>
  async (api) => {
    await api.emulator.scenarios.add({ outcome })
    return bodyOf(await sendSms(api))
  }

const numberCode =
  (change: (code: string) => string): Observe =>
  async (api) => {
    await api.post('/verified_numbers', { phone_number: phone, verification_method: 'sms' })
    const code = change((await newestCode(api)) ?? '')
    return (await api.post(`/verified_numbers/${phone}/actions/verify`, { verification_code: code })).status
  }

/** The webhooks of a step, in the order of arrival, and whether a receiver may trust them. */
const webhooks =
  (step: (api: Api) => Promise<unknown>): Observe =>
  async (api) => {
    const receiver = await useReceiver({ isChecked: false })
    await api.emulator.webhooks.setUrl(receiver.url)
    await step(api)
    await api.emulator.clock.advance('10m')
    const { publicKey } = await api.emulator.info()
    return receiver.requests.map(({ headers, body }) => {
      const stamp = String(headers['telnyx-timestamp'])
      const signature = Buffer.from(String(headers['telnyx-signature-ed25519']), 'base64')
      const key = createPublicKey({
        key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'base64').toString('base64url') },
        format: 'jwk',
      })
      const isGenuine = verify(null, Buffer.from(`${stamp}|${body}`), key, signature)
      const { event_type, payload } = JSON.parse(body).data
      const isFresh = Math.abs(Number(stamp) - testTime / 1000) < 300
      return [event_type, payload.status, payload.delivery_status, isGenuine, isFresh]
    })
  }

/** One observation for each mutant. */
export const observations: Readonly<Record<MutantId, Observe>> = {
  'wrong-code-accepted': wrong,
  'right-code-rejected': right,
  'used-code-accepted': async (api) => {
    const known = await startKnown(api, phone)
    await known.byPhone(known.right)
    return bodyOf(await known.byId(known.right))
  },
  'code-never-expires': late,
  'code-expires-at-once': right,
  'attempts-never-exhausted': async (api) => {
    const known = await startKnown(api, phone)
    for (let guess = 1; guess <= 5; guess++) await known.byPhone(known.wrong)
    return bodyOf(await known.byPhone(known.right))
  },
  'attempts-exhausted-at-once': async (api) => {
    const known = await startKnown(api, phone)
    await known.byPhone(known.wrong)
    return bodyOf(await known.byPhone(known.right))
  },
  'older-code-accepted': older((api, code) => checkPhone(api, code)),
  'newer-code-cancels-older': older((api, code, id) => api.post(`/verifications/${id}/actions/verify`, { code })),
  'code-of-another-number-accepted': async (api) => {
    await sendSms(api, {}, otherPhone)
    await sendSms(api)
    return bodyOf(await checkPhone(api, await newestCode(api, otherPhone)))
  },
  'code-of-another-profile-accepted': async (api) => {
    const { body } = await api.post('/verify_profiles', { name: 'Other', sms: {} })
    await sendSms(api)
    return bodyOf(await checkPhone(api, await newestCode(api), body.data.id))
  },
  'error-for-wrong-code': wrong,
  'own-rejection-accepted': async (api) => bodyOf(await (await startKnown(api, phone)).settle('rejected')),
  'custom-code-ignored': async (api) => {
    await sendSms(api, { custom_code: '43612' })
    return newestCode(api)
  },
  'timeout-ignored': async (api) => {
    await sendSms(api, { timeout_secs: 60 })
    await api.emulator.clock.advance('1m')
    return bodyOf(await checkPhone(api, await newestCode(api)))
  },
  'unknown-response-code': right,
  'empty-answer': right,
  'read-as-accepted': async (api) => (await startKnown(api, phone)).status(),
  'read-as-pending': async (api) => {
    const known = await startKnown(api, phone)
    await known.byPhone(known.right)
    return known.status()
  },
  'wrong-number-code-accepted': numberCode((code) => (code === '000000' ? '111111' : '000000')),
  'right-number-code-rejected': numberCode((code) => code),
  'nothing-is-sent': async (api) => {
    await sendSms(api)
    return (await api.emulator.inbox.list()).length
  },
  'destination-not-checked': async (api) => {
    const sms = { whitelisted_destinations: ['DE'] }
    const { body } = await api.post('/verify_profiles', { name: 'Germany', sms })
    return [bodyOf(await sendSms(api, { verify_profile_id: body.data.id })), await forced('40309')(api)]
  },
  'spend-limit-ignored': async (api) => {
    const limit = { daily_spend_limit: 0.01, daily_spend_limit_enabled: true }
    const { body } = await api.post('/verify_profiles', { name: 'Poor', sms: {}, ...limit })
    return [bodyOf(await sendSms(api, { verify_profile_id: body.data.id })), await forced('40333')(api)]
  },
  'send-limit-ignored': async (api) => {
    const sends = await twice(async (api) => bodyOf(await sendSms(api)))(api)
    return [sends, await forced('40020')(api)]
  },
  'refusal-ignored': forced('10027'),
  'wrong-error-code': async (api) => bodyOf(await sendSms(api, {}, '12')),
  'send-outage': twice(send),
  'send-reset': send,
  'send-wrong-type': send,
  'send-truncated': send,
  'send-malformed': send,
  'check-outage': twice(check),
  'check-reset': check,
  'check-wrong-type': check,
  'check-truncated': check,
  'check-malformed': check,
  'webhook-dropped': webhooks(sendSms),
  'webhook-wrong-signature': webhooks(sendSms),
  'webhook-wrong-key': webhooks(sendSms),
  'webhook-altered-body': webhooks(sendSms),
  'webhook-stale-timestamp': webhooks(sendSms),
  'webhook-ends-accepted': webhooks(sendSms),
  'webhook-failure-delivered': webhooks(async (api) => {
    await api.emulator.scenarios.add({ outcome: 'delivery_failed' })
    await sendSms(api)
  }),
  'extra-field': async (api) => Object.keys((await sendSms(api)).body.data),
  'other-dialect': late,
  latency: async (api) => {
    await sendSms(api)
    const { entries } = await api.emulator.journal.list({ kind: 'request', limit: 1 })
    return entries[0]?.decided?.fault
  },
  'send-outage-once': twice(send),
  'check-outage-once': twice(check),
  'webhook-duplicated': webhooks(sendSms),
  'webhook-reordered': webhooks(sendSms),
}

/** Codes per number in ten minutes, so that the second is refused. */
export const limits = { sendsPerNumber: 1 }
