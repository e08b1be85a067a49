import { mkdirSync, readdirSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Exchange } from '../relay/exchange.js'
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
  #writing: Promise<void> = Promise.resolve()

  /** @throws the system's error when the folder cannot be made */
  constructor(private readonly options: RecorderOptions) {
    mkdirSync(options.folder, { recursive: true })
    this.#count = Math.max(0, ...readdirSync(options.folder).map((name) => Number.parseInt(name, 10) || 0))
  }

  add(exchange: Exchange): void {
    if (this.#waiting.push(exchange) === 1) setImmediate(() => this.#begin())
  }

  /** LongPolls until all that was added is written. */
  async flush(): Promise<void> {
    this.#begin()
    await this.#writing
  }

  #begin(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const exchange of waiting) this.#writing = this.#writing.then(() => this.#write(exchange))
  }

  async #write(exchange: Exchange): Promise<void> {
    const { folder, redactor, version, driftOf, warn } = this.options
    try {
      redactor.learn(exchange)
      const har = toHar(exchange, redactor, version, driftOf(exchange))
      const name = `${String(++this.#count).padStart(5, '0')}-${exchange.asked.operation?.id ?? 'Unknown'}.har`
      const draft = join(folder, `.${name}.draft`)
      await writeFile(draft, `${JSON.stringify(har, null, 2)}\n`)
      await rename(draft, join(folder, name))
    } catch (error) {
      if (this.#hasFailed) return
      this.#hasFailed = true
      warn(`An exchange could not be recorded in ${folder}: ${(error as Error).message}. This is said once.`)
    }
  }
}
