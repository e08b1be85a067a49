import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { VerifyEvent } from './receiver.js'
import { type Running, urlAt } from './running.js'
import { SeenIds } from './seen-ids.js'
import { isGenuine } from './wrong-verification.js'

/** What can be wrong with a receiver, each by itself. */
export const faults = {
  'verifies-nothing': 'no signature is checked',
  'accepts-unsigned': 'checks signatures, but lets in what has none',
  'checks-presence-only': 'looks for the headers and does not verify them',
  'skips-timestamp-check': 'takes what was signed at any time',
  'allows-future-timestamps': 'refuses old stamps only',
  'verifies-rewritten-json': 'verifies JSON that was parsed and written again',
  'takes-standard-webhooks': 'accepts the other header family too',
  'fails-on-malformed-signature': 'lets the error of its crypto library out',
  'answers-500-to-forged': 'takes a refusal for an error',
  'hangs-up-on-forged': 'closes the connection on a forged event',
  'fails-on-duplicates': 'stores each id under a unique key and lets the error out',
  'insists-on-order': 'refuses an event whose predecessor it has not seen',
  'refuses-late-events': 'judges the age by occurred_at',
  'fails-on-unknown-fields': 'has a schema that allows no further fields',
  'fails-on-unknown-event-types': 'has no branch for other event types',
  'limits-bodies-to-100-kb': 'keeps the body limit of Express',
  'reads-one-chunk': 'takes the first chunk for the body',
  'decodes-each-chunk': 'adds chunks up as text',
  'answers-after-the-work': 'answers when 3 seconds of work are done',
  redirects: 'redirects to the same path with a slash',
} as const

export type Fault = keyof typeof faults

export interface WrongOptions {
  readonly publicKey: string
  /** None: it is correct. */
  readonly fault?: Fault
  /** The work of one event; calls back when it is done. */
  readonly work?: (done: () => void) => void
}

/** A receiver with a fault of choice, to see how the kit finds it. Do not copy it. */
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
  /** Verifications with the types of the events that came for them. */
  readonly #stories = new SeenIds(10_000)

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
    if (this.#fault === 'hangs-up-on-forged') request.socket.destroy()
    else answer(this.#fault === 'answers-500-to-forged' ? 500 : 400)
  }

  #statusFor(event: VerifyEvent): number {
    const { event_type, occurred_at, payload } = event.data
    const isLate = Date.now() - Date.parse(occurred_at) > 300_000
    if (this.#fault === 'refuses-late-events' && isLate) return 400
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
