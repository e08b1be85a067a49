import type { ControlContext } from '../control-api/control-context.js'
import type { Event } from '../core/events.js'
import type { Sandbox } from '../core/sandbox.js'
import { mostPending } from '../core/webhooks.js'
import { looksReal, maskKey } from '../wire/key-masking.js'

type Warn = (sentence: string) => void

/** Warns once when a key of the real service is used. */
export function createKeyWarning(warn: Warn): (key: string) => void {
  let hasWarned = false
  let latest: string | undefined
  return (key) => {
    if (hasWarned || key === latest) return
    latest = key
    if (!looksReal(key)) return
    hasWarned = true
    warn(
      `The API key ${maskKey(key)} looks like a real one. It works here, but tests do not need it; use sandbox_<name> instead.`,
    )
  }
}

/** Warns once when a page asked whether it may call the emulated API: its browser hides the reason. */
export function createPageWarning(warn: Warn): (origin: string) => void {
  let hasWarned = false
  return (origin) => {
    if (hasWarned) return
    hasWarned = true
    warn(
      `A page at ${origin.slice(0, 200)} tried to call /v2 and was refused: a page must not hold an API key. Call it from your backend; for a login form without one, run: tve prototype.`,
    )
  }
}

/** Warns once when the journal masked something that no name reveals, so that no one takes the asterisks for what was sent. */
export function createMaskWarning(warn: Warn): ControlContext['onMaskedShape'] {
  let hasWarned = false
  return (sandbox, { cursor, method, path = '', masked_by_shape: places = [] }) => {
    if (hasWarned) return
    hasWarned = true
    warn(
      `The journal masks what looks like a credential: ${places[0]} of ${method} ${path.slice(0, 100)} (entry ${cursor} of sandbox "${sandbox}"). The request itself was answered as it was sent. Entries list such places in masked_by_shape.`,
    )
  }
}

/** Warns once when the queue of webhooks is full, and once when a webhook was posted to another host than its URL says. */
export function createWebhookWarning(warn: Warn): (event: Event, sandbox: string) => void {
  let hasWarned = false
  let hasToldRerouted = false
  return (event, sandbox) => {
    if (event.kind === 'attempt' && event.attempt.reroutedTo !== undefined && !hasToldRerouted) {
      hasToldRerouted = true
      const { url, reroutedTo, status } = event.attempt
      warn(
        `The webhook to ${url} was refused in this container and posted to ${reroutedTo} instead (${status ?? 'no answer'}). Use that host in webhook URLs to save the first try.`,
      )
    }
    if (hasWarned || event.kind !== 'dropped' || event.delivery.fault !== null) return
    hasWarned = true
    const queued = `${mostPending.toLocaleString('en-US')} webhooks of sandbox "${sandbox}" are queued`
    warn(`${queued}; further webhooks are dropped (counted as \`refused\`). Is the receiver down, or the clock frozen?`)
  }
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
        : `${what} and will not be. Use --data to keep pending webhooks.`,
    )
  }
}
