import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers'
import { type Har, toHar, writeHar } from '../../recording/har.js'
import { RedactionError } from '../../recording/redaction-error.js'
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
  readonly #said = new Set<string>()
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
    const { folder } = this.options
    try {
      const { name, har } = this.#redact(exchange)
      await writeHar(join(folder, name), har)
    } catch (error) {
      const { name, message } = error as Error
      if (this.#said.has(name)) return
      this.#said.add(name)
      this.options.warn(
        `Cannot record an exchange in ${folder}: ${message.replace(/\.$/, '')}. Further failures are not reported.`,
      )
    }
  }

  /** @throws {RedactionError} if anything of the exchange cannot be redacted; nothing of it is written then */
  #redact(exchange: UpstreamExchange): { name: string; har: Har } {
    const { redactor, version, driftOf } = this.options
    try {
      const recorded = toRecordedExchange(exchange, driftOf(exchange))
      redactor.learn(recorded)
      const har = toHar([recorded], { redactor, version })
      return { name: `${String(++this.#count).padStart(5, '0')}-${recorded.operation ?? 'Unknown'}.har`, har }
    } catch {
      throw new RedactionError()
    }
  }
}
