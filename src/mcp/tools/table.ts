/**
 * The tools, in the order in which an agent meets them. To add one, write a file with a {@link Tool} and add it here; a tool
 * that shows a page names its resource in `meta` and adds it to `resources/table.ts`.
 */
import { openHandset, readHandset } from './handset.js'
import { listMessages, readCode } from './messages.js'
import { addFault, setOutcome } from './overrides.js'
import type { Tool } from './tool.js'

export const tools: readonly Tool[] = [readCode, listMessages, setOutcome, addFault, openHandset, readHandset]
