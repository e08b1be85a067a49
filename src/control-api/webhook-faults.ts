import type { Sandbox } from '../core/sandbox.js'
import { addWebhookFault, replaceWebhookFault } from '../core/webhook-faults.js'
import { readWebhookFault, toWebhookFaultRule } from '../wire/webhook-fault.js'
import type { ControlTable } from './operation.js'
import { requireRoom } from './rule-limit.js'

const all = ({ world }: Sandbox) => ({
  body: { webhook_faults: world.state.overrides.webhookFaults.map(toWebhookFaultRule) },
})

export const webhookFaults: ControlTable<'ListWebhookFaults' | 'ReplaceWebhookFaults' | 'CreateWebhookFault'> = {
  ListWebhookFaults: ({ sandbox }) => all(sandbox),

  ReplaceWebhookFaults: ({ sandbox, body }) => {
    const drafts = body.map(readWebhookFault)
    sandbox.run((world) => replaceWebhookFault(world, drafts))
    return all(sandbox)
  },

  CreateWebhookFault: ({ sandbox, body }) => {
    requireRoom(sandbox.world.state.overrides.webhookFaults, 'webhook fault rules')
    const draft = readWebhookFault(body)
    sandbox.run((world) => addWebhookFault(world, [draft]))
    return all(sandbox)
  },
}
