import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Har, toHarInSteps, writeHar } from '../../recording/har.js'
import { RedactionError } from '../../recording/redaction-error.js'
import type { Redactor } from '../../recording/redactor.js'
import { explainFileError } from '../../wire/file-reason.js'
import { FileError } from '../../wire/input-error.js'
import type { Steps } from '../../wire/steps.js'
import type { UpstreamExchange } from '../relay/exchange.js'
import { toRecordedExchange } from './recorded-exchange.js'
import type { Slices } from './slices.js'

export interface RecorderOptions {
  /** Created if it does not exist. */
  readonly folder: string
  readonly redactor: Redactor
  /** The version of the emulator. */
  readonly version: string
  /** Waits for the comparison of an exchange. */
  readonly driftOf: (exchange: UpstreamExchange) => Promise<number | null>
  /** Redacts between requests. */
  readonly slices: Slices
  readonly warn: (sentence: string) => void
}

/** Bodies that may wait to be written. Exchanges beyond that are not recorded. Bytes. */
const mostWaiting = 64 * 1024 * 1024

/** Opens a folder, which is created if it is missing. @returns the names of its files */
function openFolder(folder: string): string[] {
  try {
    mkdirSync(folder, { recursive: true })
    return readdirSync(folder)
  } catch (error) {
    throw new FileError(explainFileError(`The folder of recordings ${folder}`, 'used', error))
  }
}

/** Writes each exchange to a file of its own, numbered in order, after the answer has gone out. */
export class Recorder {
  /** The length of the bodies that wait to be written. Bytes. */
  #waiting = 0
  #count: number
  readonly #said = new Set<string>()
  #writing: Promise<void> = Promise.resolve()

  /** @throws {FileError} if the folder cannot be created or read */
  constructor(private readonly options: RecorderOptions) {
    this.#count = Math.max(0, ...openFolder(options.folder).map((name) => Number.parseInt(name, 10) || 0))
  }

  add(exchange: UpstreamExchange): void {
    const size = exchange.request.body.keptLength + (exchange.response?.body.keptLength ?? 0)
    if (this.#waiting + size > mostWaiting) {
      this.#warnOnce('busy', 'too many large exchanges wait to be written')
      return
    }
    this.#waiting += size
    this.#writing = this.#writing.then(async () => {
      await this.#write(exchange)
      this.#waiting -= size
    })
  }

  /** Waits until everything that was added is written. */
  async flush(): Promise<void> {
    await this.#writing
  }

  async #write(exchange: UpstreamExchange): Promise<void> {
    const { folder, slices, driftOf } = this.options
    try {
      const drift = await driftOf(exchange)
      const { name, har } = await slices.do(() => this.#redact(exchange, drift))
      await writeHar(join(folder, name), har)
    } catch (error) {
      const { name, message } = error as Error
      this.#warnOnce(name, message.replace(/\.$/, ''))
    }
  }

  #warnOnce(kind: string, reason: string): void {
    if (this.#said.has(kind)) return
    this.#said.add(kind)
    const { folder, warn } = this.options
    warn(`Cannot record an exchange in ${folder}: ${reason}. Further failures are not reported.`)
  }

  /** @throws {RedactionError} if anything of the exchange cannot be redacted; nothing of it is written then */
  *#redact(exchange: UpstreamExchange, drift: number | null): Steps<{ name: string; har: Har }> {
    const { redactor, version } = this.options
    try {
      const recorded = toRecordedExchange(exchange, drift)
      yield
      yield* redactor.learnInSteps(recorded)
      const har = yield* toHarInSteps([recorded], { redactor, version })
      return { name: `${String(++this.#count).padStart(5, '0')}-${recorded.operation ?? 'Unknown'}.har`, har }
    } catch {
      throw new RedactionError()
    }
  }
}
