import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { VerifyEvent } from './receiver.js'
import { type Running, urlAt } from './running.js'
import { SeenIds } from './seen-ids.js'
import { isGenuine } from './wrong-verification.js'

/** The faults of a receiver, one at a time. */
export const faults = {
  'verifies-nothing': 'verifies no signature',
  'accepts-unsigned': 'verifies signatures, but accepts events without one',
  'checks-presence-only': 'requires the headers, but does not verify them',
  'checks-length-only': 'requires 64 bytes of signature, but does not verify them',
  'checks-types-only': 'accepts the documented event types and looks at no header',
  'verifies-one-type-only': 'verifies only the event that changes its data',
  'skips-timestamp-check': 'accepts a timestamp of any age',
  'allows-future-timestamps': 'refuses old timestamps only',
  'allows-five-seconds': 'refuses a timestamp of more than five seconds',
  'verifies-rewritten-json': 'verifies re-serialized JSON',
  'takes-standard-webhooks': 'also accepts Standard Webhooks headers',
  'fails-on-malformed-signature': 'does not catch the error of its crypto library',
  'answers-500-to-forged': 'answers a refusal with 500',
  'hangs-up-on-forged': 'closes the connection on a forged event',
  'fails-on-duplicates': 'stores each ID under a unique key and does not catch the error',
  'refuses-failed-deliveries': 'handles only the events of a success',
  'insists-on-order': 'refuses an event before its predecessor',
  'refuses-late-events': 'checks the age by occurred_at',
  'fails-on-unknown-fields': 'has a schema without additional properties',
  'fails-on-unknown-event-types': 'handles known event types only',
  'limits-bodies-to-100-kb': 'keeps the default body limit of Express',
  'reads-one-chunk': 'reads only the first chunk of the body',
  'decodes-each-chunk': 'decodes each chunk on its own',
  'bans-after-a-forgery': 'refuses everything after the first forged event',
  'answers-after-the-work': 'answers after 3 seconds of work',
  redirects: 'redirects to the same path with a trailing slash',
} as const

export type Fault = keyof typeof faults

export interface WrongOptions {
  readonly publicKey: string
  /** @default none: the receiver is correct */
  readonly fault?: Fault
  /** The work for one event; calls back when it is done. */
  readonly work?: (done: () => void) => void
}

/** A receiver with a fault, to see how the audit finds it. Do not copy it. */
export async function startWrong(port: number, options: WrongOptions): Promise<Running> {
  const wrong = new WrongReceiver(options)
  const server = createServer((request, response) => void wrong.take(request, response))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: urlAt((server.address() as AddressInfo).port),
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

const predecessors: Readonly<Record<string, string>> = {
  'verify.delivered': 'verify.sent',
  'verification.complete': 'verify.delivered',
}

class WrongReceiver {
  readonly #publicKey: string
  readonly #fault: Fault | undefined
  readonly #work: (done: () => void) => void
  readonly #seen = new SeenIds(10_000)
  /** Verifications with the types of their events. */
  readonly #stories = new SeenIds(10_000)

  #hasBanned = false

  constructor({ publicKey, fault, work = (done) => setTimeout(done, 3000) }: WrongOptions) {
    this.#publicKey = publicKey
    this.#fault = fault
    this.#work = work
  }

  async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = (status: number, headers = {}) => void response.writeHead(status, headers).end()
    try {
      if (this.#fault === 'redirects') return answer(308, { location: '/webhooks/' })
      const body = await readBody(request, this.#fault)
      if (this.#fault === 'limits-bodies-to-100-kb' && body.length > 100 * 1024) return answer(413)
      if (this.#hasBanned) return answer(403)
      if (!isGenuine(body, request.headers, this.#publicKey, this.#fault)) return this.#refuse(request, answer)
      const event = JSON.parse(body) as VerifyEvent
      if (!this.#seen.add(event.data.id)) return answer(this.#fault === 'fails-on-duplicates' ? 500 : 204)
      const status = this.#statusFor(event)
      if (this.#fault === 'answers-after-the-work') return this.#work(() => answer(status))
      answer(status)
    } catch {
      answer(500)
    }
  }

  #refuse(request: IncomingMessage, answer: (status: number) => void): void {
    this.#hasBanned = this.#fault === 'bans-after-a-forgery'
    if (this.#fault === 'hangs-up-on-forged') request.socket.destroy()
    else answer(this.#fault === 'answers-500-to-forged' ? 500 : 400)
  }

  #statusFor(event: VerifyEvent): number {
    const { event_type, occurred_at, payload } = event.data
    const isLate = Date.now() - Date.parse(occurred_at) > 300_000
    if (this.#fault === 'refuses-late-events' && isLate) return 400
    if (this.#fault === 'refuses-failed-deliveries' && event_type === 'verify.failed') return 400
    if (this.#fault === 'checks-types-only') return /^verify\.(sent|delivered|failed)$/.test(event_type) ? 200 : 400
    if (this.#fault === 'fails-on-unknown-fields' && Object.keys(event).length > 2) return 422
    if (
      this.#fault === 'fails-on-unknown-event-types' &&
      !/^(verify\.(sent|delivered|failed)|verification\.complete)$/.test(event_type)
    )
      return 500
    const predecessor = predecessors[event_type]
    const isOutOfOrder = predecessor !== undefined && !this.#stories.has(`${payload.id} ${predecessor}`)
    this.#stories.add(`${payload.id} ${event_type}`)
    return this.#fault === 'insists-on-order' && isOutOfOrder ? 409 : 204
  }
}

async function readBody(request: IncomingMessage, fault: Fault | undefined): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) {
    chunks.push(chunk as Buffer)
    if (fault === 'reads-one-chunk') break
  }
  return fault === 'decodes-each-chunk' ? chunks.map(String).join('') : Buffer.concat(chunks).toString()
}
