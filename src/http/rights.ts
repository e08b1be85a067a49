import { ProblemError } from '../control-api/problem.js'
import type { ControlOperation, ControlOperationId } from '../spec/control-operations.js'
import { decodeParameter } from './target.js'

/** What the Authorization header of a control call allows: everything, or the one sandbox whose key it holds. */
export type Rights = 'everything' | { readonly sandbox: string }

/** What a call needs while the emulator has a control token. */
type Need = 'any key' | "the sandbox's key" | 'the token'

/** Operations whose need does not follow from their tag. */
const exceptions: Partial<Record<ControlOperationId, Need>> = {
  // Facts that are the same for every caller.
  ListRules: 'any key',
  GetRule: 'any key',
  GetWebhookKey: 'any key',
  GetControlDocument: 'any key',
  GetVerifyDocument: 'any key',
  // About one sandbox if the request names one.
  DeleteSandbox: "the sandbox's key",
  GetCoverage: "the sandbox's key",
  ClearCoverage: "the sandbox's key",
  // The server's name in front of receivers that trust an address by its header.
  SetWebhookHeaders: 'the token',
}

/** The need of an operation: operations on a sandbox need its key, those on the whole emulator the token. */
export function needOf({ id, tag }: ControlOperation): Need {
  return exceptions[id] ?? (tag === 'Sandbox' ? "the sandbox's key" : 'the token')
}

/** The sandbox that a request is about; undefined if it is about several or all of them. */
function findTarget(
  { id, tag }: ControlOperation,
  { query, path, own }: { query: Readonly<Record<string, string>>; path: string; own: string },
): string | undefined {
  if (query.sandbox_prefix !== undefined) return undefined
  if (id === 'DeleteSandbox') return decodeParameter(path.slice(path.lastIndexOf('/') + 1))
  return query.sandbox ?? (tag === 'Sandbox' ? own : undefined)
}

/**
 * Keeps the key of a sandbox from everything but its own sandbox.
 *
 * @throws {ProblemError} 403 that says whose key or token to send
 */
export function requireRights(
  rights: Rights,
  operation: ControlOperation,
  { query, path }: { readonly query: Readonly<Record<string, string>>; readonly path: string },
): void {
  if (rights === 'everything') return
  const need = needOf(operation)
  if (need === 'any key') return
  const { sandbox: own } = rights
  const target = findTarget(operation, { query, path, own })
  if (need !== 'the token' && target === own) return
  const isForeign = need !== 'the token' && target !== undefined
  throw new ProblemError(
    403,
    'Forbidden',
    isForeign
      ? `The key of sandbox "${own}" does not open sandbox "${target.slice(0, 100)}". Send that sandbox's own key, or the control token.`
      : `${operation.id} is about the whole emulator${operation.tag === 'Sandbox' ? ', its receivers or several sandboxes' : ''}, and the key of sandbox "${own}" is for its own sandbox. ${adviseOn(operation, own)}`,
  )
}

function adviseOn({ query }: ControlOperation, own: string): string {
  const names: readonly string[] = query
  return names.includes('sandbox_prefix')
    ? `Ask for ?sandbox=${own}, or send the control token.`
    : 'Send the control token.'
}
