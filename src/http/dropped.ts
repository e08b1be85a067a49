import { ProblemError } from '../control-api/problem.js'
import type { Drop, DroppedSandboxes } from '../core/dropped-sandboxes.js'
import type { Refusal } from '../core/errors.js'
import type { Sandbox } from '../core/sandbox.js'
import type { Sandboxes } from '../core/sandboxes.js'
import { formatDuration } from '../wire/duration.js'
import { toInstant } from '../wire/timestamp.js'

/** What the app knows about dropped sandboxes. */
export interface DropParts {
  readonly sandboxes: Sandboxes
  readonly dropped: DroppedSandboxes
  /** The limits that sandboxes are dropped by, for the explanation. */
  readonly sandboxLimits: { readonly maxSandboxes: number; readonly idleMs: number }
}

/** When and why a sandbox was dropped, in a main clause. */
function explainDrop({ name, at, reason }: Drop, { maxSandboxes, idleMs }: DropParts['sandboxLimits']): string {
  const why =
    reason === 'idle'
      ? `it had not been used for ${formatDuration(idleMs)} (--sandbox-idle)`
      : `more than ${maxSandboxes} sandboxes were in use (--max-sandboxes) and it was the least recently used`
  return `sandbox "${name}" was dropped at ${toInstant(at)}, with everything in it, because ${why}`
}

/**
 * Refuses a control call for a sandbox that was dropped and was not created again: it would see an empty sandbox and wait
 * for messages that nobody sends.
 *
 * @throws {ProblemError} 410 that says how to start over
 */
export function requireNotDropped(name: string, parts: DropParts): void {
  const drop = parts.dropped.find(name)
  if (drop === undefined || parts.sandboxes.isLiving(name)) return
  const explained = explainDrop(drop, parts.sandboxLimits)
  throw new ProblemError(
    410,
    'Sandbox dropped',
    `S${explained.slice(1)}. Start over with POST /_emulator/reset?sandbox=${name}, restore a snapshot, or send a request that creates something with its key.`,
    { dropped_at: toInstant(drop.at), reason: drop.reason },
  )
}

/** Adds a hint to a read of a dropped sandbox that was not created again: whatever it asks for is gone. */
export function hintDroppedRead(sandbox: Sandbox, parts: DropParts, hints: string[]): void {
  if (parts.sandboxes.isUnused(sandbox)) addHint(sandbox, parts, hints)
}

/** Adds a hint to a refusal that a drop may have caused: an unknown ID or number (404), or profile (V3). */
export function hintDropped(refusal: Refusal, sandbox: Sandbox | undefined, parts: DropParts, hints: string[]): void {
  if (sandbox !== undefined && (refusal.status === 404 || refusal.rule === 'V3')) addHint(sandbox, parts, hints)
}

function addHint({ name }: Sandbox, { dropped, sandboxLimits }: DropParts, hints: string[]): void {
  const drop = dropped.find(name)
  if (drop !== undefined) hints.push(`${explainDrop(drop, sandboxLimits)}; create what you need again`)
}
