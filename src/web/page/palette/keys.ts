/** What the keys do. */
import { view } from '../state/app.js'
import { listCommands } from './commands.js'
import { moveInRail } from './keyed-actions.js'

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

/** Does what a key stands for. */
export function runKey(key: string): void {
  const run = others[key] ?? listCommands().find((command) => command.key === key)?.run
  run?.()
}
