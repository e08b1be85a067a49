import type { Numbered } from '../core/journal.js'
import type { Sandbox } from '../core/sandbox.js'
import { toJournalEntry } from '../wire/journal.js'
import type { ControlContext } from './control-context.js'
import { cursorsOf } from './cursor.js'

export interface ShowOptions extends Partial<Pick<ControlContext, 'onMaskedShape'>> {
  readonly showsCodes?: boolean
}

/**
 * Creates the function that shows entries of a sandbox's journal, with their cursors. These are of the present generation, so
 * that entries can be shown after a reset, too.
 */
export function createShowEntry(sandbox: Sandbox, { onMaskedShape, showsCodes }: ShowOptions) {
  const toCursor = cursorsOf(sandbox)
  return ({ sequence, entry }: Numbered) =>
    toJournalEntry(entry, toCursor(sequence), {
      ...(showsCodes !== undefined && { showsCodes }),
      onMaskedShape: (shown) => onMaskedShape?.(sandbox.name, shown),
    })
}
