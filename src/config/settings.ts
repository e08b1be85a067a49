/** What can be configured, once: flags, environment variables and keys of the config file are made from this table. */

export type SettingKind =
  | { readonly kind: 'text' }
  | { readonly kind: 'switch' }
  | { readonly kind: 'number'; readonly least: number; readonly most: number }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'prices' }
  | { readonly kind: 'names' }
  | { readonly kind: 'json'; readonly shape: 'list' | 'object' }

export interface Setting {
  /** Key of the config file, and of the result. */
  readonly key: string
  /** Long flag without its dashes; `TVE_` and the same in capitals is the environment variable. */
  readonly flag: string
  readonly short?: string
  readonly placeholder?: string
  readonly is: SettingKind
  readonly about: string
}

const text: SettingKind = { kind: 'text' }
const aSwitch: SettingKind = { kind: 'switch' }

export const settings = [
  {
    key: 'port',
    flag: 'port',
    short: 'p',
    placeholder: '<number>',
    is: { kind: 'number', least: 0, most: 65535 },
    about: 'port to listen on; 0 picks a free one (default 8374)',
  },
  { key: 'host', flag: 'host', placeholder: '<address>', is: text, about: 'address to listen on (default 127.0.0.1)' },
  { key: 'fixtures', flag: 'fixtures', placeholder: '<file>', is: text, about: 'what a fresh sandbox holds' },
  {
    key: 'data',
    flag: 'data',
    placeholder: '<folder>',
    is: text,
    about: 'keep all sandboxes in this folder (default: in memory)',
  },
  { key: 'seed', flag: 'seed', placeholder: '<text>', is: text, about: 'the same seed gives the same codes and ids' },
  {
    key: 'dialect',
    flag: 'dialect',
    placeholder: '<docs|spec>',
    is: { kind: 'choice', of: ['docs', 'spec'] },
    about: 'reading of the public record to follow (default docs)',
  },
  {
    key: 'validateResponses',
    flag: 'validate-responses',
    is: aSwitch,
    about: 'check every answer against our own OpenAPI document',
  },
  {
    key: 'maxSandboxes',
    flag: 'max-sandboxes',
    placeholder: '<number>',
    is: { kind: 'number', least: 1, most: 1_000_000 },
    about: 'drop the longest unused past so many (default 1000)',
  },
  {
    key: 'requireWhitelistedDestinations',
    flag: 'require-whitelisted-destinations',
    is: aSwitch,
    about: 'every channel section must name its countries',
  },
  {
    key: 'prototype',
    flag: 'prototype',
    is: aSwitch,
    about: 'serve a sample login form at /prototype and the two routes behind it',
  },
  {
    key: 'embedActions',
    flag: 'embed-actions',
    is: aSwitch,
    about: 'show the buttons that change something in an embedded handset too',
  },
  {
    key: 'prices',
    flag: 'prices',
    placeholder: '<json>',
    is: { kind: 'prices' },
    about: 'US dollars, as {"verification": 0.03, "sms": 0.004}',
  },
  {
    key: 'scenarios',
    flag: 'scenarios',
    placeholder: '<json>',
    is: { kind: 'json', shape: 'list' },
    about: 'what is scripted in every fresh sandbox, as [{"match": {}, "outcome": "expired", "times": 1}]',
  },
  {
    key: 'testNumbers',
    flag: 'test-numbers',
    placeholder: '<json>',
    is: { kind: 'json', shape: 'object' },
    about: 'numbers of your own, as {"+13035550123": {"code": "12345"}}',
  },
  {
    key: 'faults',
    flag: 'faults',
    placeholder: '<json>',
    is: { kind: 'json', shape: 'list' },
    about: 'faults in every fresh sandbox, as [{"fault": {"kind": "status", "status": 503}, "times": 3}]',
  },
  {
    key: 'limits',
    flag: 'limits',
    is: aSwitch,
    about: 'limit the rate of requests a key, to 20 a second unless --rate-limit says otherwise',
  },
  {
    key: 'rateLimit',
    flag: 'rate-limit',
    placeholder: '<requests>',
    is: { kind: 'number', least: 1, most: 1_000_000 },
    about: 'requests a key may make within a second; more are 429',
  },
  {
    key: 'banAfter',
    flag: 'ban-after',
    placeholder: '<sends>',
    is: { kind: 'number', least: 1, most: 1_000_000 },
    about: 'codes a number may be sent within ten minutes; more are 403, 40020',
  },
  {
    key: 'journal',
    flag: 'journal',
    placeholder: '<entries>',
    is: { kind: 'number', least: 0, most: 1_000_000 },
    about: "how many entries each sandbox's journal keeps; 0 switches it off (default 1000)",
  },
  {
    key: 'webhookUrl',
    flag: 'webhook-url',
    placeholder: '<url>',
    is: text,
    about: 'where the webhooks of profiles without a URL go (default: nowhere)',
  },
  {
    key: 'webhookPrivateKey',
    flag: 'webhook-private-key',
    placeholder: '<key>',
    is: text,
    about: 'what signs webhooks: base64 of 32 bytes, or PKCS8 PEM (default: made from the seed)',
  },
  {
    key: 'completionEvent',
    flag: 'completion-event',
    placeholder: '<name|off>',
    is: text,
    about: 'the event at the end of a verification (default verification.complete)',
  },
  {
    key: 'webhookWaits',
    flag: 'webhook-waits',
    placeholder: '<durations>',
    is: { kind: 'names' },
    about: 'how long to wait before each attempt at a URL (default 0s,1s,5s)',
  },
  {
    key: 'standardWebhooks',
    flag: 'standard-webhooks',
    is: aSwitch,
    about: 'send the headers that SDK 7.0 to 7.17 looked for, too; the live service does not send them',
  },
  {
    key: 'allowedHosts',
    flag: 'allowed-hosts',
    placeholder: '<names>',
    is: { kind: 'names' },
    about: 'hosts and origins, beside loopback, from which the control API is answered; separated by commas',
  },
  {
    key: 'controlToken',
    flag: 'control-token',
    placeholder: '<token>',
    is: text,
    about: 'ask for this bearer token in the control API',
  },
  {
    key: 'passthrough',
    flag: 'passthrough',
    is: aSwitch,
    about: 'pass /v2 on to a real API, hold its answers against the emulator',
  },
  {
    key: 'upstream',
    flag: 'upstream',
    placeholder: '<url>',
    is: text,
    about: 'where it goes (default https://api.telnyx.com/v2)',
  },
  {
    key: 'allowNumber',
    flag: 'allow-number',
    placeholder: '<number>',
    is: { kind: 'names' },
    about: 'a number that passthrough may send codes to; can be repeated (default: none)',
  },
  {
    key: 'maxSends',
    flag: 'max-sends',
    placeholder: '<number>',
    is: { kind: 'number', least: 0, most: 100_000 },
    about: 'how many sends passthrough lets out in a session (default 0)',
  },
  {
    key: 'allowExisting',
    flag: 'allow-existing',
    is: aSwitch,
    about: 'let passthrough change what was not made in this session',
  },
  {
    key: 'allowUnknown',
    flag: 'allow-unknown',
    is: aSwitch,
    about: 'let passthrough do more than read beyond Verify, which may cost money',
  },
  {
    key: 'record',
    flag: 'record',
    placeholder: '<folder>',
    is: text,
    about: 'record each exchange of passthrough as HAR, without secrets',
  },
  {
    key: 'session',
    flag: 'session',
    placeholder: '<file>',
    is: text,
    about: 'what passthrough has sent and made, kept over restarts (default: beside the recordings)',
  },
  {
    key: 'redactNames',
    flag: 'redact-names',
    placeholder: '<names>',
    is: { kind: 'names' },
    about: 'names to take out of recordings, beside keys, codes, numbers and URLs',
  },
  {
    key: 'ignoreDrift',
    flag: 'ignore-drift',
    placeholder: '<places>',
    is: { kind: 'names' },
    about: 'differences that do not count, as "body /data/name: value"',
  },
  { key: 'allowProduction', flag: 'allow-production', is: aSwitch, about: 'start although NODE_ENV is production' },
  {
    key: 'logFormat',
    flag: 'log-format',
    placeholder: '<pretty|json>',
    is: { kind: 'choice', of: ['pretty', 'json'] },
    about:
      'everything pretty, or everything JSON (default: a banner on a terminal, else one JSON line; codes are plain lines)',
  },
  { key: 'quiet', flag: 'quiet', is: aSwitch, about: 'do not print codes' },
] as const satisfies readonly Setting[]

export type SettingKey = (typeof settings)[number]['key']

/** The environment variable of a setting. */
export function envOf(setting: Pick<Setting, 'flag'>): string {
  return `TVE_${setting.flag.toUpperCase().replaceAll('-', '_')}`
}
