import { defaultSettings } from '../core/settings.js'
import { durations } from './duration-types.js'
import { hosts } from './safety-types.js'
import { headers, off, type SettingRow, text, url } from './setting-types.js'

const { webhooks } = defaultSettings

/** What can be set about webhooks. */
export const webhookSettings = {
  webhookUrl: {
    placeholder: '<url>',
    is: url,
    unset: 'none',
    option: 'webhooks.url',
    about: 'webhook URL of profiles that have none',
  },
  webhookHosts: {
    placeholder: '<names>',
    is: hosts,
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
} as const satisfies Readonly<Record<string, SettingRow>>
