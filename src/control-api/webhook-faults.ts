import type { Sandbox } from '../core/sandbox.js'
import { addWebhookFaults, replaceWebhookFaults } from '../core/webhook-faults.js'
import { readWebhookFault, toWebhookFaultRule } from '../wire/webhook-fault.js'
import type { ControlTable } from './operation.js'
import { checkRuleLimit } from './rule-limit.js'

const listWebhookFaults = ({ world }: Sandbox) => ({
  body: { webhook_faults: world.state.overrides.webhookFaults.map(toWebhookFaultRule) },
})

export const webhookFaults: ControlTable<'ListWebhookFaults' | 'ReplaceWebhookFaults' | 'CreateWebhookFault'> = {
  ListWebhookFaults: ({ sandbox }) => listWebhookFaults(sandbox),

  ReplaceWebhookFaults: ({ sandbox, body }) => {
    const drafts = body.map(readWebhookFault)
    sandbox.run((world) => replaceWebhookFaults(world, drafts))
    return listWebhookFaults(sandbox)
  },

  CreateWebhookFault: ({ sandbox, body }) => {
    checkRuleLimit(sandbox.world.state.overrides.webhookFaults, 'webhook faults')
    const draft = readWebhookFault(body)
    sandbox.run((world) => addWebhookFaults(world, [draft]))
    return listWebhookFaults(sandbox)
  },
}
