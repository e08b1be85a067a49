/** The keyboard map of the page. */
import { shownRequest } from '../parts/button.js'
import { testOf } from '../snippets/copy-test.js'
import { dialog, view } from '../state/app.js'
import { listCommands, moveInRail } from './commands.js'

/** Keys that are not commands of the palette. */
const others: Readonly<Record<string, () => void>> = {
  j: () => moveInRail(1),
  k: () => moveInRail(-1),
  '/': () => {
    view.value = 'phones'
    requestAnimationFrame(() => document.getElementById('search')?.focus())
  },
}

/** Keys and what they do, for the help. */
export const listKeys = (): readonly (readonly [key: string, name: string])[] => [
  ['Ctrl K', 'Open the palette'],
  ['/', 'Search phones'],
  ['j', 'Next phone'],
  ['k', 'Previous phone'],
  ...listCommands().flatMap(({ key, name }) => (key === undefined ? [] : [[key, name] as const])),
  ['Esc', 'Close'],
]

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable)

export function handleKey(event: KeyboardEvent): void {
  const { key } = event
  if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'k') {
    event.preventDefault()
    dialog.value = dialog.value === 'palette' ? null : 'palette'
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
  if (dialog.value !== null || shownRequest.value !== null || testOf.value !== null) return
  const run = others[key] ?? listCommands().find((command) => command.key === key)?.run
  if (run === undefined) return
  event.preventDefault()
  run()
}
