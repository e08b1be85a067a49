import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Exchange } from '../passthrough/exchange.js'
import { toHar } from './har.js'
import type { Redactor } from './redactor.js'

export interface RecorderOptions {
  /** Made if it is not there. */
  readonly folder: string
  readonly redactor: Redactor
  /** Of the emulator. */
  readonly version: string
  readonly driftOf: (exchange: Exchange) => number | null
  readonly warn: (sentence: string) => void
}

/**
 * Writes each exchange into a file of its own, numbered in order; a file is there whole or not at all. Writing waits
 * until the answer has gone out.
 */
export class Recorder {
  #waiting: Exchange[] = []
  #count: number
  #hasFailed = false

  /** @throws the system's error when the folder cannot be made */
  constructor(private readonly options: RecorderOptions) {
    mkdirSync(options.folder, { recursive: true })
    this.#count = Math.max(0, ...readdirSync(options.folder).map((name) => Number.parseInt(name, 10) || 0))
  }

  add(exchange: Exchange): void {
    if (this.#waiting.push(exchange) === 1) setImmediate(() => this.flush())
  }

  /** Writes what still waits. */
  flush(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const exchange of waiting) this.#write(exchange)
  }

  #write(exchange: Exchange): void {
    const { folder, redactor, version, driftOf, warn } = this.options
    try {
      redactor.learn(exchange)
      const har = toHar(exchange, redactor, version, driftOf(exchange))
      const name = `${String(++this.#count).padStart(5, '0')}-${exchange.asked.operation?.id ?? 'Unknown'}.har`
      const draft = join(folder, `.${name}.draft`)
      writeFileSync(draft, `${JSON.stringify(har, null, 2)}\n`)
      renameSync(draft, join(folder, name))
    } catch (error) {
      if (this.#hasFailed) return
      this.#hasFailed = true
      warn(`An exchange could not be recorded in ${folder}: ${(error as Error).message}. This is said once.`)
    }
  }
}
