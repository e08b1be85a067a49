import { Option } from 'commander'
import { type Call, createCall } from '../../client/call.js'
import { connect, type SandboxClient } from '../../client/connect.js'
import { toConnectionError } from '../../client/connection-reason.js'
import { defaultSandbox } from '../../client/defaults.js'
import { type ConfigSources, readConfig } from '../../config/config.js'
import { settingsTable } from '../../config/settings-table.js'
import { isSandboxName } from '../../core/sandbox-name.js'
import { toUrlHost } from '../../server/hosts.js'
import { bearerTokenForm, isBearerToken } from '../../wire/bearer-token.js'
import { explainSandboxName } from '../../wire/sandbox-name.js'
import { CommandError } from '../command-error.js'
import { fetchLocally, isLocalHttps } from './local-https.js'
import { adaptedOptions, configOption, inGroup } from './options.js'

export interface ConnectionFlags {
  readonly url?: string
  readonly host?: string
  readonly port?: string
  readonly config?: string
  readonly sandbox?: string
  readonly token?: string
}

/** The flags that locate a running emulator. */
export const addressOptions = () =>
  inGroup('Connection', [
    new Option('--url <url>', 'URL of the running emulator, instead of host and port [TVE_URL]'),
    ...adaptedOptions({
      port: `port of the running emulator (default: ${settingsTable.Server.port.default})`,
      host: `host of the running emulator (default: ${settingsTable.Server.host.default})`,
    }),
    configOption('config file that the emulator was started with'),
  ])

export const sandboxOption = (about = 'sandbox to use') =>
  new Option('--sandbox <name>', `${about} (default: default) [TVE_SANDBOX]`)

/** All flags of a command that asks a running emulator. */
export const connectionOptions = () => [
  ...addressOptions(),
  ...inGroup('Connection', [
    sandboxOption(),
    new Option('--token <text>', 'bearer token of the control API [TVE_CONTROL_TOKEN]'),
  ]),
]

type ConfigEnvironment = Omit<ConfigSources, 'flags'>

export interface Connection {
  /** Scheme, host and port. */
  readonly origin: string
  readonly sandbox: string
  readonly token: string | undefined
}

/**
 * Locates the emulator: by --url, then --host and --port, then TVE_URL, then the configuration of `start` (TVE_HOST and
 * TVE_PORT, or the config file).
 *
 * @throws {ConfigError} for an invalid configuration
 * @throws {CommandError} 2 for a URL that cannot be an emulator's, and for an invalid host, sandbox or token
 */
export async function readConnection(flags: ConnectionFlags, { env, folder }: ConfigEnvironment): Promise<Connection> {
  const sandbox = readSandbox(flags, env) ?? defaultSandbox
  const token = readToken(flags, env)
  const isAddressed = flags.host !== undefined || flags.port !== undefined
  const url = flags.url ?? (isAddressed ? undefined : env.TVE_URL || undefined)
  if (url !== undefined) return { origin: readOrigin(url), sandbox, token }
  const { host, port, https, controlToken } = await readConfig({ flags: { ...flags }, env, folder })
  const origin = `${https ? 'https' : 'http'}://${toUrlHost(host)}:${port}`
  if (!URL.canParse(origin))
    throw new CommandError(`"${host}" is not a valid host of an emulator. Use a name or an address, like 127.0.0.1.`, 2)
  return { origin, sandbox, token: token ?? controlToken }
}

/**
 * The sandbox of the flag, or of TVE_SANDBOX.
 *
 * @returns undefined if neither is set
 * @throws {CommandError} 2 for a name that no sandbox can have
 */
export function readSandbox(
  { sandbox: flag }: Pick<ConnectionFlags, 'sandbox'>,
  { TVE_SANDBOX }: ConfigEnvironment['env'],
): string | undefined {
  const name = flag ?? (TVE_SANDBOX || undefined)
  if (name !== undefined && !isSandboxName(name)) throw new CommandError(explainSandboxName(name), 2)
  return name
}

/** @throws {CommandError} 2 for a text that no header can carry; it is not repeated */
function readToken(flags: ConnectionFlags, env: ConfigEnvironment['env']): string | undefined {
  const token = flags.token ?? (env.TVE_CONTROL_TOKEN || undefined)
  if (token === undefined || isBearerToken(token)) return token
  const where = flags.token === undefined ? 'TVE_CONTROL_TOKEN' : '--token'
  throw new CommandError(`${where} must be the control token of the emulator: ${bearerTokenForm}.`, 2)
}

/** Creates a client of the emulator that the flags name, without a request. @throws as readConnection */
export async function connectTo(flags: ConnectionFlags, environment: ConfigEnvironment): Promise<SandboxClient> {
  return connectAt(await readConnection(flags, environment))
}

/** Creates a client, also of an emulator on this machine that serves HTTPS. */
export function connectAt({ origin, sandbox, token }: Connection): SandboxClient {
  return connect({ url: origin, sandbox, token, fetch: chooseFetch(origin) })
}

/** Creates the function that sends single requests, for what the client has no method for. */
export function createCallTo({ origin, token }: Connection): Call {
  return createCall({ origin, token, fetch: chooseFetch(origin) ?? globalThis.fetch, toConnectionError })
}

const chooseFetch = (origin: string) => (isLocalHttps(new URL(origin)) ? fetchLocally : undefined)

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new CommandError(`"${text}" is not a valid URL of an emulator. Example: http://127.0.0.1:8374.`, 2)
  if (isRealService(url))
    throw new CommandError(
      `${url.host} is the real service. Use the URL of an emulator, for example http://127.0.0.1:8374.`,
      2,
    )
  return url.origin
}

/** Whether a URL is one of the vendor's. */
export function isRealService({ hostname }: URL): boolean {
  return /(^|\.)telnyx\.com$/i.test(hostname)
}
