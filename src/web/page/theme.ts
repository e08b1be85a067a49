/** Light, dark, or as the system has it. */
import { signal } from '@preact/signals'
import { readStored, store } from './state/storage.js'

export type Theme = 'system' | 'light' | 'dark'
const themes: readonly Theme[] = ['system', 'light', 'dark']

const stored = readStored('localStorage', 'theme')
export const theme = signal<Theme>(themes.find((name) => name === stored) ?? 'system')

/** Puts the theme onto the document; without one the system decides. */
export function applyTheme(): void {
  if (theme.value === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme.value
}

export function cycleTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'system'
  store('localStorage', 'theme', theme.value)
  applyTheme()
}
