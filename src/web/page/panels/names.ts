import { isReplay } from '../state/app.js'

/** The panels by id, in the order of their tabs. */
const usualPanels: Readonly<Record<string, string>> = {
  story: 'Story',
  journal: 'Journal',
  webhooks: 'Webhooks',
  profiles: 'Profiles',
  overrides: 'Overrides',
  numbers: 'Numbers',
  coverage: 'Coverage',
  connect: 'Connect',
}

/** The panels of this emulator: the one of a replay comes first. */
export const panelNames = (): Readonly<Record<string, string>> =>
  isReplay.value ? { replay: 'Replay', ...usualPanels } : usualPanels
