import type { VerifyOperationId } from '../spec/operations.js'
import { checks } from './checks.js'
import { neighbors } from './neighbors.js'
import type { HandlerTable } from './operation.js'
import { profiles } from './profiles.js'
import type { SendId } from './sends.js'
import { templates } from './templates.js'
import { verifications } from './verifications.js'
import { verifiedNumbers } from './verified-numbers.js'
import { webhooks } from './webhooks.js'

/** All 23 operations besides those that send a code, by the vendor's IDs; the compiler checks completeness. */
export const api: HandlerTable<Exclude<VerifyOperationId, SendId>> = {
  ...profiles,
  ...templates,
  ...verifications,
  ...checks,
  ...verifiedNumbers,
  ...webhooks,
  ...neighbors,
}
