/** Kinds of journal entries. */
export const entryKinds = ['request', 'message', 'call', 'delivery', 'verification', 'webhook'] as const

/** States of webhook deliveries. */
export const deliveryStates = ['pending', 'delivered', 'failed', 'dropped'] as const

/** Faults that can be injected into webhooks. */
export const webhookFaultKinds = [
  'duplicate',
  'out-of-order',
  'delayed',
  'dropped',
  'wrong-signature',
  'stale-timestamp',
  'altered-body',
  'wrong-key',
] as const
