import type { Sandbox } from '../core/sandbox.js'
import { addScenario, clearScenarios, removeScenario } from '../core/scenarios.js'
import { readScenario, toScenario } from '../wire/overrides.js'
import { suggest } from '../wire/suggest.js'
import type { ControlTable } from './operation.js'
import { throwNothingFound } from './problem.js'
import { checkRuleLimit } from './rule-limit.js'

const listScenarios = ({ world }: Sandbox) => ({ body: { scenarios: world.state.overrides.scenarios.map(toScenario) } })

export const scenarios: ControlTable<'ListScenarios' | 'CreateScenario' | 'DeleteScenario' | 'ClearScenarios'> = {
  ListScenarios: ({ sandbox }) => listScenarios(sandbox),

  CreateScenario: ({ sandbox, body }) => {
    checkRuleLimit(sandbox.world.state.overrides.scenarios, 'scenarios')
    const draft = readScenario(body)
    return { body: { scenario: toScenario(sandbox.run((world) => addScenario(world, draft))) } }
  },

  DeleteScenario: ({ sandbox, path: { id = '' } }) => {
    const removed = sandbox.run((world) => removeScenario(world, id))
    if (removed !== undefined) return { body: { scenario: toScenario(removed) } }
    const there = sandbox.world.state.overrides.scenarios.map((scenario) => scenario.id)
    const usedUp = there.length === 0 ? ' It may have been used up.' : ''
    return throwNothingFound(`${suggest('scenario', id, there)}${usedUp}`)
  },

  ClearScenarios: ({ sandbox }) => {
    sandbox.run(clearScenarios)
    return listScenarios(sandbox)
  },
}
