/** Generates the JSON Schema of the config file from the table of settings, for editors and checks. */
import { type SettingKey, settings, toDefaultText } from '../src/config/settings.js'
import { type Document, resolve } from './documents.js'

/** The file that the package ships. */
export const configSchemaFile = 'config.schema.json'

/** Values to start from, for each setting. */
const examples: Readonly<Record<SettingKey, readonly [unknown, ...unknown[]]>> = {
  port: [8374, 0],
  host: ['127.0.0.1', '0.0.0.0'],
  https: [true],
  httpsNames: [['emulator.test', '192.168.1.20']],
  httpsCert: ['emulator.pem'],
  httpsKey: ['emulator-key.pem'],
  dialect: ['docs', 'spec'],
  validateResponses: [true],
  prototype: [true],
  embedActions: [true],
  fixtures: ['fixtures.json'],
  watch: [true],
  data: ['.emulator'],
  seed: ['my-project', 42],
  maxSandboxes: [1000],
  whenFull: ['drop', 'refuse'],
  sandboxIdle: ['2h', 'never', 7_200_000, 0],
  recordRuns: [true],
  journal: [1000, 0],
  scenarios: [[{ match: { channel: 'call' }, outcome: '40333', times: 1 }]],
  testNumbers: [{ '+13035550123': { code: '12345' } }],
  faults: [[{ match: { phoneNumber: '+13035550124' }, fault: { kind: 'status', status: 503 }, times: 3 }]],
  latencyProfile: ['latency.json', 'recordings', 'log-normal-150ms-600ms'],
  limits: [true],
  requestsPerSecond: [20],
  sendsPerNumber: [5],
  prices: [{ verification: 0.03, sms: 0.004 }],
  balance: [12.5],
  requireWhitelistedDestinations: [true],
  webhookUrl: ['http://localhost:3000/webhooks'],
  webhookHosts: [['localhost', '*.test']],
  webhookPrivateKey: ['MC4CAQAwBQYDK2VwBCIEIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH'],
  completionEvent: ['verification.complete', 'off'],
  webhookDelays: [['0s', '1s', '5s']],
  webhookHeader: [{ 'X-Forwarded-For': '192.76.120.200' }],
  standardWebhooks: [true],
  passthrough: [true],
  upstream: ['https://api.telnyx.com/v2'],
  allowNumbers: [['+13125550123']],
  maxSends: [10],
  allowExisting: [true],
  allowUnknown: [true],
  record: ['recordings'],
  session: ['session.json'],
  redactNames: [['Example Inc.']],
  ignoreDrift: [['body /data/name: value']],
  allowedHosts: [['telnyx.test']],
  controlToken: ['a-token-of-your-own'],
  allowProduction: [true],
  logFormat: ['pretty', 'json'],
  quiet: [true],
}

type Json = Record<string, unknown>

/** The name of a property in files, as in client-types. */
const toCamelCase = (name: string): string =>
  name === 'verify_profile_id' ? 'profileId' : name.replaceAll(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())

/** The schema of the config file as JSON. @param control the document that describes scenarios, faults and test numbers */
export function configSchemaSource(control: Document): string {
  const definitions: Record<string, unknown> = {}
  const addDefinition = (name: string): string => {
    if (!(name in definitions)) {
      definitions[name] = null // before its parts, which may name it
      definitions[name] = convert(resolve(control, { $ref: `#/components/schemas/${name}` }))
    }
    return `#/definitions/${name}`
  }
  /** Converts a schema of the document to draft 7, which editors know best, with the names that files use. */
  const convert = (schema: unknown): unknown => {
    if (Array.isArray(schema)) return schema.map(convert)
    if (typeof schema !== 'object' || schema === null) return schema
    const { $ref, example, properties, ...rest } = schema as Json
    const members: Json = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, convert(value)]))
    if (example !== undefined) members.examples = [example]
    if (typeof properties === 'object' && properties !== null)
      members.properties = Object.fromEntries(
        Object.entries(properties).map(([name, value]) => [toCamelCase(name), convert(value)]),
      )
    if (typeof $ref !== 'string') return members
    const target = { $ref: addDefinition($ref.slice($ref.lastIndexOf('/') + 1)) }
    // In draft 7 nothing beside a reference counts.
    return Object.keys(members).length === 0 ? target : { allOf: [target], ...members }
  }
  const properties = Object.fromEntries(
    settings.map((setting) => [setting.key, { ...toProperty(setting), ...(convert(setting.is.schema) as Json) }]),
  )
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Config file of telnyx-verify-emulator',
    description: 'telnyx-verify-emulator.config.json, .yaml or .yml; see docs/configuration.md',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string', description: 'Path or URL of this schema, for editors' },
      ...properties,
    },
    definitions,
  }
  return `${JSON.stringify(schema, null, 2)}\n`
}

/** The documentation of a setting. */
function toProperty(setting: (typeof settings)[number]): Json {
  const { key, about, flag, env, default: value, unset, is } = setting
  const sentence = about.charAt(0).toUpperCase() + about.slice(1)
  const without = value === undefined || unset !== undefined ? ` Without it: ${toDefaultText(setting)}.` : ''
  const path = is.kind === 'path' ? ' Relative to this file.' : ''
  return {
    description: `${sentence}.${without}${path} Also --${flag} and ${env}.`,
    ...(value !== undefined && { default: value }),
    examples: examples[key],
  }
}
