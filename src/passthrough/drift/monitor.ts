import { builtInIgnores, compareAnswers, type Difference } from '../../contract/diff/answers.js'
import { findTemplate } from '../../core/templates.js'
import { readJson } from '../relay/decode-body.js'
import { effects } from '../relay/effects.js'
import type { Exchange, UpstreamAnswer } from '../relay/exchange.js'
import { toPairs } from '../relay/headers.js'
import { align, hasForeign } from './align-lists.js'
import { whyNotComparable } from './comparable.js'
import { Ids } from './id-map.js'
import { type Shadow, type ShadowAnswer, toShadowRequest } from './shadow.js'
import { syncShadow } from './sync-shadow.js'
import { Tally } from './tally.js'
import { findViolations } from './violations.js'

type Fields = Readonly<Record<string, unknown>>

export interface WatchOptions {
  readonly shadow: Shadow
  /** Beside the built-in ones; see compareAnswers. */
  readonly ignore: readonly string[]
  /** Takes secrets out of what the report shows. */
  readonly clean: (exchange: Exchange) => (text: string) => string
  /** Hears of faults of the shadow, which is then passed over. */
  readonly onBug: (error: unknown) => void
}

/** What the shadow made of a request, or why that says nothing. */
type Comparison = { readonly differences: readonly Difference[] } | { readonly skipped: string }

/** Holds every exchange against our document, and against what the emulator would have answered. */
export class Watch {
  readonly tally = new Tally()
  readonly #ids: Ids
  readonly #ignore: readonly string[]
  readonly #drifts = new WeakMap<Exchange, number>()

  constructor(private readonly options: WatchOptions) {
    const { world } = options.shadow
    this.#ids = new Ids((id) => findTemplate(world, id) !== undefined && !world.state.templates.has(id))
    this.#ignore = [...builtInIgnores, ...options.ignore]
    compareAnswers({ status: 200, headers: {}, body: null }, { status: 200, headers: {}, body: null }, this.#ignore) // unreadable ones are said now
  }

  /** @returns in how many things it differs; null where it could not be told */
  async inspect(exchange: Exchange): Promise<number | null> {
    const { tally } = this
    const { asked, request, response } = exchange
    if (response === null) return null
    tally.exchanges++
    const [asking, answer] = [
      readJson(request.body.bytes, request.headers),
      readJson(response.body.bytes, response.headers),
    ]
    const violations = findViolations(asked, asking, response.status, answer)
    const comparison = await this.#compare(exchange, response, asking, answer).catch((error: unknown) => {
      this.options.onBug(error)
      return { skipped: 'the shadow failed' }
    })
    const differences = 'skipped' in comparison ? [] : comparison.differences
    if ('skipped' in comparison) tally.skip(comparison.skipped)
    else tally.compared++
    const drift = differences.length + violations.length
    if (drift > 0) tally.add(asked.operation?.id ?? null, differences, violations, this.options.clean(exchange))
    if (drift === 0 && 'skipped' in comparison) return null
    this.#drifts.set(exchange, drift)
    return drift
  }

  pass(why: string): void {
    this.tally.exchanges++
    this.tally.skip(why)
  }

  driftOf(exchange: Exchange): number | null {
    return this.#drifts.get(exchange) ?? null
  }

  async #compare(exchange: Exchange, response: UpstreamAnswer, asking: unknown, answer: unknown): Promise<Comparison> {
    const { shadow } = this.options
    const { asked, request } = exchange
    const reason = whyNotComparable(exchange, response)
    if (reason !== null) return { skipped: reason }
    if (answer === undefined) return { skipped: 'the answer is no JSON that can be read' }
    const body = request.body.bytes ?? Buffer.alloc(0)
    const target = `/v2${asked.path}${asked.query}`
    if (this.#isForeign(target + body.toString('latin1'), response.status)) {
      this.#addForeign(answer, response.status)
      return { skipped: notMadeHere }
    }
    syncShadow(shadow.world, {
      asked,
      ids: this.#ids,
      status: response.status,
      request: toFields(asking),
      answer: toFields(answer),
    })
    const ourAnswer = await shadow.answer(
      toShadowRequest({ method: asked.method, target }, request.headers, body, this.#ids),
    )
    const ours = JSON.parse(ourAnswer.body) as unknown
    this.#pair(exchange, response.status, ourAnswer, ours, answer)
    const isPartial = hasForeign(ours, answer, (entry) => this.#isKnown(entry))
    this.#addForeign(answer, response.status)
    if (exchange.isOverlapped) return { skipped: 'it overlapped with another request' }
    const { phone_number: number } = asked.params
    if (number !== undefined && ourAnswer.status === 404 && response.status < 300) return { skipped: notMadeHere }
    const aligned = isPartial ? align(ours, answer, this.#ids) : { ours, theirs: answer }
    const a = { status: ourAnswer.status, headers: ourAnswer.headers, body: aligned.ours }
    const b = { status: response.status, headers: toHeaders(response), body: aligned.theirs }
    return { differences: compareAnswers(a, b, this.#ignore) }
  }

  /** Whether a request is about something that is there although nothing here has made it. */
  #isForeign(text: string, status: number): boolean {
    const unpaired = this.#ids.unpairedIn(text)
    return unpaired.length > 0 && (status < 300 || unpaired.some((id) => this.#ids.isForeign(id)))
  }

  #addForeign(answer: unknown, status: number): void {
    if (status < 300) for (const id of this.#ids.unpairedIn(JSON.stringify(answer))) this.#ids.addForeign(id)
  }

  /** What both have made is the same thing from now on. */
  #pair({ asked }: Exchange, status: number, ourAnswer: ShadowAnswer, ours: unknown, theirs: unknown): void {
    const effect = asked.operation === null ? 'reads' : effects[asked.operation.id]
    if ((effect !== 'makes' && effect !== 'sends') || status >= 300 || ourAnswer.status >= 300) return
    const [ourId, theirId] = [idOf(ours), idOf(theirs)]
    if (typeof ourId === 'string' && typeof theirId === 'string') this.#ids.pair(theirId, ourId)
  }

  #isKnown({ id, phone_number: number }: Fields): boolean {
    if (typeof id === 'string') return this.#ids.isPaired(id)
    return typeof number === 'string' && this.options.shadow.world.state.verifiedNumbers.has(number)
  }
}

const notMadeHere = 'it is about something that was not made here'

const toFields = (body: unknown): Fields => (typeof body === 'object' && body !== null ? (body as Fields) : {})
const idOf = (body: unknown) => toFields(toFields(body).data).id

function toHeaders({ headers }: UpstreamAnswer): Record<string, string> {
  return Object.fromEntries(toPairs(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
