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
