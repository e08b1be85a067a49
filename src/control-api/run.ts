import type { ControlTable } from './operation.js'

export const run: ControlTable<'TakeRun', 'runs'> = {
  TakeRun: async ({ sandbox, runs }) => ({ body: await runs.take(sandbox) }),
}
