import { type SettingKey, settings } from '../config/settings.js'

/**
 * What becomes of a setting in a run. `kept`: it changes what is answered. `left out`: it does, too, but must not be
 * written down. Otherwise the reason why a replay does not need it.
 */
type Fate = 'kept' | 'left out' | { readonly notNeeded: string }

const ofMachine: Fate = { notNeeded: 'it is about the machine or the command, and changes no answer' }
const ofPassthrough: Fate = { notNeeded: 'passthrough and recording cannot be combined' }

/** The fate of every setting: the compiler asks for that of a new one. */
const fates: Readonly<Record<SettingKey, Fate>> = {
  port: ofMachine,
  host: ofMachine,
  https: ofMachine,
  httpsNames: ofMachine,
  httpsCert: ofMachine,
  httpsKey: ofMachine,
  dialect: 'kept',
  validateResponses: 'kept',
  prototype: { notNeeded: 'the requests that it makes are recorded' },
  embedActions: { notNeeded: 'the page decides by it, not the API' },
  fixtures: 'kept',
  watch: { notNeeded: 'what a change does is not recorded' },
  data: { notNeeded: 'the run holds each sandbox as it was loaded' },
  seed: { notNeeded: 'a run has a member of its own for it' },
  maxSandboxes: 'kept',
  whenFull: 'kept',
  sandboxIdle: 'left out',
  recordRuns: { notNeeded: 'a replay is not recorded' },
  journal: 'kept',
  scenarios: 'kept',
  testNumbers: 'kept',
  faults: 'kept',
  latencyProfile: 'kept',
  limits: { notNeeded: 'a switch of the command for requestsPerSecond' },
  requestsPerSecond: 'kept',
  sendsPerNumber: 'kept',
  prices: 'kept',
  balance: 'kept',
  requireWhitelistedDestinations: 'kept',
  webhookUrl: 'kept',
  webhookHosts: 'kept',
  webhookPrivateKey: 'left out',
  completionEvent: 'kept',
  webhookDelays: 'kept',
  webhookHeader: 'kept',
  standardWebhooks: 'kept',
  passthrough: ofPassthrough,
  upstream: ofPassthrough,
  allowNumbers: ofPassthrough,
  maxSends: ofPassthrough,
  allowExisting: ofPassthrough,
  allowUnknown: ofPassthrough,
  record: ofPassthrough,
  session: ofPassthrough,
  redactNames: ofPassthrough,
  ignoreDrift: ofPassthrough,
  allowedHosts: { notNeeded: 'who was refused is in the run' },
  controlToken: { notNeeded: 'who was refused is in the run' },
  allowProduction: ofMachine,
  logFormat: ofMachine,
  quiet: ofMachine,
}

/** The options of a run, and the paths of those that were given but cannot be part of it. */
export interface ChosenOptions {
  readonly settings: Readonly<Record<string, unknown>>
  readonly leftOut: readonly string[]
}

/** Chooses the options of an emulator that a replay needs. */
export function chooseOptions(options: Readonly<Record<string, unknown>>): ChosenOptions {
  const chosen: Record<string, unknown> = {}
  const leftOut: string[] = []
  for (const { key, option } of settings) {
    if (option === null) continue
    const [name = '', member] = option.split('.')
    const group = options[name] as Readonly<Record<string, unknown>> | undefined
    const value = member === undefined ? group : group?.[member]
    if (value === undefined || value === null) continue
    if (fates[key] === 'left out' && (value as unknown) !== 'never') leftOut.push(option)
    if (fates[key] !== 'kept') continue
    if (member === undefined) chosen[name] = value
    else chosen[name] = { ...(chosen[name] as object | undefined), [member]: value }
  }
  return { settings: chosen, leftOut }
}
