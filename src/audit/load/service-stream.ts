import { clearTimeout, setTimeout } from 'node:timers'
import type { SandboxClient } from '../../client/connect.js'
import { ConnectionError } from '../../client/errors.js'
import type { JournalEntry } from '../../client/types.js'
import { CannotRunError } from '../../report/report.js'
import type { Interval } from './intervals.js'

/** One request of the application to the service, on the stopwatch of the load. */
export interface ServiceRequest extends Interval {
  readonly operation: string
  readonly status: number
  /** From its arrival at the service to the answer. Milliseconds. */
  readonly tookMs: number
}

/** A code, and when its message was seen. */
export interface ArrivedCode {
  readonly code: string
  readonly at: number
}

export interface ServiceStreamOptions {
  readonly emulator: Pick<SandboxClient, 'journal'>
  /** The stopwatch, in milliseconds. */
  readonly now: () => number
  /** How far the clock of the sandbox is ahead of the stopwatch. */
  readonly offsetMs: number
  /** Called when the stream breaks, because the emulator has ended. */
  readonly onFailure: (error: Error) => void
}

interface Inbox {
  readonly codes: ArrivedCode[]
  wake: () => void
}

/**
 * Follows the emulator by one stream: the codes for all users, without asking for them, and how long each request to the
 * service took.
 */
export class ServiceStream {
  /** All requests to the service, by the number that they are about; those about none under `''`. */
  readonly requests = new Map<string, ServiceRequest[]>()
  readonly #inboxes = new Map<string, Inbox>()
  readonly #stop = new AbortController()
  #cursor = ''
  #onCursor = () => {}

  constructor(private readonly options: ServiceStreamOptions) {}

  /** Begins to follow. Resolves once nothing can be missed anymore. @throws {CannotRunError} without a journal */
  async open(): Promise<void> {
    // Without a cursor the stream would begin when it is connected, which nothing tells.
    const { cursor, capacity } = await this.options.emulator.journal.list({ limit: 1 })
    if (capacity === 0)
      throw new CannotRunError(
        'The emulator keeps no journal, from which codes and times are read. Start it without --journal 0.',
      )
    this.#cursor = cursor
    void this.#follow()
  }

  close(): void {
    this.#stop.abort()
  }

  /**
   * Waits for a code to a number.
   *
   * @param after how many codes the number has got before
   * @returns undefined if none arrives in time
   */
  nextCode(phoneNumber: string, after: number, timeoutMs: number): Promise<ArrivedCode | undefined> {
    const inbox = this.#inboxOf(phoneNumber)
    return new Promise((resolve) => {
      const timer = setTimeout(() => end(undefined), timeoutMs).unref()
      const end = (code: ArrivedCode | undefined) => {
        clearTimeout(timer)
        inbox.wake = () => {}
        resolve(code)
      }
      inbox.wake = () => {
        const code = inbox.codes[after]
        if (code !== undefined) end(code)
      }
      inbox.wake()
    })
  }

  /** How many codes a number has got. */
  countCodes(phoneNumber: string): number {
    return this.#inboxOf(phoneNumber).codes.length
  }

  /** Waits until everything that the emulator has noted so far is read. */
  async catchUp(timeoutMs: number): Promise<void> {
    const { cursor } = await this.options.emulator.journal.list({ limit: 1 })
    if (cursor === this.#cursor) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs)
      this.#onCursor = () => {
        if (placeOf(this.#cursor) < placeOf(cursor)) return
        clearTimeout(timer)
        resolve()
      }
      this.#onCursor()
    })
    this.#onCursor = () => {}
  }

  async #follow(): Promise<void> {
    const { emulator, onFailure } = this.options
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        const since = this.#cursor
        const options = { codes: 'shown', timings: true, signal, ...(since !== '' && { since }) } as const
        for await (const entry of emulator.journal.follow(options)) this.#note(entry)
        if (!signal.aborted)
          throw new ConnectionError('The emulator has ended the stream of its events.', 'connection_failed')
      } catch (error) {
        // What was dropped is still in the journal: go on from the last entry.
        if (error instanceof ConnectionError && error.code === 'reader_too_slow') continue
        if (!signal.aborted) onFailure(error as Error)
        return
      }
    }
  }

  #note(entry: JournalEntry): void {
    const { kind, phoneNumber, message, cursor } = entry
    this.#cursor = cursor
    if (kind === 'message' && message !== undefined && phoneNumber !== null) {
      const inbox = this.#inboxOf(phoneNumber)
      inbox.codes.push({ code: message.code, at: this.options.now() })
      inbox.wake()
    } else if (kind === 'request') this.#noteRequest(entry)
    this.#onCursor()
  }

  #noteRequest({ at, operation, status = 0, phoneNumber, workMs, tookMs }: JournalEntry): void {
    if (typeof operation !== 'string' || workMs === undefined || tookMs === undefined) return
    // The time of an entry is in whole milliseconds, rounded down.
    const from = Date.parse(at) + 0.5 - this.options.offsetMs - workMs
    const number = phoneNumber ?? ''
    const known = this.requests.get(number)
    const request = { operation, status, tookMs, from, to: from + tookMs }
    if (known === undefined) this.requests.set(number, [request])
    else known.push(request)
  }

  #inboxOf(phoneNumber: string): Inbox {
    let inbox = this.#inboxes.get(phoneNumber)
    if (inbox === undefined) {
      inbox = { codes: [], wake: () => {} }
      this.#inboxes.set(phoneNumber, inbox)
    }
    return inbox
  }
}

/** The place of a cursor in the journal. */
const placeOf = (cursor: string) => Number(/\d+$/.exec(cursor)?.[0] ?? 0)
