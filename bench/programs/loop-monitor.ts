/**
 * Loaded into a server before its own code: finds the longest time for which the event loop answered no one. The parent
 * process sends `begin` and `end`; the answer to `end` is a LongestBlock.
 */
import { closeSync, openSync, readSync } from 'node:fs'

/** The longest block of the event loop. Milliseconds. */
export interface LongestBlock {
  /** By the clock on the wall; other processes of a busy machine make it longer. */
  readonly wallMs: number
  /** By the processor time of the main thread; leaves out the time in which it waited for the disk. */
  readonly processorMs: number
}

const scratch = Buffer.alloc(100)
/** Linux counts the processor time of the main thread in nanoseconds. */
const schedule = process.platform === 'linux' ? openSync('/proc/self/schedstat', 'r') : undefined
if (schedule !== undefined) process.once('exit', () => closeSync(schedule))

function processorMs(): number {
  if (schedule === undefined) {
    // Elsewhere the other threads of the process count as well.
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
  return Number(scratch.toString('latin1', 0, readSync(schedule, scratch, 0, scratch.length, 0)).split(' ')[0]) / 1e6
}

const longest = { wallMs: 0, processorMs: 0 }
let last = { wallMs: performance.now(), processorMs: processorMs() }

function tick(): void {
  const now = { wallMs: performance.now(), processorMs: processorMs() }
  longest.wallMs = Math.max(longest.wallMs, now.wallMs - last.wallMs)
  longest.processorMs = Math.max(longest.processorMs, now.processorMs - last.processorMs)
  last = now
}

setInterval(tick, 1).unref()
process.on('message', (message) => {
  tick()
  if (message === 'end') process.send?.({ ...longest })
  longest.wallMs = 0
  longest.processorMs = 0
})
process.channel?.unref()
