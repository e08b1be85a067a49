import type { RunFile } from '../client/types.js'
import { isReset } from '../replay/run-file.js'

type Step = NonNullable<RunFile['steps']>[number]

/**
 * Begins the run of a sandbox that several tests use with the reset before the test.
 *
 * @param elapsedMs time since just before that reset; without it the last reset counts
 */
export function trimRun(run: RunFile, elapsedMs = 0): RunFile {
  const { steps } = run
  if (steps === undefined) return run
  // Rounded down, as the times of steps are.
  const since = Math.floor(run.saved_at - elapsedMs) - 1
  const first = steps.findIndex((step) => isReset(step) && step.at >= since)
  const last = steps.findLastIndex(isReset)
  return { ...run, steps: numberRequests(steps.slice(Math.max(first === -1 ? last : first, 0))) }
}

/** Numbers the requests from 1. Those without a number only read the control API. */
function numberRequests(steps: readonly Step[]): Step[] {
  let number = 0
  return steps.map((step) =>
    step.kind === 'request' && step.number !== undefined ? { ...step, number: ++number } : step,
  )
}
