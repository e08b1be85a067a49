import { createHmac } from 'node:crypto'
import type { Settings } from '../core/settings.js'
import { type ControlAccess, isFromThisMachine } from '../http/control-access.js'
import { isListed } from '../http/host-names.js'
import type { AppParts } from '../http/parts.js'
import { toRefusalResponse } from '../http/vendor-response.js'
import { redacted } from '../recording/redact-url.js'
import { RedactionError } from '../recording/redaction-error.js'
import { Redactor } from '../recording/redactor.js'
import { version } from '../version.js'
import type { Steps } from '../wire/steps.js'
import type { ControlWire } from '../wire/types.js'
import { DriftMonitor } from './drift/monitor.js'
import { createShadow } from './drift/shadow-emulator.js'
import type { CleanDrift } from './drift/tally.js'
import type { PassthroughSettings } from './options.js'
import { toRecordedExchange } from './recording/recorded-exchange.js'
import { Recorder } from './recording/recorder.js'
import { Slices } from './recording/slices.js'
import type { UpstreamExchange } from './relay/exchange.js'
import type { Guardrails } from './relay/guardrails.js'
import { createListener, type ListenerParts } from './relay/listener.js'
import { isOwnMachine } from './relay/own-machine.js'
import { Relay } from './relay/relay.js'
import { relayFetch } from './relay/relay-fetch.js'
import { isEmulated } from './relay/request-target.js'
import { Session } from './relay/session.js'
import { readUpstream, Upstream } from './relay/upstream.js'

export interface PassthroughParts {
  readonly passthroughSettings: PassthroughSettings
  readonly settings: Settings
  /** Unix milliseconds. */
  readonly wall: () => number
  readonly seed: string
  readonly control: AppParts['control']
  readonly access: ControlAccess
  /** Whether this process runs in a container. */
  readonly isInContainer: () => boolean
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
  readonly report: () => Promise<ControlWire['ContractReport']>
  /** Waits until everything is recorded, then releases all resources. */
  readonly close: () => Promise<void>
}

/**
 * Assembles passthrough: relay, guardrails, recorder and drift monitor.
 *
 * @throws {InputError} for an invalid upstream, session file or ignored difference
 */
export function openPassthrough(parts: PassthroughParts): RunningPassthrough {
  const session = Session.open(parts.passthroughSettings.session)
  try {
    return assemble(parts, session)
  } catch (error) {
    session.close()
    throw error
  }
}

function assemble(parts: PassthroughParts, session: Session): RunningPassthrough {
  const { passthroughSettings, wall, createRequestId, onWarning: warn, onBug } = parts
  const { key, guardrails, record } = passthroughSettings
  const upstream = new Upstream(readUpstream(passthroughSettings.upstream))
  const redactor = createRedactor(passthroughSettings, session, warn)
  const slices = new Slices(stopwatch)
  const clean = (exchange: UpstreamExchange) => cleanDrift(exchange, redactor, onBug)
  const monitor = new DriftMonitor({
    shadow: createShadow(parts),
    ignore: passthroughSettings.ignoreDrift,
    clean,
    slices,
    onBug,
  })
  const driftOf = (exchange: UpstreamExchange) => monitor.driftOf(exchange)
  const recorder =
    record === undefined ? undefined : new Recorder({ folder: record, redactor, version, driftOf, slices, warn })
  const relay = new Relay({
    upstream,
    key,
    guardrails,
    session,
    wall,
    stopwatch,
    answerRefusal: (refusal) => toRefusalResponse(refusal, { requestId: createRequestId() }),
    inspect: (exchange) => monitor.inspect(exchange),
    inspectLater: (exchange) => monitor.inspectLater(exchange),
    onSkipped: (_, why) => monitor.skip(why),
    onRefused: () => {
      monitor.tally.refused++
    },
    onEnd: (exchange) => recorder?.add(exchange),
    onBug,
  })
  const relayOne = relay.relay.bind(relay)
  return {
    divert: createListener({ relay: relayOne, isTrusted: createTrust(parts), onBug }),
    fetch: (request) => (isEmulated(new URL(request.url).pathname) ? relayFetch(request, relayOne) : undefined),
    report: async () => {
      await monitor.settled()
      return {
        upstream: upstream.url.href,
        recording: record ?? null,
        guardrails: reportGuardrails(guardrails, session),
        ...monitor.tally.counts,
        drift: monitor.tally.items.map((item) => ({ ...item })),
      }
    },
    close: async () => {
      upstream.close()
      await monitor.settled()
      await recorder?.flush()
      session.close()
    },
  }
}

/** Creates the rule of who may use the upstream key: this machine, and whoever asks for a host that the user has allowed. */
function createTrust(parts: PassthroughParts): ListenerParts['isTrusted'] {
  const { access } = parts
  // Those of the user: the addresses that the emulator listens on are added to the list later.
  const namedHosts = [...access.allowedHosts]
  return (header, ends) =>
    isFromThisMachine(access, header) && (isListed(header('host') ?? '', namedHosts) || isOwnMachine(ends, parts))
}

function createRedactor(
  { key, redactNames }: PassthroughSettings,
  session: Session,
  warn: (sentence: string) => void,
): Redactor {
  return new Redactor({
    standInForNumber: (number) => session.standInFor(number),
    standInForCode: (code, isTaken) => toMadeUpCode(code, session.salt, isTaken),
    standInsForNames: new Map(redactNames.map((name, index) => [name, `Company ${index + 1}`])),
    keys: key === undefined ? [] : [key],
    onNotice: warnOfRedaction(warn),
  })
}

/** Milliseconds since the start of the process. */
const stopwatch = () => process.uptime() * 1000

/** Says once that something was removed only for its looks, and once that secrets were forgotten. */
function warnOfRedaction(warn: (sentence: string) => void): (notice: 'shape' | 'forgotten') => void {
  const said = new Set<string>()
  return (notice) => {
    if (said.has(notice)) return
    said.add(notice)
    warn(
      notice === 'shape'
        ? 'A value was removed from a recording or the drift report only because it looks like a credential. Recordings count such values in _removedByShape.'
        : 'This session has seen more secrets than fit into its memory, so the oldest are forgotten: without a telling name, only their looks can reveal them. Start a new session.',
    )
  }
}

/** Removes secrets from the drift of an exchange. What cannot be redacted is not reported. */
function cleanDrift(exchange: UpstreamExchange, redactor: Redactor, onBug: (error: unknown) => void): CleanDrift {
  let hasFailed = false
  function* guard(clean: () => Steps<string>): Steps<string> {
    try {
      if (!hasFailed) return yield* clean()
    } catch {
      hasFailed = true
      onBug(new RedactionError())
    }
    return redacted
  }
  function* learn(): Steps<string> {
    yield* redactor.learnInSteps(toRecordedExchange(exchange))
    return ''
  }
  // The code of an error is the vendor's, see `isErrorCode`.
  const nameAt = (place: string) => (/\/errors\/\d+\/code$/.test(place) ? '' : (place.split('/').at(-1) ?? ''))
  return {
    learn: () => guard(learn),
    place: (place) => guard(() => redactor.textInSteps(place)),
    value: (place, json) => guard(() => redactor.memberInSteps(nameAt(place), json)),
  }
}

function reportGuardrails({ allowNumbers, maxSends, allowExisting, allowUnknown }: Guardrails, { sends }: Session) {
  return {
    allow_numbers: [...allowNumbers],
    max_sends: maxSends,
    sends,
    allow_existing: allowExisting,
    allow_unknown: allowUnknown,
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
