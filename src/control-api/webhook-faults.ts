import { addMischief, replaceMischief } from '../core/webhook-faults.js'
import type { Sandbox } from '../core/sandbox.js'
import { readMischief, toMischiefRule } from '../wire/webhook-fault.js'
import type { ControlTable } from './operation.js'
import { requireRoom } from './rule-limit.js'

const all = ({ world }: Sandbox) => ({ body: { mischief: world.state.steering.mischief.map(toMischiefRule) } })

export const mischief: ControlTable<'ListMischief' | 'ReplaceMischief' | 'CreateMischief'> = {
  ListMischief: ({ sandbox }) => all(sandbox),

  ReplaceMischief: ({ sandbox, body }) => {
    const drafts = body.map(readMischief)
    sandbox.run((world) => replaceMischief(world, drafts))
    return all(sandbox)
  },

  CreateMischief: ({ sandbox, body }) => {
    requireRoom(sandbox.world.state.steering.mischief, 'rules of mischief')
    const draft = readMischief(body)
    sandbox.run((world) => addMischief(world, [draft]))
    return all(sandbox)
  },
}
