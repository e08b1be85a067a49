import type { Sandbox } from '../core/sandbox.js'
import type { WebhookDelivery } from '../core/webhook-records.js'
import {
  announceAgain,
  redeliver,
  setWebhookHeaders,
  setWebhookUrl,
  webhookHeadersOf,
  webhookUrlsOf,
} from '../core/webhooks.js'
import { isHttpUrl } from '../wire/http-url.js'
import { InputError } from '../wire/input-error.js'
import { suggest } from '../wire/suggest.js'
import { toWebhookDelivery } from '../wire/webhook-delivery.js'
import { requireWebhookHeaders } from '../wire/webhook-headers.js'
import { deliveryStates } from '../wire/words.js'
import { cursorAt, readSince } from './cursor.js'
import type { ControlTable } from './operation.js'
import { answerList } from './parts.js'
import { ProblemError, throwBadRequest, throwGone, throwNothingFound } from './problem.js'
import { type Query, readNumber, readPhoneNumber, readTimeout, readWord, toWaitText } from './query.js'
import { formatRefused } from './refused-send.js'
import { Search } from './search.js'

export const webhooks: ControlTable<
  | 'ListWebhooks'
  | 'NextWebhook'
  | 'GetWebhook'
  | 'RedeliverWebhook'
  | 'TriggerWebhook'
  | 'GetWebhookKey'
  | 'SetWebhookUrl'
  | 'SetWebhookHeaders',
  'longPolls' | 'webhooks' | 'turns'
> = {
  ListWebhooks: async ({ sandbox, query, turns, webhooks: { eventNames } }) => {
    const limit = readNumber(query, 'limit', { byDefault: 100, least: 1, most: 100_000 })
    const state = readWord(query, 'state', deliveryStates)
    const isWanted = readFilter(query, eventNames)
    sandbox.runDue()
    const answer = answerDeliveries(sandbox)
    const newestFirst = [...sandbox.world.state.webhooks.deliveries.values()].reverse()
    const isMeant = (delivery: WebhookDelivery) =>
      isWanted(delivery) && (state === undefined || delivery.state === state)
    return answer(await new Search(turns).find(newestFirst, isMeant, limit))
  },

  NextWebhook: async ({ sandbox, query, longPolls, signal, webhooks: { eventNames } }) => {
    const timeoutMs = readTimeout(query)
    const isWanted = readFilter(query, eventNames)
    const since = readSince(sandbox, query.since, sandbox.world.state.webhooks.sequence)
    const find = () => findNext(sandbox, isWanted, since())
    sandbox.runDue()
    const end = await longPolls.wait(sandbox, find, { timeoutMs, signal, phoneNumber: readPhoneNumber(query) })
    if ('gaveUp' in end && end.gaveUp === 'gone') throwGone()
    if ('found' in end)
      return { body: { webhook: toWebhookDelivery(end.found), cursor: cursorAt(sandbox, end.found.sequence) } }
    if (end.gaveUp === 'closing')
      throw new ProblemError(503, 'Shutting down', 'The emulator is shutting down; no further webhooks will be posted.')
    const cursor = cursorAt(sandbox, sandbox.world.state.webhooks.sequence)
    throw new ProblemError(
      408,
      'No webhook was posted',
      `No webhook within ${toWaitText(timeoutMs)}: ${explainSilence(sandbox)}`,
      {
        cursor,
      },
    )
  },

  GetWebhook: ({ sandbox, path }) => ({ body: toWebhookDelivery(findDelivery(sandbox, path.id)) }),

  RedeliverWebhook: async ({ sandbox, path, webhooks }) => {
    // An attempt in flight goes first and has its own number.
    await webhooks.drain(sandbox, [findDelivery(sandbox, path.id)])
    const delivery = findDelivery(sandbox, path.id)
    sandbox.run((world) => redeliver(world, delivery))
    await webhooks.drain(sandbox, [delivery])
    return { body: toWebhookDelivery(delivery) }
  },

  TriggerWebhook: async ({ sandbox, body, webhooks }) => {
    if (!webhooks.eventNames.includes(body.event_type))
      throw new InputError(suggest('event', body.event_type, webhooks.eventNames))
    const owed = sandbox.run((world) => {
      const { verifications } = world.state
      const verification =
        body.verification_id === undefined
          ? verifications.newest
          : (verifications.get(body.verification_id) ?? verifications.get(body.verification_id.toLowerCase()))
      if (verification === undefined) {
        const which =
          body.verification_id === undefined ? 'no verification yet' : `no verification ${body.verification_id}`
        throwNothingFound(`Sandbox "${sandbox.name}" has ${which}. Send a code first.`)
      }
      const forced = { url: body.url, ...(body.fault !== undefined && { fault: body.fault }) }
      return announceAgain(world, body.event_type, verification, forced)
    })
    if (owed.length === 0) {
      throwBadRequest(
        'The profile has no webhook_url. Set it, start the emulator with --webhook-url, or pass a url in this request.',
      )
    }
    sandbox.runDue()
    await webhooks.drain(sandbox, owed)
    return answerDeliveries(sandbox)(owed)
  },

  SetWebhookUrl: ({ sandbox, body: { url } }) => {
    if (url !== null && !isHttpUrl(url))
      throwBadRequest(`"${url}" is not a valid URL. Example: http://localhost:3000/webhooks.`)
    sandbox.run((world) => setWebhookUrl(world, url))
    return { body: { url } }
  },

  SetWebhookHeaders: ({ sandbox, body: { headers } }) => {
    if (headers !== null) requireWebhookHeaders(headers, 'headers')
    sandbox.run((world) => setWebhookHeaders(world, headers))
    return { body: { headers: webhookHeadersOf(sandbox.world) } }
  },

  GetWebhookKey: ({ sandbox }) => {
    const { publicKey } = sandbox.world.settings.webhooks
    return { body: { public_key: publicKey }, text: publicKey }
  },
}

