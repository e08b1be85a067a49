/**
 * The tools, in the order in which an agent meets them. To add one, write a file with a {@link Tool} and add it here; a tool
 * that shows a page names its resource in `meta` and adds it to `resources/table.ts`.
 */
import { audit } from './audit.js'
import { advanceClock } from './clock.js'
import { coverage } from './coverage.js'
import { explain } from './explain.js'
import { openHandset, readHandset } from './handset.js'
import { assertRequests, journal } from './journal.js'
import { listMessages, readCode } from './messages.js'
import { addFault, setOutcome } from './overrides.js'
import { restore, snapshot } from './snapshots.js'
import type { Tool } from './tool.js'
import { webhooks } from './webhooks.js'

export const tools: readonly Tool[] = [
  readCode,
  listMessages,
  setOutcome,
  addFault,
  advanceClock,
  explain,
  journal,
  assertRequests,
  webhooks,
  coverage,
  snapshot,
  restore,
  audit,
  openHandset,
  readHandset,
]
