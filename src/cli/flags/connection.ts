import { Option } from 'commander'
import { connect, type SandboxClient } from '../../client/connect.js'
import { type ConfigSources, readConfig } from '../../config/config.js'
import { toUrlHost } from '../../server/hosts.js'
import { CommandError } from '../command-error.js'
import { configOption, settingOptions } from './options.js'

export interface ConnectionFlags {
  readonly url?: string
  readonly host?: string
  readonly port?: string
  readonly config?: string
  readonly sandbox?: string
  readonly token?: string
}

/** The flags that say where the emulator is. */
export const addressOptions = () => [
  new Option('--url <url>', 'where the emulator is, instead of host and port [TVE_URL]'),
  ...settingOptions((key) => key === 'port' || key === 'host'),
  configOption(),
]

export const sandboxOption = () =>
  new Option('--sandbox <name>', 'name of the sandbox (default: default) [TVE_SANDBOX]')

/** All flags of a verb that asks a running emulator. */
export const connectionOptions = () => [
  ...addressOptions(),
  sandboxOption(),
  new Option('--token <text>', 'what the emulator was started with as --control-token [TVE_CONTROL_TOKEN]'),
]

type Surroundings = Omit<ConfigSources, 'flags'>

export interface Connection {
  /** Scheme, host and port. */
  readonly origin: string
  readonly sandbox: string
  readonly token: string | undefined
}

/**
 * Where the emulator is: --url, then --host and --port, then TVE_URL, then the configuration that it was started with.
 *
 * @throws {ConfigError} for a bad configuration
 * @throws {CommandError} 2 for an address that cannot be one of an emulator
 */
export async function readConnection(flags: ConnectionFlags, { env, folder }: Surroundings): Promise<Connection> {
  const sandbox = flags.sandbox ?? (env.TVE_SANDBOX || 'default')
  const token = flags.token ?? (env.TVE_CONTROL_TOKEN || undefined)
  const isAddressed = flags.host !== undefined || flags.port !== undefined
  const url = flags.url ?? (isAddressed ? undefined : env.TVE_URL || undefined)
  if (url !== undefined) return { origin: readOrigin(url), sandbox, token }
  const { host, port, controlToken } = await readConfig({ flags: { ...flags }, env, folder })
  return { origin: `http://${toUrlHost(host)}:${port}`, sandbox, token: token ?? controlToken }
}

/** A client of the emulator that the flags name; nothing is asked yet. @throws as readConnection */
export async function connectTo(flags: ConnectionFlags, surroundings: Surroundings): Promise<SandboxClient> {
  const { origin, sandbox, token } = await readConnection(flags, surroundings)
  return connect({ url: origin, sandbox, token })
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new CommandError(`"${text}" is no address of an emulator. Write it like http://127.0.0.1:8374.`, 2)
  if (isRealService(url))
    throw new CommandError(
      `${url.host} is the real service. Name the address of an emulator, like http://127.0.0.1:8374.`,
      2,
    )
  return url.origin
}

/** Whether an address is the vendor's own. */
export function isRealService({ hostname }: URL): boolean {
  return /(^|\.)telnyx\.com$/i.test(hostname)
}
