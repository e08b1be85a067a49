import type { Sandbox } from '../core/sandbox.js'
import { addWebhookFault, removeWebhookFault, replaceWebhookFaults } from '../core/webhook-faults.js'
import { readWebhookFault, toWebhookFaultRule } from '../wire/webhook-fault.js'
import type { ControlTable } from './operation.js'
import { requireRemoved } from './removed-rule.js'
import { checkRuleLimit } from './rule-limit.js'

const listWebhookFaults = ({ world }: Sandbox) => ({
  body: { webhook_faults: world.state.overrides.webhookFaults.map(toWebhookFaultRule) },
})

export const webhookFaults: ControlTable<
  'ListWebhookFaults' | 'ReplaceWebhookFaults' | 'CreateWebhookFault' | 'DeleteWebhookFault',
  'webhooks'
> = {
  ListWebhookFaults: ({ sandbox }) => listWebhookFaults(sandbox),

  ReplaceWebhookFaults: ({ sandbox, body, webhooks: { eventNames } }) => {
    const drafts = body.map((request) => readWebhookFault(request, eventNames))
    sandbox.run((world) => replaceWebhookFaults(world, drafts))
    return listWebhookFaults(sandbox)
  },

  CreateWebhookFault: ({ sandbox, body, webhooks }) => {
    checkRuleLimit(sandbox.world.state.overrides.webhookFaults, 'webhook faults')
    const draft = readWebhookFault(body, webhooks.eventNames)
    return { body: { webhook_fault: toWebhookFaultRule(sandbox.run((world) => addWebhookFault(world, draft))) } }
  },

  DeleteWebhookFault: ({ sandbox, path: { id = '' } }) => {
    const found = sandbox.run((world) => removeWebhookFault(world, id))
    const removed = requireRemoved('webhook fault', id, found, sandbox.world.state.overrides.webhookFaults)
    return { body: { webhook_fault: toWebhookFaultRule(removed) } }
  },
}
