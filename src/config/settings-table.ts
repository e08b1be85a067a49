import { defaultSettings } from '../core/settings.js'
import type { FaultRequest, ScenarioRequest, TestNumberRequest } from '../spec/client-types.js'
import { idleTime } from './duration-types.js'
import { latencyProfile } from './latency-type.js'
import { passthroughSettings } from './passthrough-settings.js'
import { hosts, token } from './safety-types.js'
import {
  amount,
  choice,
  list,
  names,
  off,
  path,
  prices,
  record,
  type SettingRow,
  text,
  whole,
} from './setting-types.js'
import { webhookSettings } from './webhook-settings.js'

/** Requests per second that the switch `limits` allows (H12). */
export const usualRateLimit = 20

const million = 1_000_000
const { dialect } = defaultSettings

/**
 * All settings, by group and key: the source of the flags, environment variables, keys of the config file, their types
 * and defaults, and the options of `createEmulator`.
 */
export const settingsTable = {
  Server: {
    port: {
      short: 'p',
      placeholder: '<number>',
      is: whole(0, 65_535),
      default: 8374,
      option: null,
      about: 'port to listen on; 0 picks a free one',
    },
    host: { placeholder: '<address>', is: text, default: '127.0.0.1', option: null, about: 'address to listen on' },
    https: { ...off, option: null, about: 'serve HTTPS, see `tve ca`' },
    httpsNames: {
      placeholder: '<names>',
      is: names,
      default: [],
      unset: 'this machine',
      option: null,
      about: 'additional names of the certificate',
    },
    httpsCert: {
      placeholder: '<file>',
      is: path,
      unset: 'throw-away',
      option: null,
      about: 'your own certificate',
    },
    httpsKey: {
      placeholder: '<file>',
      is: path,
      unset: 'none',
      option: null,
      about: 'its private key, as PEM',
    },
    dialect: {
      placeholder: '<docs|spec>',
      is: choice('docs', 'spec'),
      default: dialect,
      about: 'source to follow where docs and OpenAPI spec disagree',
    },
    validateResponses: { ...off, about: 'check every response against the OpenAPI document' },
    prototype: { ...off, option: 'page.prototype', about: 'serve a sample login form at /prototype' },
    embedActions: { ...off, option: 'page.embedActions', about: 'show all buttons in an embedded handset' },
  },
  Data: {
    fixtures: {
      placeholder: '<file>',
      is: path,
      unset: 'built-in fixtures',
      about: 'initial records of every sandbox',
    },
    watch: { ...off, option: null, about: 'apply changes of config file and fixtures while running' },
    data: { placeholder: '<folder>', is: path, unset: 'in memory', about: 'keep all sandboxes in this folder' },
    seed: { placeholder: '<text>', is: text, unset: 'random', about: 'seed of codes and IDs, for reproducible runs' },
    maxSandboxes: {
      placeholder: '<number>',
      is: whole(1, million),
      default: 1000,
      about: 'maximum number of sandboxes, see --when-full',
    },
    whenFull: {
      placeholder: '<drop|refuse>',
      is: choice('drop', 'refuse'),
      default: 'drop',
      about: 'beyond --max-sandboxes: drop the least recently used, or refuse',
    },
    sandboxIdle: {
      placeholder: '<duration>',
      is: idleTime,
      default: 'never',
      about: 'drop sandboxes that were not used for this long',
    },
    recordRuns: { ...off, about: 'record what happens, for `tve replay`' },
    journal: {
      placeholder: '<entries>',
      is: whole(0, million),
      default: 1000,
      about: 'journal entries to keep per sandbox; 0 switches it off',
    },
  },
  'Outcomes and faults': {
    scenarios: {
      placeholder: '<json>',
      is: list<ScenarioRequest>('ScenarioRequest'),
      default: [],
      about: 'scenarios of every fresh sandbox, like [{"outcome": "expired", "times": 1}]',
    },
    testNumbers: {
      placeholder: '<json>',
      is: record<TestNumberRequest>('TestNumber'),
      default: {},
      about: 'additional test numbers, like {"+13035550123": {"code": "12345"}}',
    },
    faults: {
      placeholder: '<json>',
      is: list<FaultRequest>('FaultRequest'),
      default: [],
      about: 'faults of every fresh sandbox, like [{"fault": {"kind": "hang"}}]',
    },
    latencyProfile: {
      placeholder: '<file|preset>',
      is: latencyProfile,
      unset: 'answers at once',
      about: 'latency of answers: a profile, recordings, or like fixed-150ms',
    },
    limits: {
      ...off,
      option: null,
      about: `rate-limit each API key (${usualRateLimit} requests/s, see --requests-per-second)`,
    },
    requestsPerSecond: {
      placeholder: '<requests>',
      is: whole(1, million),
      unset: 'no limit',
      option: 'limits.requestsPerSecond',
      about: 'requests per second for each API key; more get 429',
    },
    sendsPerNumber: {
      placeholder: '<sends>',
      is: whole(1, million),
      unset: 'no limit',
      option: 'limits.sendsPerNumber',
      about: "codes per number in ten minutes before a day's ban",
    },
    prices: {
      placeholder: '<json>',
      is: prices,
      default: {},
      unset: '0.03 a verification',
      about: 'prices in US dollars, like {"verification": 0.03, "sms": 0.004}',
    },
    balance: {
      placeholder: '<dollars>',
      is: amount,
      default: defaultSettings.balance,
      about: 'balance of the account that /v2/balance reports',
    },
    requireWhitelistedDestinations: { ...off, about: 'require whitelisted_destinations in every channel section' },
  },
  Webhooks: webhookSettings,
  Passthrough: passthroughSettings,
  Safety: {
    allowedHosts: {
      placeholder: '<names>',
      is: hosts,
      default: [],
      unset: 'loopback only',
      option: 'control.allowedHosts',
      about: 'additional hosts and origins allowed to use the control API',
    },
    controlToken: {
      placeholder: '<token>',
      is: token,
      unset: 'none is required',
      option: 'control.token',
      about: 'bearer token required by the control API',
    },
    allowProduction: { ...off, option: null, about: 'start even if NODE_ENV is production' },
  },
  Output: {
    logFormat: {
      placeholder: '<pretty|json>',
      is: choice('pretty', 'json'),
      unset: 'a banner on a terminal, otherwise one JSON line',
      option: null,
      about: 'format of everything printed',
    },
    quiet: { ...off, option: null, about: 'do not print codes and refused requests' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, SettingRow>>>>
