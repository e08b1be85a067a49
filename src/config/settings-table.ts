import { defaultSettings } from '../core/settings.js'
import type { FaultRequest, ScenarioRequest, TestNumberRequest } from '../spec/client-types.js'
import { vendorUrl } from '../wire/vendor-url.js'
import {
  amount,
  choice,
  durations,
  headers,
  list,
  names,
  onOff,
  path,
  prices,
  record,
  type SettingRow,
  text,
  url,
  whole,
} from './setting-types.js'

/** A switch that is off by default. */
const off = { is: onOff, default: false } as const

/** Requests per second that the switch `limits` allows (H12). */
export const usualRateLimit = 20

const million = 1_000_000
const { dialect, webhooks } = defaultSettings

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
    data: { placeholder: '<folder>', is: path, unset: 'in memory', about: 'keep all sandboxes in this folder' },
    seed: { placeholder: '<text>', is: text, unset: 'random', about: 'seed of codes and IDs, for reproducible runs' },
    maxSandboxes: {
      placeholder: '<number>',
      is: whole(1, million),
      default: 1000,
      about: 'maximum number of sandboxes; the least recently used are dropped',
    },
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
      is: list<ScenarioRequest>(),
      default: [],
      about: 'scenarios of every fresh sandbox, like [{"outcome": "expired", "times": 1}]',
    },
    testNumbers: {
      placeholder: '<json>',
      is: record<TestNumberRequest>(),
      default: {},
      about: 'additional test numbers, like {"+13035550123": {"code": "12345"}}',
    },
    faults: {
      placeholder: '<json>',
      is: list<FaultRequest>(),
      default: [],
      about: 'faults of every fresh sandbox, like [{"fault": {"kind": "hang"}}]',
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
  Webhooks: {
    webhookUrl: {
      placeholder: '<url>',
      is: url,
      unset: 'none',
      option: 'webhooks.url',
      about: 'webhook URL of profiles that have none',
    },
    webhookHosts: {
      placeholder: '<names>',
      is: names,
      default: [],
      unset: 'any but metadata addresses',
      option: 'webhooks.hosts',
      about: 'only hosts that webhooks may be sent to, like localhost,*.test',
    },
    webhookPrivateKey: {
      placeholder: '<key>',
      is: text,
      unset: 'derived from the seed',
      option: 'webhooks.privateKey',
      about: 'Ed25519 private key used to sign webhooks',
    },
    completionEvent: {
      placeholder: '<name|off>',
      is: text,
      default: webhooks.completionEvent ?? 'off',
      option: 'webhooks.completionEvent',
      about: 'event sent when a verification ends, or off',
    },
    webhookDelays: {
      placeholder: '<durations>',
      is: durations,
      default: webhooks.delaysMs.map((ms) => `${ms / 1000}s`),
      option: 'webhooks.delays',
      about: 'delays before each attempt at a URL',
    },
    webhookHeader: {
      placeholder: '<header>',
      is: headers,
      default: {},
      unset: 'none',
      option: 'webhooks.headers',
      about: "additional header of every webhook, like 'X-Forwarded-For: 192.76.120.200'",
    },
    standardWebhooks: {
      ...off,
      option: 'webhooks.standardWebhooks',
      about: 'add the Standard Webhooks headers of SDK 7.0 to 7.17',
    },
  },
  Passthrough: {
    passthrough: { ...off, option: null, about: 'pass /v2 to the real API and compare the responses' },
    upstream: {
      placeholder: '<url>',
      is: text,
      default: vendorUrl,
      option: 'passthrough.upstream',
      about: 'base URL of the real API',
    },
    allowNumbers: {
      placeholder: '<numbers>',
      is: names,
      default: [],
      option: 'passthrough.allowNumbers',
      about: 'phone numbers that codes may be sent to',
    },
    maxSends: {
      placeholder: '<number>',
      is: whole(0, 100_000),
      default: 0,
      option: 'passthrough.maxSends',
      about: 'maximum number of sends in a session',
    },
    allowExisting: {
      ...off,
      option: 'passthrough.allowExisting',
      about: 'allow changes to resources that this session did not create',
    },
    allowUnknown: {
      ...off,
      option: 'passthrough.allowUnknown',
      about: 'allow writes outside of Verify, which may cost money',
    },
    record: {
      placeholder: '<folder>',
      is: path,
      unset: 'nothing is recorded',
      option: 'passthrough.record',
      about: 'record each exchange as HAR, without secrets',
    },
    session: {
      placeholder: '<file>',
      is: path,
      unset: 'beside the recordings, otherwise in memory',
      option: 'passthrough.session',
      about: 'file that remembers sends and created resources over restarts',
    },
    redactNames: {
      placeholder: '<names>',
      is: names,
      default: [],
      option: 'passthrough.redactNames',
      about: 'additional names to remove from recordings',
    },
    ignoreDrift: {
      placeholder: '<places>',
      is: names,
      default: [],
      option: 'passthrough.ignoreDrift',
      about: 'differences to ignore, like "body /data/name: value"',
    },
  },
  Safety: {
    allowedHosts: {
      placeholder: '<names>',
      is: names,
      default: [],
      unset: 'loopback only',
      option: 'control.allowedHosts',
      about: 'additional hosts and origins allowed to use the control API',
    },
    controlToken: {
      placeholder: '<token>',
      is: text,
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
