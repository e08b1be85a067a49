import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { requireCredential, requireSameUser } from './access.js'
import type { Attempt } from './attempts.js'
import { type Authority, createAuthority } from './certificates.js'
import { InterceptingProxy } from './proxy.js'
import { toHost } from './target.js'
import {
  javaVariables,
  nodeVariables,
  type ProxyAddress,
  phpVariables,
  proxyVariables,
  quietVariables,
  trustVariables,
} from './trust/environment.js'
import { createNodePreload } from './trust/node-preload.js'
import { createPhpPrepend, createPhpSettings } from './trust/php.js'
import { TrustFolder } from './trust/trust-folder.js'
import { readUpstreamProxies } from './upstream-proxy.js'

export interface OpenProxyOptions {
  /** The hosts whose requests the emulator answers, like `api.telnyx.com`. */
  readonly hosts: readonly string[]
  /** Answers a request to one of the hosts. */
  readonly serve: (incoming: IncomingMessage, outgoing: ServerResponse) => void
  /** Refuses every other host but this machine. */
  readonly isOffline: boolean
  /** Further names and addresses of this machine, like the one that the emulator listens on. */
  readonly ownHosts: readonly string[]
  /** The environment of the command so far. Proxies that it names are used for other hosts. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The wall clock. Milliseconds. */
  readonly now: () => number
  /** A further certificate that the command is to trust, as PEM. */
  readonly alsoTrust?: string | undefined
}

export interface OpenedProxy {
  /** The variables for the command, which replace those of the same name. */
  readonly env: Readonly<Record<string, string>>
  /** Closes the proxy and removes its files. @returns the refused connections */
  close(): Promise<readonly Attempt[]>
}

/** How long the certificates are valid: a day, so that a watch mode can run on. Milliseconds. */
const validMs = 24 * 3_600_000

/**
 * Opens a proxy for one command, and hands it over by the environment: programs in any language connect to the hosts as
 * ever and reach the emulator.
 *
 * @throws {UpstreamProxyError} for a proxy in the environment that other hosts cannot be reached through
 */
export async function openProxy(options: OpenProxyOptions): Promise<OpenedProxy> {
  const { hosts, serve, isOffline, env, now, alsoTrust = '' } = options
  const ownHosts = options.ownHosts.map(toHost)
  const authority = hosts.length === 0 ? undefined : createAuthority({ names: hosts, now, validMs })
  const findUpstreamProxy = isOffline ? () => undefined : readUpstreamProxies(env)
  const proxy = new InterceptingProxy({
    hosts,
    certificate: authority?.server,
    serve,
    isOffline,
    ownHosts,
    findUpstreamProxy,
  })
  const credential = { name: 'tve', password: randomBytes(16).toString('hex') }
  const port = await proxy.open(requireCredential(credential.name, credential.password))
  const openPort = await proxy.open(requireSameUser())
  const address = { ...credential, port, openPort, ownHosts }
  const folder = new TrustFolder(alsoTrust + (authority?.certificate ?? ''))
  return {
    env: {
      ...trustIn(folder, options, authority, address),
      ...proxyVariables(address),
      ...(isOffline && quietVariables),
    },
    close: async () => {
      await proxy.close()
      for (const target of folder.readAttempts()) proxy.attempts.add(target)
      folder.remove()
      return proxy.attempts.list()
    },
  }
}

/** Writes the files of the folder. @returns the variables that name them */
function trustIn(
  folder: TrustFolder,
  { env, hosts, isOffline, now, alsoTrust }: OpenProxyOptions,
  authority: Authority | undefined,
  address: ProxyAddress,
): Record<string, string> {
  const preload = folder.write('preload.cjs', createNodePreload({ ...address, hosts, isOffline }))
  const { name, password, port } = address
  const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
  const prepend = folder.write('prepend.php', createPhpPrepend(`127.0.0.1:${port}`, authorization))
  const hasTrust = authority !== undefined || alsoTrust !== undefined
  const php = folder.createFolder('php')
  folder.write('php/tve.ini', createPhpSettings({ bundle: hasTrust ? folder.addBundle() : undefined, prepend }))
  return {
    ...(hasTrust && trustVariables(env, folder)),
    ...nodeVariables(env, preload),
    ...javaVariables(env, hasTrust ? folder.addKeyStore(now()) : undefined, address),
    ...phpVariables(env, php),
  }
}
