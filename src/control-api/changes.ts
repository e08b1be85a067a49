import type { Sandbox } from '../core/sandbox.js'
import type { ControlOperationId } from '../spec/control-operations.js'

/** A control operation that has been carried out. All listeners are given the same one. */
export interface SandboxChange {
  readonly operation: ControlOperationId
}

type Listener = (change: SandboxChange) => void

/** Kept outside the sandboxes, because only readers of the control API need it. */
const listenersOf = new WeakMap<Sandbox, Set<Listener>>()

/** Receives every control operation that may have changed a sandbox, until the returned function is called. */
export function listenToChanges(sandbox: Sandbox, listener: Listener): () => void {
  let listeners = listenersOf.get(sandbox)
  if (listeners === undefined) {
    listeners = new Set()
    listenersOf.set(sandbox, listeners)
  }
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Reports a control operation that has been carried out. */
export function tellChange(sandbox: Sandbox, operation: ControlOperationId): void {
  const listeners = listenersOf.get(sandbox)
  if (listeners === undefined || listeners.size === 0) return
  const change = { operation }
  for (const listener of listeners) listener(change)
}
