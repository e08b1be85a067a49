/** The keys and their actions. */
import { moveInReplay } from '../panels/replay-walk.js'
import { tab, view } from '../state/app.js'
import { listCommands } from './commands.js'
import { moveInRail } from './keyed-actions.js'

/** Keys that are not commands of the palette. */
const others: Readonly<Record<string, () => void>> = {
  j: () => (tab.value === 'replay' ? moveInReplay(1) : moveInRail(1)),
  k: () => (tab.value === 'replay' ? moveInReplay(-1) : moveInRail(-1)),
  '/': () => {
    view.value = 'phones'
    requestAnimationFrame(() => document.getElementById('search')?.focus())
  },
}

/** Lists the keys with their actions, for the help. */
export const listKeys = (): readonly (readonly [key: string, name: string])[] => [
  ['Ctrl K', 'Open the palette'],
  ['/', 'Search phones'],
  ['j', tab.value === 'replay' ? 'Next request of the replay' : 'Next phone'],
  ['k', tab.value === 'replay' ? 'Previous request of the replay' : 'Previous phone'],
  ...listCommands().flatMap(({ key, name }) => (key === undefined ? [] : [[key, name] as const])),
  ['Esc', 'Close'],
]

/** Runs the action of a key. */
export function runKey(key: string): void {
  const run = others[key] ?? listCommands().find((command) => command.key === key)?.run
  run?.()
}
