import { verifyOperations } from '../spec/operations.js'
import type { LatencyProfile } from './latency-profile.js'
import { createPathPattern, findPaths } from './path-match.js'

/** The answered requests of recordings. */
export interface RecordedLatencies {
  /** Milliseconds by operation ID. */
  readonly byOperation: ReadonlyMap<string, readonly number[]>
  readonly count: number
  /** Hosts that were asked. */
  readonly hosts: readonly string[]
  /** When the first and the last request began, as in the recordings; undefined if none says so. */
  readonly span: readonly [first: string, last: string] | undefined
}

const patterns = verifyOperations.map(({ id, method, path }) => ({ id, method, ...createPathPattern(path) }))
/** The most quantiles of a profile: enough for its 99.9th percentile. */
const mostQuantiles = 1001

/** Whether the content of a file is a recording. */
export function isHar(content: unknown): boolean {
  return Array.isArray(at(content, 'log', 'entries'))
}

/**
 * Collects how long the answers of the emulated operations took: from the request to the end of the answer, without the
 * time to connect. Requests without an answer, and answers of 500 and above, which a gateway gives, are left out.
 *
 * @param hars contents of HAR files
 */
export function collectLatencies(hars: readonly unknown[]): RecordedLatencies {
  const byOperation = new Map<string, number[]>()
  const hosts = new Set<string>()
  const times: string[] = []
  let count = 0
  for (const entry of hars.flatMap((har) => at(har, 'log', 'entries') as unknown[])) {
    const operation = operationOf(entry)
    const ms = latencyOf(entry)
    const status = at(entry, 'response', 'status')
    if (operation === undefined || ms === undefined || !(typeof status === 'number' && status >= 200 && status < 500))
      continue
    count++
    const known = byOperation.get(operation)
    if (known === undefined) byOperation.set(operation, [ms])
    else known.push(ms)
    const url = at(entry, 'request', 'url')
    if (typeof url === 'string' && hostOfUrl.test(url)) hosts.add(hostOfUrl.exec(url)?.[1] ?? '')
    const startedAt = at(entry, 'startedDateTime')
    if (typeof startedAt === 'string') times.push(startedAt)
  }
  times.sort()
  const [first, last] = [times[0], times.at(-1)]
  return { byOperation, count, hosts: [...hosts], span: first && last ? [first, last] : undefined }
}

const hostOfUrl = /^https?:\/\/([^/?#]+)/

/** The profile of recordings. Operations that were not recorded get the latencies of all that were. */
export function toRecordedProfile({ byOperation, count, hosts, span }: RecordedLatencies): LatencyProfile {
  const when = span === undefined ? '' : ` from ${span[0]} to ${span[1]}`
  const from = hosts.length === 0 ? '' : ` of ${hosts.join(', ')}`
  const distributions = [...byOperation].map(([operation, times]) => [operation, { quantiles: toQuantiles(times) }])
  const all = [...byOperation.values()].flat()
  return {
    version: 1,
    source: `${count} recorded answers${from}${when}`,
    operations: { ...Object.fromEntries(distributions), '*': { quantiles: toQuantiles(all) } },
  }
}

/** The quantiles at equal steps; all values, if they are few. */
function toQuantiles(times: readonly number[]): number[] {
  const sorted = [...times].sort((one, other) => one - other)
  if (sorted.length <= mostQuantiles) return sorted
  return Array.from(
    { length: mostQuantiles },
    (_, step) => sorted[Math.round((step / (mostQuantiles - 1)) * (sorted.length - 1))] as number,
  )
}

/** The operation that the recorder has noted, otherwise the one of the method and the path. */
function operationOf(entry: unknown): string | undefined {
  const noted = at(entry, '_operation')
  if (typeof noted === 'string') return verifyOperations.find(({ id }) => id === noted)?.id
  const url = at(entry, 'request', 'url')
  const method = at(entry, 'request', 'method')
  if (typeof url !== 'string') return undefined
  const path = /\/v2(\/[^?#]*)/.exec(url)?.[1] ?? ''
  return findPaths(patterns, path).find((pattern) => pattern.method === method)?.id
}

function latencyOf(entry: unknown): number | undefined {
  const [wait, receive] = [at(entry, 'timings', 'wait'), at(entry, 'timings', 'receive')]
  const ms =
    typeof wait === 'number' && wait >= 0
      ? wait + (typeof receive === 'number' && receive > 0 ? receive : 0)
      : at(entry, 'time')
  return typeof ms === 'number' && ms >= 0 && ms <= 86_400_000 ? Math.round(ms * 1000) / 1000 : undefined
}

/** A member of parsed JSON, whose shape is not known. */
function at(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[name] : undefined,
    value,
  )
}
