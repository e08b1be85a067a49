import type { AgendaItem } from './agenda.js'
import type { Verification } from './records.js'
import type { World } from './world.js'

/** The next due items of a sandbox and their total number. */
export interface DueList {
  /** Soonest first. */
  readonly items: readonly AgendaItem[]
  readonly total: number
}

/** Lists due items that still apply, soonest first. */
export function listDue({ agenda }: World, limit: number): DueList {
  const items: AgendaItem[] = []
  for (const item of agenda.inOrder()) {
    if (items.length === limit) break
    if (stillApplies(item)) items.push(item)
  }
  if (items.length < limit) return { items, total: items.length }
  return { items, total: agenda.count(stillApplies, canExpire) }
}

/** Unix milliseconds of the next due item that still applies; null if there is nothing due. */
export function nextDueAt({ agenda }: World): number | null {
  for (const item of agenda.inOrder()) if (stillApplies(item)) return item.at
  return null
}

/** Whether a due item still applies: an accepted verification, for example, does not expire. */
function stillApplies({ kind, at, about }: AgendaItem): boolean {
  if (kind === 'webhook') return about.state === 'pending' && about.dueAt === at
  if (kind === 'delivery') return about.due !== null && about.due.at === at
  return canExpire(about)
}

const canExpire = ({ status }: Verification): boolean => status === 'pending'
