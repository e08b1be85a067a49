import { type AnswerDifference, builtInIgnores, compareAnswers } from '../../contract/diff/answers.js'
import { Ignores } from '../../contract/diff/ignores.js'
import { findTemplate } from '../../core/templates.js'
import { nextTurn } from '../../http/next-turn.js'
import { stringifyJson } from '../../wire/deep-json.js'
import type { Slices } from '../recording/slices.js'
import { decodeJson } from '../relay/decode-body.js'
import { effects } from '../relay/effects.js'
import type { UpstreamAnswer, UpstreamExchange } from '../relay/exchange.js'
import { toPairs } from '../relay/headers.js'
import { align, hasForeign } from './align-lists.js'
import { whyNotComparable } from './comparable.js'
import { IdMap } from './id-map.js'
import { type Shadow, type ShadowAnswer, toShadowRequest } from './shadow.js'
import { syncShadow } from './sync-shadow.js'
import { type CleanDrift, Tally } from './tally.js'
import { findViolations } from './violations.js'

type Fields = Readonly<Record<string, unknown>>

export interface DriftMonitorOptions {
  readonly shadow: Shadow
  /** In addition to the built-in ones; see `compareAnswers`. */
  readonly ignore: readonly string[]
  /** Removes secrets from the values in the report. */
  readonly clean: (exchange: UpstreamExchange) => CleanDrift
  /** Redacts between requests. */
  readonly slices: Slices
  /** Called for errors of the shadow. The exchange is not compared then. */
  readonly onBug: (error: unknown) => void
}

/** The differences from the shadow's answer, or why there was no comparison. */
type Comparison = { readonly differences: readonly AnswerDifference[] } | { readonly skipped: string }

/** The number of long exchanges that may wait to be compared, which keep their bodies. */
const mostWaiting = 32

/** Compares every exchange with our OpenAPI document, and with the answer of the emulator. */
export class DriftMonitor {
  readonly tally = new Tally()
  readonly #ids: IdMap
  readonly #ignore: readonly string[]
  readonly #drifts = new WeakMap<UpstreamExchange, number>()
  /** The comparisons of long exchanges. */
  #later: Promise<void> = Promise.resolve()
  #waiting = 0

  constructor(private readonly options: DriftMonitorOptions) {
    const isBuiltIn = (id: string) =>
      options.shadow.run((world) => findTemplate(world, id) !== undefined && !world.state.templates.has(id))
    this.#ids = new IdMap(isBuiltIn)
    this.#ignore = [...builtInIgnores, ...options.ignore]
    Ignores.parse(this.#ignore) // throws for an invalid place
  }

  /** Compares an exchange. @returns the number of differences; null if it could not be compared */
  async inspect(exchange: UpstreamExchange): Promise<number | null> {
    // The shadow takes the requests in the order of the upstream.
    if (this.#waiting > 0) await this.#later
    return this.#inspect(exchange, () => {})
  }

  /** Compares a long exchange after its answer has gone out, between other requests. */
  inspectLater(exchange: UpstreamExchange): void {
    if (this.#waiting >= mostWaiting) {
      this.skip('too many long exchanges at once')
      return
    }
    this.#waiting++
    this.#later = this.#later
      .then(nextTurn)
      .then(() => this.#inspect(exchange, nextTurn))
      .catch(this.options.onBug)
      .then(() => {
        this.#waiting--
      })
  }

  /** Waits until everything is compared, and what is reported is redacted. */
  async settled(): Promise<void> {
    await this.#later
    await this.options.slices.done()
  }

  async #inspect(exchange: UpstreamExchange, pause: () => Promise<void> | void): Promise<number | null> {
    const { tally } = this
    const { asked, request, response } = exchange
    if (response === null) return null
    tally.exchanges++
    const asking = decodeJson(request.body.bytes, request.headers)
    await pause()
    const answer = decodeJson(response.body.bytes, response.headers)
    await pause()
    const violations = findViolations(asked, asking, response.status, answer)
    await pause()
    const comparison = await this.#compare(exchange, response, asking, answer).catch((error: unknown) => {
      this.options.onBug(error)
      return { skipped: 'the shadow failed' }
    })
    const differences = 'skipped' in comparison ? [] : comparison.differences
    if ('skipped' in comparison) tally.skip(comparison.skipped)
    else tally.compared++
    const drift = differences.length + violations.length
    if (drift > 0) {
      const add = tally.add(asked.operation?.id ?? null, differences, violations, this.options.clean(exchange))
      this.options.slices.do(() => add).catch(this.options.onBug)
    }
    if (drift === 0 && 'skipped' in comparison) return null
    this.#drifts.set(exchange, drift)
    return drift
  }

