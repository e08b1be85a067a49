import type { Sandbox } from '../core/sandbox.js'
import { addScenario, clearScenarios, removeScenario, replaceScenarios } from '../core/scenarios.js'
import { toScenario } from '../wire/overrides.js'
import { readNewScenario } from '../wire/possible-match.js'
import type { ControlTable } from './operation.js'
import { requireRemoved } from './removed-rule.js'
import { checkRuleLimit } from './rule-limit.js'

const listScenarios = ({ world }: Sandbox) => ({ body: { scenarios: world.state.overrides.scenarios.map(toScenario) } })

export const scenarios: ControlTable<
  'ListScenarios' | 'ReplaceScenarios' | 'CreateScenario' | 'DeleteScenario' | 'ClearScenarios'
> = {
  ListScenarios: ({ sandbox }) => listScenarios(sandbox),

  ReplaceScenarios: ({ sandbox, body }) => {
    const drafts = body.map(readNewScenario)
    sandbox.run((world) => replaceScenarios(world, drafts))
    return listScenarios(sandbox)
  },

  CreateScenario: ({ sandbox, body }) => {
    checkRuleLimit(sandbox.world.state.overrides.scenarios, 'scenarios')
    const draft = readNewScenario(body)
    return { body: { scenario: toScenario(sandbox.run((world) => addScenario(world, draft))) } }
  },

  DeleteScenario: ({ sandbox, path: { id = '' } }) => {
    const found = sandbox.run((world) => removeScenario(world, id))
    const removed = requireRemoved('scenario', id, found, sandbox.world.state.overrides.scenarios)
    return { body: { scenario: toScenario(removed) } }
  },

  ClearScenarios: ({ sandbox }) => {
    sandbox.run(clearScenarios)
    return listScenarios(sandbox)
  },
}
