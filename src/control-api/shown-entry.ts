import type { Numbered } from '../core/journal.js'
import type { Sandbox } from '../core/sandbox.js'
import { toJournalEntry } from '../wire/journal.js'
import type { ControlContext } from './control-context.js'
import { cursorAt } from './cursor.js'

export interface ShowOptions extends Partial<Pick<ControlContext, 'onMaskedShape'>> {
  readonly showsCodes?: boolean
}

/** An entry of a sandbox's journal as the control API shows it, with its cursor. */
export function showEntry(sandbox: Sandbox, { sequence, entry }: Numbered, { onMaskedShape, showsCodes }: ShowOptions) {
  return toJournalEntry(entry, cursorAt(sandbox, sequence), {
    ...(showsCodes !== undefined && { showsCodes }),
    onMaskedShape: (shown) => onMaskedShape?.(sandbox.name, shown),
  })
}
