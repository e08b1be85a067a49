import { setTimeout as pause } from 'node:timers/promises'
import type { WebhookDelivery } from '../../../client/types.js'
import { Signer, webhookHeaders } from '../../../webhook/signature.js'
import { type Answer, describeAnswer } from '../../flow/answer.js'
import { sendRequest } from '../../flow/http-client.js'
import { failed, type LoginCheck, passed } from '../check.js'
import { SkipError } from '../check-errors.js'
import { asvs, webhookSecurity } from '../references.js'
import type { Scene } from '../scene.js'

const stranger = 'the key pair of a stranger'

export const webhookChecks = {
  'webhook-forged': {
    title: 'A forged event lets no visitor in',
    level: 'l1',
    severity: 'high',
    asks: 'Posts events that call a pending verification accepted: unsigned, signed with another key, and with an invalid signature.',
    gain: 'Anyone who finds the URL completes any login with one request.',
    cure: 'Verify the signature over the raw body before anything else. `tve audit receiver` tests the receiver in depth.',
    references: [webhookSecurity, asvs('2.2.1')],
    when: 'together',
    run: async (scene) => {
      requireWebhook(scene)
      const phone = scene.newNumber()
      const visitor = scene.visitor()
      await scene.startAndRead(visitor, phone)
      const body = await composeAccepted(scene, phone)
      const nowSecs = Math.floor(Date.now() / 1000)
      const foreign = Signer.fromSeed(stranger)
      const forgeries: Readonly<Record<string, Readonly<Record<string, string>>>> = {
        unsigned: {},
        'signed with another key': { ...foreign.sign(nowSecs, body) },
        'with a malformed signature': {
          'telnyx-signature-ed25519': 'AAAA',
          'telnyx-timestamp': String(nowSecs),
        },
      }
      const wrong: string[] = []
      for (const [how, headers] of Object.entries(forgeries)) {
        const answer = await post(scene, `forged event, ${how}`, { ...webhookHeaders, ...headers }, body)
        if (await visitor.isInside()) wrong.push(`${how}: the visitor is in`)
        else if (answer.status === 500 || answer.status < 300) wrong.push(`${how}: ${describeAnswer(answer)}`)
      }
      return wrong.length === 0
        ? passed('Three forged events were refused.')
        : failed(`${wrong.join('; ')}.`, 'Refused with 4xx')
    },
  },

  'webhook-replayed': {
    title: 'An old event lets no other visitor in',
    level: 'l2',
    severity: 'high',
    asks: 'Posts the genuine event of a finished login again while someone else has a login pending for the same number.',
    gain: 'Whoever recorded one event logs in as that user as often as they like.',
    cure: 'Match events by the ID of the verification, refuse timestamps older than five minutes, and remember data.id.',
    references: [webhookSecurity, asvs('6.5.1')],
    when: 'together',
    isSlow: true,
    run: async (scene) => {
      requireWebhook(scene)
      const { phone, event } = await finishLogin(scene)
      await scene.waitForCoolDown()
      const attacker = scene.visitor('attacker')
      const before = (await scene.messagesTo(phone)).length
      const answer = await scene.start(attacker, phone)
      if ((await scene.nextMessage(phone, before, answer)) === undefined)
        throw new SkipError(scene.coolDownAdvice(answer))
      const request = event.attempts[0]?.request
      await post(scene, 'replayed event', request?.headers ?? {}, String(request?.body ?? ''))
      return (await attacker.isInside())
        ? failed('The event of an earlier login let another visitor in.', 'No effect')
        : passed('The event of an earlier login had no effect.')
    },
  },

  'webhook-reordered': {
    title: 'Events in another order change nothing',
    level: 'l2',
    severity: 'low',
    asks: 'Posts the event that the message was sent after the login is complete.',
    gain: 'Late events, which are usual, log users out or crash the receiver, and the service repeats them.',
    cure: 'Let no event move a finished login back, and answer 2xx to events that you do not need.',
    references: [webhookSecurity],
    when: 'together',
    run: async (scene) => {
      requireWebhook(scene)
      const { phone, visitor, event } = await finishLogin(scene)
      const { emulator } = scene.context
      const [late] = await emulator.webhooks.trigger({ eventType: 'verify.sent', verificationId: event.verificationId })
      const attempt = late === undefined ? undefined : await settled(scene, late.id)
      scene.note(`service: verify.sent after the end -> ${attempt?.status ?? attempt?.error}`)
      if (!(await visitor.isInside(phone))) return failed('A late verify.sent logged the visitor out.', 'No effect')
      return attempt?.status !== undefined && attempt.status !== null && attempt.status < 300
        ? passed('A late verify.sent was accepted and changed nothing.')
        : failed(`A late verify.sent was answered with ${attempt?.status ?? attempt?.error}.`, '2xx')
    },
  },
} as const satisfies Readonly<Record<string, LoginCheck>>

function requireWebhook(scene: Scene): string {
  const { webhook } = scene.context.flow
  if (webhook !== undefined) return webhook
  throw new SkipError('The flow file names no webhook, so the application is taken to use none.')
}

async function post(
  scene: Scene,
  name: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Answer> {
  const { base } = scene.context.driver
  const url = new URL(base.href.replace(/\/$/, '') + requireWebhook(scene))
  const answer = await sendRequest({
    url,
    method: 'POST',
    headers,
    body,
    localAddress: undefined,
    timeoutMs: scene.context.patienceMs,
  })
  scene.note(`${name}: POST ${url.pathname} -> ${describeAnswer({ ...answer, request: '' })}`)
  return { ...answer, request: `POST ${url.pathname}` }
}

/** The event that a verification was accepted, as the service would send it (W4, W5). */
async function composeAccepted(scene: Scene, phone: string): Promise<string> {
  const message = (await scene.messagesTo(phone)).at(-1)
  const profile = scene.context.emulator.profileId
  return JSON.stringify({
    data: {
      event_type: 'verification.complete',
      id: '00000000-0000-4000-8000-000000000001',
      occurred_at: message?.sentAt,
      payload: {
        ...{ id: message?.verificationId, type: 'sms', record_type: 'verification', phone_number: phone },
        ...{ profile_id: profile, verify_profile_id: profile, status: 'accepted', delivery_status: 'delivered' },
        ...{ custom_code: null, failed_attempts: 0, timeout_secs: null },
      },
      record_type: 'event',
    },
    meta: { attempt: 1, delivered_to: new URL(requireWebhook(scene), scene.context.driver.base).href },
  })
}

/** Logs a visitor in and waits for the event about it. */
async function finishLogin(scene: Scene) {
  const phone = scene.newNumber()
  const visitor = scene.visitor('user')
  await visitor.check(await scene.startAndRead(visitor, phone))
  const until = process.uptime() * 1000 + scene.context.patienceMs
  for (;;) {
    const { webhooks } = await scene.context.emulator.webhooks.list({ phoneNumber: phone })
    const event = webhooks.find(
      ({ eventType, attempts }) => eventType === 'verification.complete' && attempts.length > 0,
    )
    if (event !== undefined) return { phone, visitor, event: event as WebhookDelivery }
    if (process.uptime() * 1000 > until)
      throw new SkipError('The service sent no verification.complete about a finished login.')
    await pause(20)
  }
}

/** The first attempt of a delivery, once it is over. */
async function settled(scene: Scene, id: string) {
  const until = process.uptime() * 1000 + scene.context.patienceMs
  for (;;) {
    const [attempt] = (await scene.context.emulator.webhooks.get(id)).attempts
    if (attempt !== undefined || process.uptime() * 1000 > until) return attempt
    await pause(20)
  }
}
