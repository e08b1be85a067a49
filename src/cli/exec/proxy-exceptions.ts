/**
 * The names and addresses of this machine. Not `[::1]`: httpx, the Python client, fails at the brackets before it has sent
 * anything.
 */
const loopback = ['localhost', '127.0.0.1', '::1']

/**
 * The variables that keep requests to this machine out of a proxy, in both letter cases, because clients read one or the
 * other. Exceptions that are set already are kept.
 *
 * @param hosts further hosts of the emulator
 * @example
 * ```ts
 * exceptLoopback({ NO_PROXY: 'corp.test' }).NO_PROXY // 'corp.test,localhost,127.0.0.1,::1'
 * ```
 */
export function exceptLoopback(
  env: Readonly<Record<string, string | undefined>>,
  hosts: readonly string[] = [],
): { NO_PROXY: string; no_proxy: string } {
  const set = [env.NO_PROXY, env.no_proxy].flatMap((list) => (list ?? '').split(/[\s,]+/)).filter(Boolean)
  // A star means every host, to some clients only if it stands alone.
  const all = set.includes('*')
    ? ['*']
    : [...new Set([...set, ...loopback, ...hosts.map((host) => host.replace(/^\[(.*)\]$/, '$1'))])]
  const list = all.join(',')
  return { NO_PROXY: list, no_proxy: list }
}
