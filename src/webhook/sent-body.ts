import type { WebhookFault } from '../core/webhook-records.js'

/** The body as it is sent: a fault may alter one byte, in a field that every event has. */
export const toSentBody = (body: string, fault: WebhookFault | null) =>
  fault === 'altered-body' ? body.replace('"record_type":"event"', '"record_type":"Event"') : body
