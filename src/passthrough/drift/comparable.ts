import type { VerifyOperationId } from '../../spec/operations.js'
import type { UpstreamAnswer, UpstreamExchange } from '../relay/exchange.js'
import { findValue } from '../relay/headers.js'

/** Operations about webhooks, which the shadow does not send, about the account's own key and money, and about carriers. */
const notShadowed: readonly VerifyOperationId[] = [
  'GetPublicKey',
  'GetWebhookDeliveries',
  'GetWebhookDelivery',
  'GetUserBalance',
  'SearchDetailRecords',
  'LookupNumber',
]

/** Why an exchange shows nothing about the emulator; null if it does. */
export function whyNotComparable({ asked, request }: UpstreamExchange, { status }: UpstreamAnswer): string | null {
  const { operation } = asked
  if (operation === null && status !== 404 && status !== 405) return 'not an operation of Verify'
  if (operation !== null && notShadowed.includes(operation.id))
    return 'webhooks, keys, bills and carriers belong to the account'
  if (status >= 500) return 'the upstream failed'
  if (status === 429) return 'the upstream limited the rate'
  if (status === 403) return 'the permissions of the account are unknown'
  const hasKey = /^Bearer +\S/i.test(findValue(request.headers, 'authorization') ?? '')
  return status === 401 && hasKey ? 'the upstream did not accept the key' : null
}