  /** Counts an exchange that cannot be compared. */
  skip(why: string): void {
    this.tally.exchanges++
    this.tally.skip(why)
  }

  /** Waits for the comparison of an exchange. */
  async driftOf(exchange: UpstreamExchange): Promise<number | null> {
    if (this.#waiting > 0) await this.#later
    return this.#drifts.get(exchange) ?? null
  }

  async #compare(
    exchange: UpstreamExchange,
    response: UpstreamAnswer,
    asking: unknown,
    answer: unknown,
  ): Promise<Comparison> {
    const { shadow } = this.options
    const { asked, request } = exchange
    const reason = whyNotComparable(exchange, response)
    if (reason !== null) return { skipped: reason }
    if (answer === undefined) return { skipped: 'the answer is not valid JSON' }
    const body = request.body.bytes ?? Buffer.alloc(0)
    const target = `/v2${asked.path}${asked.query}`
    if (this.#isForeign(target + body.toString('latin1'), response.status)) {
      this.#addForeign(answer, response.status)
      return { skipped: notCreatedHere }
    }
    const facts = { asked, ids: this.#ids, status: response.status }
    shadow.run((world) => syncShadow(world, { ...facts, request: toFields(asking), answer: toFields(answer) }))
    const ourAnswer = await shadow.answer(
      toShadowRequest({ method: asked.method, target }, request.headers, body, this.#ids),
    )
    const ours = JSON.parse(ourAnswer.body) as unknown
    this.#pair(exchange, response.status, ourAnswer, ours, answer)
    const isPartial = hasForeign(ours, answer, (entry) => this.#isKnown(entry))
    this.#addForeign(answer, response.status)
    if (exchange.isOverlapped) return { skipped: 'it overlapped with another request' }
    const { phone_number: number } = asked.params
    if (number !== undefined && ourAnswer.status === 404 && response.status < 300) return { skipped: notCreatedHere }
    const aligned = isPartial ? align(ours, answer, this.#ids) : { ours, theirs: answer }
    const a = { status: ourAnswer.status, headers: ourAnswer.headers, body: aligned.ours }
    const b = { status: response.status, headers: toHeaders(response), body: aligned.theirs }
    return { differences: compareAnswers(a, b, this.#ignore, Number.POSITIVE_INFINITY) }
  }

  /** Whether a request is about an existing resource that was not created here. */
  #isForeign(text: string, status: number): boolean {
    const unpaired = this.#ids.unpairedIn(text)
    return unpaired.length > 0 && (status < 300 || unpaired.some((id) => this.#ids.isForeign(id)))
  }

  #addForeign(answer: unknown, status: number): void {
    if (status < 300) for (const id of this.#ids.unpairedIn(stringifyJson(answer))) this.#ids.addForeign(id)
  }

  /** Pairs the IDs of a resource that both have created. */
  #pair({ asked }: UpstreamExchange, status: number, ourAnswer: ShadowAnswer, ours: unknown, theirs: unknown): void {
    const effect = asked.operation === null ? 'reads' : effects[asked.operation.id]
    if ((effect !== 'creates' && effect !== 'sends') || status >= 300 || ourAnswer.status >= 300) return
    const [ourId, theirId] = [idOf(ours), idOf(theirs)]
    if (typeof ourId === 'string' && typeof theirId === 'string') this.#ids.pair(theirId, ourId)
  }

  #isKnown({ id, phone_number: number }: Fields): boolean {
    if (typeof id === 'string') return this.#ids.isPaired(id)
    return typeof number === 'string' && this.options.shadow.run(({ state }) => state.verifiedNumbers.has(number))
  }
}

const notCreatedHere = 'it is about a resource that was not created here'

const toFields = (body: unknown): Fields => (typeof body === 'object' && body !== null ? (body as Fields) : {})
const idOf = (body: unknown) => toFields(toFields(body).data).id

function toHeaders({ headers }: UpstreamAnswer): Record<string, string> {
  return Object.fromEntries(toPairs(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
