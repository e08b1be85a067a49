/** What every webhook carries besides its signature (W6). */
export const webhookHeaders = { 'content-type': 'application/json', 'user-agent': 'telnyx-webhooks' } as const
