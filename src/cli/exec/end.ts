import { setTimeout as pause } from 'node:timers/promises'
import type { Processes } from './processes.js'

/** Interval between two checks whether the processes have ended. Milliseconds. */
const intervalMs = 10

/**
 * Ends processes: SIGTERM first, then SIGKILL for those that remain after the grace period.
 *
 * @param graceMs how long the processes may take to end after SIGTERM
 * @param killMs how long the system may take to end killed processes
 */
export async function endProcesses(processes: Processes, graceMs: number, killMs = 2000): Promise<void> {
  if (processes.isEmpty) return
  processes.signal('SIGTERM')
  if (await waitForEnd(processes, graceMs)) return
  await waitForEnd(processes, killMs, () => processes.signal('SIGKILL'))
}

/** Waits until the processes have ended, or the time is up; `act` runs before each check. */
async function waitForEnd(processes: Processes, withinMs: number, act = () => {}): Promise<boolean> {
  const until = process.uptime() * 1000 + withinMs
  for (;;) {
    act()
    if (processes.isEmpty) return true
    if (process.uptime() * 1000 >= until) return false
    await pause(intervalMs)
  }
}
