/** The chosen theme, without anything that the first paint would have to wait for. */
import { readStored, store } from './state/storage.js'

export type Theme = 'system' | 'light' | 'dark'
export const themes: readonly Theme[] = ['system', 'light', 'dark']

export function readTheme(): Theme {
  const stored = readStored('localStorage', 'theme')
  return themes.find((name) => name === stored) ?? 'system'
}

export function storeTheme(theme: Theme): void {
  store('localStorage', 'theme', theme)
}

/** Puts a theme onto the document; without one the system decides. */
export function applyTheme(theme = readTheme()): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
