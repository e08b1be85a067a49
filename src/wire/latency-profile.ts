import type { Latencies, LatencyCurve } from '../core/latencies.js'
import { verifyOperations } from '../spec/operations.js'
import { readDelay } from './duration.js'
import { InputError } from './input-error.js'
import type { LatencyPreset } from './latency-preset.js'
import { toNormalQuantile } from './normal-quantile.js'
import { suggest } from './suggest.js'

/**
 * How long answers take, as durations like `150ms` or milliseconds of at most one day: always the same, anything between
 * two durations, a log-normal distribution by its median and 95th percentile, or measured quantiles at equal steps in
 * milliseconds, the shortest first.
 */
export type LatencyDistribution =
  | { readonly fixed: string | number }
  | { readonly from: string | number; readonly to: string | number }
  | { readonly median: string | number; readonly p95: string | number }
  | { readonly quantiles: readonly number[] }

/**
 * How long the service takes to answer, as the option `latencyProfile` takes it and a file contains it.
 *
 * @example
 * ```ts
 * const latencyProfile: LatencyProfile = {
 *   version: 1,
 *   source: 'our dashboard, October',
 *   operations: { CreateVerificationSms: { median: '180ms', p95: '700ms' }, '*': { from: '40ms', to: '120ms' } },
 * }
 * ```
 */
export interface LatencyProfile {
  readonly version: 1
  /** Where the figures come from, in a sentence. */
  readonly source: string
  /** Distributions by operation ID, such as `CreateVerificationSms`; `*` stands for all other operations. */
  readonly operations: Readonly<Record<string, LatencyDistribution>>
}

/** Presets to name in messages. */
const latencyPresets = 'fixed-150ms, uniform-50ms-300ms, log-normal-150ms or log-normal-150ms-600ms'

/** What a latency profile can be, as a sentence. */
export const latencyAdvice = `Name a JSON or HAR file, a folder of HAR files, or a preset like ${latencyPresets}.`

/** Quantiles of a log-normal distribution: fine enough for its 99.9th percentile. */
const steps = 1000
/** A log-normal distribution has no longest value. It ends here, so that no answer takes for ever. */
const lastShare = 0.9995
/** The 95th percentile of a standard normal distribution. */
const z95 = 1.6448536269514722
/** The assumed ratio of the 95th percentile to the median, for presets that name the median alone. */
const usualSpread = 3
const mostQuantiles = 100_000

/** The profile of a preset. Its figures are assumed: the vendor publishes none. */
export function toPresetProfile(name: string, preset: LatencyPreset): LatencyProfile {
  return {
    version: 1,
    source: `the preset ${name}: assumed, not measured`,
    operations: { '*': toDistribution(preset) },
  }
}

function toDistribution({ shape, durations: [first, second] }: LatencyPreset): LatencyDistribution {
  if (shape === 'fixed') return { fixed: first }
  if (shape === 'uniform') return { from: first, to: second as string }
  return { median: first, p95: second ?? readDelay(first) * usualSpread }
}

/**
 * Reads the content of a file of latencies.
 *
 * @param name the name of the file, for messages
 * @example
 * ```ts
 * readLatencyProfile({ version: 1, source: 'assumed', operations: { '*': { fixed: '150ms' } } }, 'latency.json')
 * ```
 * @throws {InputError} that names the place and says what is expected
 */
export function readLatencyProfile(content: unknown, name: string): Latencies {
  if (!isObject(content) || !isObject(content.operations))
    throw new InputError(
      `${name} is not a latency profile. Expected an object like {"version": 1, "source": "assumed", "operations": {"*": {"fixed": "150ms"}}}, a HAR file, or a folder of HAR files.`,
    )
  for (const key of Object.keys(content))
    if (!known.includes(key)) throw new InputError(`${name}: ${suggest('key', key, known)}`)
  if (content.version !== 1) throw new InputError(`${name}: version must be 1, not ${JSON.stringify(content.version)}.`)
  if (typeof content.source !== 'string' || content.source === '')
    throw new InputError(
      `${name}: source must say where the figures come from, like "recordings of 2026-11-02" or "assumed".`,
    )
  const curves = Object.entries(content.operations).map(([operation, distribution]) => {
    requireOperation(operation, name)
    return [operation, readCurve(distribution, `${name}: operations["${operation}"]`)] as const
  })
  if (curves.length === 0) throw new InputError(`${name}: operations is empty. Name an operation, or * for all.`)
  const byOperation = new Map(curves)
  const others = byOperation.get('*') ?? null
  byOperation.delete('*')
  return { byOperation, others }
}

