/** How fast a program did something itself. */
export interface OwnRate {
  /** For each second of processor time, user and system, of the whole process. */
  readonly perProcessorSec: number
  /** For each second by the clock on the wall. */
  readonly perSec: number
}

/** Does something and measures it. @param act returns how many it did */
export async function measureOwnRate(act: () => Promise<number>): Promise<OwnRate> {
  const processor = process.cpuUsage()
  const start = performance.now()
  const count = await act()
  const wallMs = performance.now() - start
  const { user, system } = process.cpuUsage(processor)
  return { perProcessorSec: count / ((user + system) / 1e6), perSec: count / (wallMs / 1000) }
}

/** What the program of a StepProgram sends: it is ready, or a step is done, or something failed. */
export interface StepReply {
  readonly rate?: OwnRate
  readonly failure?: string
}

/**
 * Does and measures as much as the parent process says, again and again: the messages are numbers. Ends the process if
 * something fails.
 *
 * @param prepare gets ready, and returns a function that does a number of things and measures itself
 */
export function serveSteps(prepare: () => Promise<(count: number) => Promise<OwnRate>>): void {
  const reply = (message: StepReply) => process.send?.(message)
  const fail = (error: Error) => {
    process.send?.({ failure: error.stack ?? error.message } satisfies StepReply, () => process.exit(1))
  }
  prepare().then((doStep) => {
    process.on('message', (count: number) => void doStep(count).then((rate) => reply({ rate }), fail))
    reply({})
  }, fail)
}
