import type { Config } from '../../config/config.js'
import type { RunningEmulator } from '../../emulator/emulator.js'
import type { Attempt } from '../../proxy/entry.js'
import { countOf } from '../../wire/count-of.js'
import { vendorUrl } from '../../wire/vendor-url.js'
import { CommandError } from '../command-error.js'

export interface NetworkOptions {
  readonly emulator: Pick<RunningEmulator, 'createListener' | 'url'>
  readonly config: Pick<Config, 'upstream'>
  /** The certificate of an emulator that serves HTTPS, as PEM. */
  readonly certificate: string | undefined
  /** Whether requests to the real service reach the emulator. */
  readonly isIntercepting: boolean
  /** Whether every other host is refused. */
  readonly isOffline: boolean
  /** The environment of the command so far. */
  readonly env: NodeJS.ProcessEnv
}

/** What a command sees of the network. */
export interface Network {
  /** Variables for the command. */
  readonly env: Readonly<Record<string, string>>
  /** Closes it and removes its files. @returns the connections that were refused */
  readonly close: () => Promise<readonly Attempt[]>
}

/** Opens the network of a command. @throws {CommandError} 2 for a proxy in the environment that cannot be used */
export async function openNetwork(options: NetworkOptions): Promise<Network> {
  const { emulator, config, certificate, isIntercepting, isOffline, env } = options
  if (!isIntercepting && !isOffline && certificate === undefined) return { env: {}, close: async () => [] }
  const { isLoopback, openProxy, trustCertificate, UpstreamProxyError } = await import('../../proxy/entry.js')
  if (!isIntercepting && !isOffline && certificate !== undefined) {
    const trust = trustCertificate(certificate, env, Date.now)
    return {
      env: trust.env,
      close: async () => {
        trust.remove()
        return []
      },
    }
  }
  try {
    return await openProxy({
      hosts: isIntercepting ? listHosts(config, isLoopback) : [],
      serve: await emulator.createListener(),
      isOffline,
      ownHosts: [new URL(emulator.url).hostname],
      env,
      now: Date.now,
      alsoTrust: certificate,
    })
  } catch (error) {
    if (error instanceof UpstreamProxyError) throw new CommandError(error.message, 2)
    throw error
  }
}

/**
 * The hosts whose requests reach the emulator. The vendor's is one of them whatever the upstream is, so that no request
 * bypasses the limits of passthrough. This machine is none: the emulator itself is there.
 */
function listHosts({ upstream }: Pick<Config, 'upstream'>, isLoopback: (host: string) => boolean): string[] {
  const hosts = [vendorUrl, upstream].map((url) => new URL(url).hostname)
  return [...new Set(hosts)].filter((host) => !isLoopback(host.replace(/^\[|\]$/g, '')))
}

/** Formats the refused connections for a person. */
export function formatAttempts(attempts: readonly Attempt[]): string {
  if (attempts.length === 0) return 'Offline: no connection to another host was attempted.'
  const total = attempts.reduce((sum, { count }) => sum + count, 0)
  const lines = attempts.map(({ target, count }) => `  ${target}  ${count}`)
  return [`Offline: ${countOf(total, 'connection')} to other hosts refused.`, ...lines].join('\n')
}
