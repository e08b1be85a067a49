import type { Sandbox } from '../core/sandbox.js'
import type { Change } from '../core/world.js'
import { writeChanges } from '../sandbox-file/file-text.js'
import { toSandboxFile } from '../sandbox-file/write-sandbox-file.js'

/** The changes of a sandbox in this turn of the event loop. */
export interface PendingWrite {
  changes: Change[]
  /** The sandbox was replaced: all of it has changed. */
  isWhole: boolean
  /** Why the changes were not written although the sandbox was dropped. */
  failure: Error | undefined
  readonly done: Promise<void>
}

/** Formats changes as a line of a log. */
export function formatPendingWrite({ world }: Sandbox, { isWhole, changes }: PendingWrite): string {
  return isWhole ? JSON.stringify({ ...toSandboxFile(world), replaces: true }) : writeChanges(world, changes)
}
