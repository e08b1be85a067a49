import { lastMoment } from '../core/clock.js'
import type { Sandbox } from '../core/sandbox.js'
import { readDuration } from '../wire/duration.js'
import { toClockEvent } from '../wire/message.js'
import { toInstant } from '../wire/timestamp.js'
import type { ControlRequest, ControlTable } from './operation.js'
import { throwBadRequest } from './problem.js'

/** A sandbox's clock in the form of the control API. */
export const describeClock = ({ world: { clock } }: Sandbox) => ({
  now: toInstant(clock.now()),
  frozen: clock.isFrozen,
  offset_ms: Math.round(clock.offsetMs),
})

type ClockRequest = Pick<ControlRequest<'SetClock', 'webhooks'>, 'sandbox' | 'webhooks'>

async function moveClock({ sandbox, webhooks }: ClockRequest, moment: number) {
  const events = await sandbox.moveClock(checkMoment(moment), () => webhooks.drain(sandbox))
  return { body: { clock: describeClock(sandbox), events: events.map(toClockEvent) } }
}

export const clock: ControlTable<
  'GetClock' | 'AdvanceClock' | 'SetClock' | 'FreezeClock' | 'ResumeClock',
  'server' | 'webhooks'
> = {
  GetClock: ({ sandbox }) => ({ body: { clock: describeClock(sandbox) } }),

  AdvanceClock: (request) => moveClock(request, request.sandbox.world.clock.now() + readDuration(request.body.by)),

  SetClock: (request) => {
    const { to } = request.body
    return moveClock(request, to === 'now' ? request.server.wall() : typeof to === 'number' ? to : readMoment(to))
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

/** Unix milliseconds of an ISO 8601 time with a time zone. @throws {ProblemError} 400 */
function readMoment(text: string): number {
  const moment = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(moment)
    ? throwBadRequest(
        `"${text}" is not a valid time. Use ISO 8601 with a time zone, like 2026-01-31T09:30:00Z, Unix milliseconds, or "now".`,
      )
    : moment
}

function checkMoment(moment: number): number {
  if (moment >= 0 && moment <= lastMoment) return Math.round(moment)
  return throwBadRequest('The clock must stay between 1970 and the end of 9999.')
}
