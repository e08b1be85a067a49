import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers'
import { toHar, writeHar } from '../../recording/har.js'
import type { Redactor } from '../../recording/redactor.js'
import type { UpstreamExchange } from '../relay/exchange.js'
import { toRecordedExchange } from './recorded-exchange.js'

export interface RecorderOptions {
  /** Created if it does not exist. */
  readonly folder: string
  readonly redactor: Redactor
  /** The version of the emulator. */
  readonly version: string
  readonly driftOf: (exchange: UpstreamExchange) => number | null
  readonly warn: (sentence: string) => void
}

/** Writes each exchange to a file of its own, numbered in order, after the answer has gone out. */
export class Recorder {
  #queued: UpstreamExchange[] = []
  #count: number
  #hasFailed = false
  #writing: Promise<void> = Promise.resolve()

  /** @throws the system's error if the folder cannot be created */
  constructor(private readonly options: RecorderOptions) {
    mkdirSync(options.folder, { recursive: true })
    this.#count = Math.max(0, ...readdirSync(options.folder).map((name) => Number.parseInt(name, 10) || 0))
  }

  add(exchange: UpstreamExchange): void {
    if (this.#queued.push(exchange) === 1) setImmediate(() => this.#writeQueued())
  }

  /** Waits until everything that was added is written. */
  async flush(): Promise<void> {
    this.#writeQueued()
    await this.#writing
  }

  #writeQueued(): void {
    const queued = this.#queued
    this.#queued = []
    for (const exchange of queued) this.#writing = this.#writing.then(() => this.#write(exchange))
  }

  async #write(exchange: UpstreamExchange): Promise<void> {
    const { folder, redactor, version, driftOf, warn } = this.options
    try {
      const recorded = toRecordedExchange(exchange, driftOf(exchange))
      redactor.learn(recorded)
      const name = `${String(++this.#count).padStart(5, '0')}-${recorded.operation ?? 'Unknown'}.har`
      await writeHar(join(folder, name), toHar([recorded], { redactor, version }))
    } catch (error) {
      if (this.#hasFailed) return
      this.#hasFailed = true
      warn(`Cannot record an exchange in ${folder}: ${(error as Error).message}. Further failures are not reported.`)
    }
  }
}
