import type { Sandbox } from '../core/sandbox.js'
import { addScenario, clearScenarios, removeScenario } from '../core/scenarios.js'
import { readScenario, toScenario } from '../wire/overrides.js'
import type { ControlTable } from './operation.js'
import { Problem } from './problem.js'
import { requireRoom } from './rule-limit.js'

const all = ({ world }: Sandbox) => ({ body: { scenarios: world.state.overrides.scenarios.map(toScenario) } })

export const scenarios: ControlTable<'ListScenarios' | 'CreateScenario' | 'DeleteScenario' | 'ClearScenarios'> = {
  ListScenarios: ({ sandbox }) => all(sandbox),

  CreateScenario: ({ sandbox, body }) => {
    requireRoom(sandbox.world.state.overrides.scenarios, 'scenarios')
    const draft = readScenario(body)
    return { body: { scenario: toScenario(sandbox.run((world) => addScenario(world, draft))) } }
  },

  DeleteScenario: ({ sandbox, path: { id = '' } }) => {
    const removed = sandbox.run((world) => removeScenario(world, id))
    if (removed !== undefined) return { body: { scenario: toScenario(removed) } }
    const there = sandbox.world.state.overrides.scenarios.map((scenario) => scenario.id)
    const detail = `There is no scenario "${id}" in sandbox "${sandbox.name}"; ${there.length > 0 ? `there are ${there.join(', ')}` : 'there are none, or it has been used up'}.`
    throw new Problem(404, 'Not found', detail)
  },

  ClearScenarios: ({ sandbox }) => {
    sandbox.run(clearScenarios)
    return all(sandbox)
  },
}