const known = ['version', 'source', 'operations']
const operationIds: readonly string[] = verifyOperations.map(({ id }) => id)

function requireOperation(operation: string, name: string): void {
  if (operation !== '*' && !operationIds.includes(operation))
    throw new InputError(`${name}: ${suggest('operation', operation, ['*', ...operationIds])}`)
}

function readCurve(distribution: unknown, where: string): LatencyCurve {
  const keys = isObject(distribution) ? Object.keys(distribution).sort().join() : ''
  const given = distribution as Record<string, unknown>
  switch (keys) {
    case 'fixed':
      return [readTime(given.fixed, `${where}.fixed`)]
    case 'from,to':
      return requireOrder([readTime(given.from, `${where}.from`), readTime(given.to, `${where}.to`)], where)
    case 'median,p95': {
      const times = [readTime(given.median, `${where}.median`), readTime(given.p95, `${where}.p95`)] as const
      requireOrder(times, where)
      if (times[0] === 0 && times[1] > 0) throw new InputError(`${where}.median must be above 0.`)
      return toLogNormal(...times)
    }
    case 'quantiles':
      return readQuantiles(given.quantiles, `${where}.quantiles`)
    default:
      throw new InputError(
        `${where} must be one of {"fixed": "150ms"}, {"from": "50ms", "to": "300ms"}, {"median": "150ms", "p95": "600ms"} and {"quantiles": [80, 150, 900]}, not ${JSON.stringify(distribution)}.`,
      )
  }
}

function readTime(time: unknown, where: string): number {
  try {
    if (typeof time === 'string' || typeof time === 'number') return readDelay(time)
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${where}: ${error.message}`)
    throw error
  }
  throw new InputError(`${where} must be a duration like "150ms", or milliseconds, not ${JSON.stringify(time)}.`)
}

function requireOrder<Times extends readonly [number, number]>(times: Times, where: string): Times {
  if (times[0] <= times[1]) return times
  throw new InputError(`${where}: the first duration, ${times[0]} ms, must not exceed the second, ${times[1]} ms.`)
}

function toLogNormal(median: number, p95: number): LatencyCurve {
  if (median === 0) return [0]
  const sigma = Math.log(p95 / median) / z95
  return Array.from({ length: steps + 1 }, (_, step) => {
    const share = Math.min(Math.max(step / steps, 1 - lastShare), lastShare)
    return median * Math.exp(sigma * toNormalQuantile(share))
  })
}

function readQuantiles(quantiles: unknown, where: string): LatencyCurve {
  if (!Array.isArray(quantiles) || quantiles.length === 0 || quantiles.length > mostQuantiles)
    throw new InputError(`${where} must be a list of 1 to ${mostQuantiles} numbers of milliseconds.`)
  quantiles.forEach((ms: unknown, index) => {
    if (typeof ms !== 'number' || !(ms >= 0 && ms <= 86_400_000))
      throw new InputError(`${where}[${index}] must be milliseconds, from 0 to one day, not ${JSON.stringify(ms)}.`)
    if (index > 0 && ms < quantiles[index - 1])
      throw new InputError(`${where}[${index}] is less than the one before: the shortest latency comes first.`)
  })
  return quantiles
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Explains a text that names neither a file nor a preset. */
export function refuseLatencyName(text: string, reason: string): never {
  throw new InputError(`The latency profile ${text} cannot be used: ${reason}. ${latencyAdvice}`)
}
