import { toParts } from '../wire/json-parts.js'
import type { ControlTable } from './operation.js'

export const run: ControlTable<'TakeRun', 'runs'> = {
  TakeRun: async ({ sandbox, runs }) => ({ parts: toParts(await runs.take(sandbox)) }),
}
