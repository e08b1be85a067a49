import type { ControlTable } from './operation.js'
import { throwNothingFound } from './problem.js'

/** Loaded when someone asks: no start needs them. */
const loadRules = async () => (await import('../spec/rules.js')).rules

export const rules: ControlTable<'ListRules' | 'GetRule'> = {
  ListRules: async () => ({ body: { rules: await loadRules() } }),

  GetRule: async ({ path: { id = '' } }) => {
    const found = (await loadRules()).find((rule) => rule.id === id.toUpperCase())
    if (found !== undefined) return { body: found }
    return throwNothingFound(`Unknown rule "${id}". GET /_emulator/rules lists all rules.`)
  },
}
