import { lastMoment } from '../core/clock.js'
import { listDue, nextDueAt } from '../core/due.js'
import { moveClock } from '../core/move-clock.js'
import type { Sandbox } from '../core/sandbox.js'
import { toDueList } from '../wire/due.js'
import { readDuration } from '../wire/duration.js'
import { toClockEvent } from '../wire/message.js'
import { parseTime, toInstant } from '../wire/timestamp.js'
import type { ControlRequest, ControlTable } from './operation.js'
import { throwBadRequest } from './problem.js'
import { readNumber } from './query.js'

/** A sandbox's clock in the form of the control API. */
export const toClockState = ({ world: { clock } }: Sandbox) => ({
  now: toInstant(clock.now()),
  frozen: clock.isFrozen,
  offset_ms: Math.round(clock.offsetMs),
})

/** How many of the events that are due are listed unless a request says otherwise. */
const usualLimit = 50

/** The most events that are answered in the turn of the last of them: a longer answer takes a turn of its own. */
const mostInTurn = 100

/** A sandbox's clock and what is due by it. */
export const toClockAnswer = (sandbox: Sandbox, limit = usualLimit) => ({
  clock: toClockState(sandbox),
  ...toDueList(listDue(sandbox.world, limit)),
})

type ClockParts = 'sandboxes' | 'webhooks' | 'turns'
type ClockRequest = Pick<ControlRequest<'SetClock', ClockParts>, 'sandbox' | ClockParts>

/** The moves that are under way. */
const moves = new WeakMap<Sandbox, Promise<unknown>>()

/**
 * Moves a clock after the moves that were asked for before: two that advance it at the same time advance it by the sum. One that
 * waited while the sandbox was reset does nothing.
 *
 * @param findMoment finds the target once it is the turn of the move. Unix milliseconds
 */
async function move(request: ClockRequest, findMoment: () => number | Promise<number>) {
  const { sandbox, webhooks } = request
  const { generation } = sandbox
  // Who waits for a move waits for its webhooks, too.
  for (let other = moves.get(sandbox); other !== undefined; other = moves.get(sandbox))
    await Promise.allSettled([webhooks.drain(sandbox), other])
  const isCurrent = sandbox.generation === generation
  const moved = moveInTurn(request, isCurrent ? findMoment : () => sandbox.world.clock.now())
  moves.set(sandbox, moved)
  try {
    return await moved
  } finally {
    moves.delete(sandbox)
  }
}

async function moveInTurn(
  { sandbox, sandboxes, webhooks, turns }: ClockRequest,
  findMoment: () => number | Promise<number>,
) {
  const { events, total } = await moveClock(sandbox, checkMoment(await findMoment()), {
    drain: () => webhooks.drain(sandbox),
    // All changes of a long move would be too long for one line of the log.
    pause: async () => {
      await sandboxes.write(sandbox)
      await turns.pause()
    },
  })
  const reached = toClockAnswer(sandbox) // before the pause, in which others may move the clock on
  if (total > mostInTurn) await turns.pause()
  return { body: { ...reached, events: events.map(toClockEvent), events_total: total } }
}

export const clock: ControlTable<
  'GetClock' | 'AdvanceClock' | 'AdvanceClockToNext' | 'SetClock' | 'FreezeClock' | 'ResumeClock',
  'server' | ClockParts
> = {
  GetClock: ({ sandbox, query }) => {
    const limit = readNumber(query, 'limit', { byDefault: usualLimit, least: 1, most: 1000 })
    sandbox.runDue()
    return { body: toClockAnswer(sandbox, limit) }
  },

  AdvanceClock: (request) => {
    const byMs = readDuration(request.body.by)
    return move(request, () => request.sandbox.world.clock.now() + byMs)
  },

  AdvanceClockToNext: (request) =>
    move(request, async () => {
      const { sandbox, webhooks } = request
      sandbox.runDue()
      await webhooks.drain(sandbox) // an attempt that is under way decides whether there is another one
      return nextDueAt(sandbox.world) ?? sandbox.world.clock.now()
    }),

  SetClock: (request) => {
    const { to } = request.body
    const moment = typeof to === 'string' && to !== 'now' ? readMoment(to) : to
    return move(request, () => (moment === 'now' ? request.server.wall() : moment))
  },

  FreezeClock: ({ sandbox }) => {
    sandbox.run((world) => world.clock.freeze())
    return { body: toClockAnswer(sandbox) }
  },

  ResumeClock: ({ sandbox }) => {
    sandbox.run((world) => world.clock.resume())
    return { body: toClockAnswer(sandbox) }
  },
}

/** Unix milliseconds of an ISO 8601 time with a time zone. @throws {ProblemError} 400 */
function readMoment(text: string): number {
  const moment = /T.*(Z|[+-]\d\d:?\d\d)$/.test(text) ? parseTime(text) : Number.NaN
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
