import type { Event } from '../core/events.js'
import type { Sandbox } from '../core/sandbox.js'
import { mostPending } from '../core/webhooks.js'
import { looksReal, maskKey } from '../wire/masking.js'

type Warn = (sentence: string) => void

/** Warns once when a key of the real service is used, which no test needs. */
export function createKeyWarning(warn: Warn): (key: string) => void {
  let hasWarned = false
  return (key) => {
    if (hasWarned || !looksReal(key)) return
    hasWarned = true
    warn(
      `A key that looks like one of the real service's is in use (${maskKey(key)}). It works here, but no test needs it: use sandbox_<name> instead.`,
    )
  }
}

/** Warns once when the queue of webhooks is full. */
export function createRefusedWarning(warn: Warn): (event: Event, sandbox: string) => void {
  let hasWarned = false
  return (event, sandbox) => {
    if (hasWarned || event.kind !== 'dropped' || event.delivery.fault !== null) return
    hasWarned = true
    const queued = `${mostPending.toLocaleString('en-US')} webhooks of sandbox "${sandbox}" are queued`
    warn(`${queued}; further webhooks are dropped (counted as \`refused\`). Is the receiver down, or the clock frozen?`)
  }
}

/** Warns when the least recently used sandbox has been evicted, which loses its state. */
export function warnOfEviction({ name }: Sandbox, maxSandboxes: number, warn: Warn): void {
  warn(
    `Sandbox "${name}" was dropped: more than ${maxSandboxes} are in use, and it was the least recently used. Raise maxSandboxes to keep more.`,
  )
}

/** Warns of webhooks that are still pending when their sandbox or the emulator ends. */
export function warnOfUnsent(sandboxes: Iterable<Sandbox>, isPersistent: boolean, warn: Warn): void {
  for (const { name, world } of sandboxes) {
    const { pending } = world.state.webhooks
    if (pending === 0) continue
    const what = `${pending === 1 ? 'A webhook' : `${pending} webhooks`} of sandbox "${name}" ${pending === 1 ? 'was' : 'were'} not delivered yet`
    warn(
      isPersistent
        ? `${what}; delivery continues at the next start with this data folder.`
        : `${what} and will not be: without --data nothing is kept.`,
    )
  }
}
