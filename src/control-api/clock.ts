import { lastMoment } from '../core/clock.js'
import type { Sandbox } from '../core/sandbox.js'
import { readDuration } from '../wire/duration.js'
import { toClockEvent } from '../wire/message.js'
import { toInstant } from '../wire/timestamp.js'
import type { ControlRequest, ControlTable } from './operation.js'
import { throwBadRequest } from './problem.js'

/** A sandbox's clock as the control API tells it. */
export const describeClock = ({ world: { clock } }: Sandbox) => ({
  now: toInstant(clock.now()),
  frozen: clock.isFrozen,
  offset_ms: Math.round(clock.offsetMs),
})

async function move(
  { sandbox, installation }: Pick<ControlRequest<'SetClock'>, 'sandbox' | 'installation'>,
  moment: number,
) {
  const happened = await sandbox.moveClock(checkMoment(moment), () => installation.drain(sandbox))
  return { body: { clock: describeClock(sandbox), happened: happened.map(toClockEvent) } }
}

export const clock: ControlTable<'GetClock' | 'AdvanceClock' | 'SetClock' | 'FreezeClock' | 'ResumeClock'> = {
  GetClock: ({ sandbox }) => ({ body: { clock: describeClock(sandbox) } }),

  AdvanceClock: (request) => move(request, request.sandbox.world.clock.now() + readDuration(request.body.by)),

  SetClock: (request) => {
    const { to } = request.body
    return move(request, to === 'now' ? request.installation.wall() : typeof to === 'number' ? to : readMoment(to))
  },

  FreezeClock: ({ sandbox }) => {
    sandbox.run((world) => world.clock.freeze())
    return { body: { clock: describeClock(sandbox) } }
  },

  ResumeClock: ({ sandbox }) => {
    sandbox.run((world) => world.clock.resume())
    return { body: { clock: describeClock(sandbox) } }
  },
}

/** Unix milliseconds of an ISO 8601 moment that names its zone. @throws {Problem} 400 */
function readMoment(text: string): number {
  const moment = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(moment)
    ? throwBadRequest(`"${text}" is no moment. Write it like 2026-01-31T09:30:00Z, as unix milliseconds, or "now".`)
    : moment
}

function checkMoment(moment: number): number {
  if (moment >= 0 && moment <= lastMoment) return Math.round(moment)
  return throwBadRequest('The clock goes from 1970 to the end of 9999.')
}
