import { setTimeout as pass } from 'node:timers/promises'
import type { Processes } from './processes.js'

/** How often it is looked whether they are gone. Milliseconds. */
const lookMs = 10

/**
 * Ends processes: SIGTERM, and SIGKILL for what is left after the grace. Both are milliseconds.
 *
 * @param killMs how long the system may take to end what was killed
 */
export async function endProcesses(processes: Processes, graceMs: number, killMs = 2000): Promise<void> {
  if (processes.isEmpty) return
  processes.signal('SIGTERM')
  if (await areGone(processes, graceMs)) return
  await areGone(processes, killMs, () => processes.signal('SIGKILL'))
}

/** Looks until they are, or the time is over; before each look something can be done to them. */
async function areGone(processes: Processes, withinMs: number, act = () => {}): Promise<boolean> {
  const until = performance.now() + withinMs
  for (;;) {
    act()
    if (processes.isEmpty) return true
    if (performance.now() >= until) return false
    await pass(lookMs)
  }
}
