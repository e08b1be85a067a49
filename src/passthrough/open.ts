import { createHmac } from 'node:crypto'
import type { Settings } from '../core/settings.js'
import { type ControlAccess, requireControlAccess } from '../http/control-access.js'
import type { AppParts } from '../http/parts.js'
import { toRefusalResponse } from '../http/vendor-response.js'
import { Redactor } from '../recording/redactor.js'
import { version } from '../version.js'
import type { ControlWire } from '../wire/types.js'
import { DriftMonitor } from './drift/monitor.js'
import { createShadow } from './drift/shadow-emulator.js'
import type { Passthrough } from './options.js'
import { toRecordedExchange } from './recording/recorded-exchange.js'
import { Recorder } from './recording/recorder.js'
import type { Exchange } from './relay/exchange.js'
import { createListener } from './relay/listener.js'
import { Relay } from './relay/relay.js'
import { relayFetch } from './relay/relay-fetch.js'
import { isEmulated } from './relay/request-target.js'
import { Session } from './relay/session.js'
import { readUpstream, Upstream } from './relay/upstream.js'

export interface PassthroughParts {
  readonly passing: Passthrough
  readonly settings: Settings
  /** Unix milliseconds. */
  readonly wall: () => number
  readonly seed: string
  readonly emulator: AppParts['emulator']
  readonly access: ControlAccess
  readonly createRequestId: () => string
  readonly onWarning: (sentence: string) => void
  /** Called with every unexpected error. */
  readonly onBug: (error: unknown) => void
}

/** A running passthrough, as the emulator uses it. */
export interface RunningPassthrough {
  /** Takes over requests to the emulated API from a server. @returns whether it has taken over the request */
  readonly divert: ReturnType<typeof createListener>
  /** Answers a request made in this process; undefined for requests outside the emulated API. */
  readonly fetch: (request: Request) => Promise<Response> | undefined
  readonly report: () => ControlWire['ContractReport']
  /** Waits until everything is recorded, then releases all resources. */
  readonly close: () => Promise<void>
}

/**
 * Assembles passthrough: relay, guardrails, recorder and drift monitor.
 *
 * @throws {InputError} for an invalid upstream, session file or ignored difference
 */
export function openPassthrough(parts: PassthroughParts): RunningPassthrough {
  const session = Session.open(parts.passing.session)
  try {
    return connect(parts, session)
  } catch (error) {
    session.close()
    throw error
  }
}

function connect(parts: PassthroughParts, session: Session): RunningPassthrough {
  const { passing, wall, createRequestId, onWarning: warn, onBug } = parts
  const { key, limits, record } = passing
  const upstream = new Upstream(readUpstream(passing.upstream))
  const redactor = new Redactor({
    standInForNumber: (number) => session.standInFor(number),
    standInForCode: (code, isTaken) => toMadeUpCode(code, session.salt, isTaken),
    standInsForNames: new Map(passing.redactNames.map((name, index) => [name, `Company ${index + 1}`])),
    keys: key === undefined ? [] : [key],
  })
  const clean = (exchange: Exchange) => {
    redactor.learn(toRecordedExchange(exchange))
    return (text: string) => redactor.body(text)
  }
  const monitor = new DriftMonitor({ shadow: createShadow(parts), ignore: passing.ignoreDrift, clean, onBug })
  const driftOf = (exchange: Exchange) => monitor.driftOf(exchange)
  const recorder = record === undefined ? undefined : new Recorder({ folder: record, redactor, version, driftOf, warn })
  const relay = new Relay({
    upstream,
    key,
    limits,
    session,
    wall,
    stopwatch: () => process.uptime() * 1000,
    answerRefusal: (refusal) => toRefusalResponse(refusal, { requestId: createRequestId() }),
    inspect: (exchange) => monitor.inspect(exchange),
    onSkipped: (_, why) => monitor.skip(why),
    onRefused: () => {
      monitor.tally.refused++
    },
    onEnd: (exchange) => recorder?.add(exchange),
  })
  const relayOne = relay.relay.bind(relay)
  return {
    divert: createListener({ relay: relayOne, isTrusted: (header) => isTrusted(parts.access, header), onBug }),
    fetch: (request) => (isEmulated(new URL(request.url).pathname) ? relayFetch(request, relayOne) : undefined),
    report: () => ({
      upstream: upstream.url.href,
      recording: record ?? null,
      limits: {
        allow_numbers: [...limits.allowNumbers],
        max_sends: limits.maxSends,
        sends: session.sends,
        allow_existing: limits.allowExisting,
        allow_unknown: limits.allowUnknown,
      },
      ...monitor.tally.counts,
      findings: monitor.tally.findings.map((finding) => ({ ...finding })),
    }),
    close: async () => {
      upstream.close()
      await recorder?.flush()
      session.close()
    },
  }
}

/** Whether a request did not come from a foreign web page in a browser. */
function isTrusted({ allowedHosts }: ControlAccess, header: (name: string) => string | undefined): boolean {
  try {
    requireControlAccess({ allowedHosts, token: undefined }, header, '')
    return true
  } catch {
    return false
  }
}

/** Replaces digits with other digits and everything else with stars, so that right and wrong codes stay distinguishable. */
function toMadeUpCode(code: string, salt: string, isTaken: (code: string) => boolean): string {
  for (let round = 0; round < 100; round++) {
    const bytes = createHmac('sha256', salt).update(`${code} ${round}`).digest()
    const madeUp = [...code]
      .map((letter, index) => (/\d/.test(letter) ? String((bytes[index % bytes.length] as number) % 10) : '*'))
      .join('')
    if (madeUp !== code && !isTaken(madeUp)) return madeUp
  }
  return '*'.repeat(code.length)
}
