import type { IntervalHistogram } from 'node:perf_hooks'
import type { ProcessFacts } from '../control-api/control-context.js'

/** Quantiles of the event-loop delay that are reported. */
const quantiles = [0.5, 0.9, 0.99, 1]

/** How often the event loop is looked at; a measured delay includes it. Milliseconds. */
const resolutionMs = 10

/** Reads facts about the process. The event loop is watched from the first reading on, because that costs a timer. */
export class ProcessMonitor {
  #delays: IntervalHistogram | undefined

  /** Unix seconds; read once, because the wall clock may be set. */
  readonly #startedAtSecs: number

  /** @param wall Unix milliseconds */
  constructor(wall: () => number) {
    this.#startedAtSecs = wall() / 1000 - process.uptime()
  }

  /** Facts about the process. Delays are those since the reading before; the first one has none. */
  read(): ProcessFacts {
    const { rss, heapUsed, heapTotal } = process.memoryUsage()
    const { user, system } = process.cpuUsage()
    return {
      loopDelays: this.#readDelays(),
      cpuSecs: (user + system) / 1e6,
      residentBytes: rss,
      heapUsedBytes: heapUsed,
      heapTotalBytes: heapTotal,
      startedAtSecs: this.#startedAtSecs,
    }
  }

  /** Stops watching the event loop. */
  close(): void {
    this.#delays?.disable()
    this.#delays = undefined
  }

  #readDelays(): ProcessFacts['loopDelays'] {
    const delays = this.#delays
    if (delays === undefined) {
      this.#delays = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution: resolutionMs })
      this.#delays.enable()
      return []
    }
    if (delays.count === 0) return []
    const found = quantiles.map((quantile) => ({
      quantile,
      secs: Math.max(delays.percentile(quantile * 100) - resolutionMs * 1e6, 0) / 1e9,
    }))
    delays.reset()
    return found
  }
}
