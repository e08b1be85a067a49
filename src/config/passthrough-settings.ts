import { vendorUrl } from '../wire/vendor-url.js'
import { names, off, path, type SettingRow, text, whole } from './setting-types.js'

/** What can be set about passthrough. */
export const passthroughSettings = {
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
} as const satisfies Readonly<Record<string, SettingRow>>
