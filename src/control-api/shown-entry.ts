import type { Numbered } from '../core/journal.js'
import type { Sandbox } from '../core/sandbox.js'
import { toJournalEntry } from '../wire/journal.js'
import type { ControlContext } from './control-context.js'
import { cursorAt } from './cursor.js'

export interface ShowOptions extends Partial<Pick<ControlContext, 'onMaskedShape'>> {
  readonly showsCodes?: boolean
}

/** Entries are sent together until their JSON is this long. Characters. */
const partLength = 16 * 1024

/** The JSON of a list of entries in parts, each of which is created only when the caller can take it. */
export function* toListParts<Item>(items: Iterable<Item>, show: (item: Item) => object): Generator<string> {
  let part = '['
  let separator = ''
  for (const item of items) {
    part += separator + JSON.stringify(show(item))
    separator = ','
    if (part.length < partLength) continue
    yield part
    part = ''
  }
  yield `${part}]`
}

/** An entry of a sandbox's journal as the control API shows it, with its cursor. */
export function showEntry(sandbox: Sandbox, { sequence, entry }: Numbered, { onMaskedShape, showsCodes }: ShowOptions) {
  return toJournalEntry(entry, cursorAt(sandbox, sequence), {
    ...(showsCodes !== undefined && { showsCodes }),
    onMaskedShape: (shown) => onMaskedShape?.(sandbox.name, shown),
  })
}
