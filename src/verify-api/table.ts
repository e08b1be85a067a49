import type { VerifyOperationId } from '../spec/operations.js'
import { checks } from './checks.js'
import { neighbors } from './neighbors.js'
import type { HandlerTable } from './operation.js'
import { profiles } from './profiles.js'
import { templates } from './templates.js'
import { verifications } from './verifications.js'
import { verifiedNumbers } from './verified-numbers.js'
import { webhooks } from './webhooks.js'

/** All 27 operations by the vendor's IDs; the compiler checks completeness. */
export const api: HandlerTable<VerifyOperationId> = {
  ...profiles,
  ...templates,
  ...verifications,
  ...checks,
  ...verifiedNumbers,
  ...webhooks,
  ...neighbors,
}
