import type { AgendaItem } from './agenda.js'
import type { World } from './world.js'

/** The next events of a sandbox and how many there are in all. */
export interface DueList {
  /** Soonest first. */
  readonly items: readonly AgendaItem[]
  readonly total: number
}

/** What will happen by itself once its time has come, without what no longer matters. */
export function listDue({ agenda }: World, limit: number): DueList {
  const due = agenda.list(matters)
  return { items: due.slice(0, limit), total: due.length }
}

/** Unix milliseconds of the next event; null where nothing is due. */
export function nextDueAt(world: World): number | null {
  return listDue(world, 1).items[0]?.at ?? null
}

/** Whether something happens when an item falls due: an accepted code does not expire, for one. */
function matters({ kind, at, about }: AgendaItem): boolean {
  if (kind === 'webhook') return about.state === 'pending' && about.dueAt === at
  if (kind === 'delivery') return about.due !== null && about.due.at === at
  return about.status === 'pending'
}
