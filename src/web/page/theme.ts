/** Light, dark, or as the system has it. */
import { signal } from '@preact/signals'
import { applyTheme, readTheme, storeTheme, type Theme, themes } from './theme-name.js'

export const theme = signal<Theme>(readTheme())

export function cycleTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'system'
  storeTheme(theme.value)
  applyTheme(theme.value)
}
