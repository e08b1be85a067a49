import { type EntryEvent, isEntry } from './journal-entry.js'
import { dueAtOnce, type Sandbox } from './sandbox.js'

/** The number of events that are listed of a move. */
export const mostListed = 1000

/** What happened while the clock moved. */
export interface MoveResult {
  /** The first of them. */
  readonly events: readonly EntryEvent[]
  readonly total: number
}

export interface MoveOptions {
  /** Waits for work in progress. */
  readonly drain?: () => Promise<void>
  /** Lets others run when much falls due. */
  readonly pause?: () => Promise<void>
}

/**
 * Sets the clock of a sandbox and runs what falls due on the way, in order and each item at its own time. If an item takes
 * real time, like a webhook, the clock continues from there once it is done. A reset in between stops the move, so that the
 * clock of the new world is not changed.
 *
 * @param moment Unix milliseconds
 */
export async function moveClock(
  sandbox: Sandbox,
  moment: number,
  { drain = async () => {}, pause = async () => {} }: MoveOptions = {},
): Promise<MoveResult> {
  const happened = { events: [] as EntryEvent[], total: 0 }
  const { generation } = sandbox
  const isAhead = moment >= sandbox.world.clock.now()
  const stop = sandbox.listen((event) => {
    if (isEntry(event) && ++happened.total <= mostListed) happened.events.push(event)
  })
  const runDue = createRunner(sandbox, pause)
  try {
    await runDue() // items due by now run even if the clock is set back
    while (sandbox.generation === generation) {
      await drain()
      if (sandbox.generation !== generation) return happened
      const { agenda, clock } = sandbox.world
      if (agenda.nextAt === null || agenda.nextAt > moment) break
      if (agenda.nextAt > clock.now()) clock.set(agenda.nextAt)
      await runDue()
    }
    if (sandbox.generation !== generation) return happened
    // A running clock may have reached the moment during work in progress.
    if (!isAhead || sandbox.world.clock.now() < moment) sandbox.world.clock.set(moment)
    await runDue()
    await drain()
  } finally {
    stop()
  }
  return happened
}

/** Runs what is due in a sandbox each time it is called, and pauses after some items, also over several calls. */
function createRunner(sandbox: Sandbox, pause: () => Promise<void>): () => Promise<void> {
  let untilPause = dueAtOnce
  return async () => {
    const { generation } = sandbox
    while (sandbox.isDue && sandbox.generation === generation) {
      untilPause -= sandbox.runDue(untilPause)
      if (untilPause > 0 && sandbox.heldUntil === undefined) return
      untilPause = dueAtOnce
      await (sandbox.heldUntil ?? pause())
    }
  }
}
