import type { VerifyOperationId } from '../../spec/operations.js'
import type { Exchange, UpstreamAnswer } from '../relay/exchange.js'
import { findValue } from '../relay/headers.js'

/** Operations that tell of webhooks, which a shadow does not send, and of the account's own key. */
const notShadowed: readonly VerifyOperationId[] = ['GetPublicKey', 'GetWebhookDeliveries', 'GetWebhookDelivery']

/** Why an exchange says nothing about the emulator; null where it does. */
export function whyNotComparable({ asked, request }: Exchange, { status }: UpstreamAnswer): string | null {
  const { operation } = asked
  if (operation === null && status !== 404 && status !== 405) return 'no operation of Verify'
  if (operation !== null && notShadowed.includes(operation.id)) return 'webhooks and keys are those of the account'
  if (status >= 500) return 'the upstream failed'
  if (status === 429) return 'the upstream limited the rate'
  if (status === 403) return 'what the account may do is not known'
  const hasKey = /^Bearer +\S/i.test(findValue(request.headers, 'authorization') ?? '')
  return status === 401 && hasKey ? 'the upstream did not accept the key' : null
}