/** The answer to a list. Its cursor is of the moment of this call, so that it hides nothing that happens during a search. */
function answerDeliveries(sandbox: Sandbox) {
  const { sequence, pending, refused } = sandbox.world.state.webhooks
  const rest = { cursor: cursorAt(sandbox, sequence), pending, refused }
  return (found: readonly WebhookDelivery[]) => answerList(rest, 'webhooks', found, toWebhookDelivery)
}

/** @throws {ProblemError} 400 for an event that is not sent, for which a caller would wait in vain */
function readFilter(query: Query, eventNames: readonly string[]): (delivery: WebhookDelivery) => boolean {
  const { event_type: eventType } = query
  if (eventType !== undefined && !eventNames.includes(eventType))
    throwBadRequest(suggest('event', eventType, eventNames))
  const phoneNumber = readPhoneNumber(query)
  return ({ event }) =>
    (eventType === undefined || event.type === eventType) &&
    (phoneNumber === undefined || event.verification.phoneNumber === phoneNumber)
}

/** The delivery attempted first after a position in the sequence; without a position, the delivery attempted last. */
function findNext(
  sandbox: Sandbox,
  isWanted: (delivery: WebhookDelivery) => boolean,
  since: number | null,
): WebhookDelivery | null {
  let found: WebhookDelivery | null = null
  if (sandbox.world.state.webhooks.sequence <= (since ?? 0)) return found // none was attempted
  for (const delivery of sandbox.world.state.webhooks.deliveries.values()) {
    if (delivery.sequence <= (since ?? 0) || !isWanted(delivery)) continue
    const isBetter =
      found === null || (since === null ? delivery.sequence > found.sequence : delivery.sequence < found.sequence)
    if (isBetter) found = delivery
  }
  return found
}

/** @throws {ProblemError} 404 for an unknown id */
function findDelivery(sandbox: Sandbox, id = ''): WebhookDelivery {
  const delivery = sandbox.world.state.webhooks.deliveries.get(id.toLowerCase())
  if (delivery !== undefined) return delivery
  return throwNothingFound(
    `Sandbox "${sandbox.name}" has no webhook delivery ${id}. GET /_emulator/webhooks lists them.`,
  )
}

/** Explains why no webhook arrived. */
function explainSilence(sandbox: Sandbox): string {
  const { state } = sandbox.world
  const { pending, deliveries } = state.webhooks
  if (pending > 0) return `${pending} pending; advance the clock if the next attempt is due later.`
  if (deliveries.size > 0) return 'no matching webhook was attempted after the given cursor.'
  if (state.verifications.size === 0)
    return `nothing has been sent in sandbox "${sandbox.name}".${formatRefused(sandbox)}`
  const hasUrl = [...state.profiles.keys()].some((profileId) => webhookUrlsOf(sandbox.world, profileId).length > 0)
  return hasUrl ? 'no profile with a URL has sent anything.' : 'no profile of this sandbox has a webhook_url.'
}
