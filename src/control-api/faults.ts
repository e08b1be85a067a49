import { addFault, removeFault, replaceFaults } from '../core/faults.js'
import type { Sandbox } from '../core/sandbox.js'
import { toFaultRule } from '../wire/overrides.js'
import { readNewFault } from '../wire/possible-match.js'
import type { ControlTable } from './operation.js'
import { requireRemoved } from './removed-rule.js'
import { checkRuleLimit } from './rule-limit.js'

const listFaults = ({ world }: Sandbox) => ({ body: { faults: world.state.overrides.faults.map(toFaultRule) } })

export const faults: ControlTable<'ListFaults' | 'ReplaceFaults' | 'CreateFault' | 'DeleteFault'> = {
  ListFaults: ({ sandbox }) => listFaults(sandbox),

  ReplaceFaults: ({ sandbox, body }) => {
    const drafts = body.map(readNewFault)
    sandbox.run((world) => replaceFaults(world, drafts))
    return listFaults(sandbox)
  },

  CreateFault: ({ sandbox, body }) => {
    checkRuleLimit(sandbox.world.state.overrides.faults, 'faults')
    const draft = readNewFault(body)
    return { body: { fault: toFaultRule(sandbox.run((world) => addFault(world, draft))) } }
  },

  DeleteFault: ({ sandbox, path: { id = '' } }) => {
    const found = sandbox.run((world) => removeFault(world, id))
    const removed = requireRemoved('fault', id, found, sandbox.world.state.overrides.faults)
    return { body: { fault: toFaultRule(removed) } }
  },
}
