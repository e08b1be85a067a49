import { countOf } from '../wire/count-of.js'
import type { ControlWire } from '../wire/types.js'
import type { ControlTable } from './operation.js'
import { throwBadRequest, throwNothingFound } from './problem.js'

export const replay: ControlTable<'GetReplay' | 'MoveReplay', 'runs'> = {
  GetReplay: ({ runs }) => ({ body: requireReplay(runs.replay).read() }),

  MoveReplay: async ({ runs, body }) => {
    const { to } = body as ControlWire['ReplayMove']
    const replay = requireReplay(runs.replay)
    const { at, requests } = replay.read()
    if (to < at)
      throwBadRequest(
        `Request ${at} was carried out already, and a replay does not go back. Start it again: tve replay <file> --at ${to}`,
      )
    if (to > requests.length)
      throwBadRequest(`The run has ${countOf(requests.length, 'request')}, so ${to} is beyond its end.`)
    await replay.moveTo(to)
    return { body: replay.read() }
  },
}

function requireReplay<Replay>(replay: Replay | undefined): Replay {
  if (replay === undefined) throwNothingFound('This emulator replays no run. Start it with: tve replay <file> --step')
  return replay
}
