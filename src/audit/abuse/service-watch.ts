import type { SandboxClient } from '../../client/connect.js'
import type { JournalEntry } from '../../client/types.js'
import { readPointer } from '../../wire/pointer.js'
import type { ServiceView } from './defenses.js'

/** The most entries that one answer holds. */
const mostEntries = 1000

/** Follows what the application asks the service for: messages sent, and refusals, by number. */
export class ServiceWatch {
  #cursor = ''
  #views = new Map<string, { sent: number; refusals: string[] }>()
  #total = 0

  constructor(private readonly emulator: SandboxClient) {}

  /** Leaves everything out that has happened so far. */
  async begin(): Promise<void> {
    this.#cursor = (await this.emulator.journal.list({ limit: 1 })).cursor
  }

  /** Forgets what was seen, to watch the next tick. */
  clear(): void {
    this.#views = new Map()
    this.#total = 0
  }

  /** Reads what is new. @returns how many requests for messages were seen since `clear` */
  async read(): Promise<number> {
    const { entries, cursor } = await this.emulator.journal.list({ since: this.#cursor, limit: mostEntries })
    this.#cursor = cursor
    for (const entry of entries.reverse()) this.#note(entry)
    return this.#total
  }

  /** What was seen of a number since `clear`. */
  viewOf(phoneNumber: string): ServiceView {
    return this.#views.get(phoneNumber) ?? { sent: 0, refusals: [] }
  }

  #note({ kind, method, path = '', status = 0, phoneNumber, request, answer }: JournalEntry): void {
    if (kind !== 'request' || method !== 'POST' || !/\/verifications\/(sms|call|flashcall|whatsapp)$/.test(path)) return
    this.#total++
    const number = phoneNumber ?? readPointer(request?.body, '/phone_number')
    if (typeof number !== 'string') return
    const view = this.#views.get(number) ?? { sent: 0, refusals: [] }
    this.#views.set(number, view)
    if (status >= 200 && status < 300) view.sent++
    else view.refusals.push(String(readPointer(answer?.body, '/errors/0/code') ?? status))
  }
}
