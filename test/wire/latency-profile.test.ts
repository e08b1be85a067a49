import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawLatency } from '../../src/core/latencies.js'
import { Random } from '../../src/core/random.js'
import { findLatencyPreset } from '../../src/wire/latency-preset.js'
import { type LatencyDistribution, readLatencyProfile, toPresetProfile } from '../../src/wire/latency-profile.js'
import { toNormalQuantile } from '../../src/wire/normal-quantile.js'

const read = (distribution: LatencyDistribution) =>
  readLatencyProfile({ version: 1, source: 'assumed', operations: { '*': distribution } }, 'latency.json')

/** Ten thousand latencies, ascending. */
function draw(distribution: LatencyDistribution): number[] {
  const random = Random.fromSeed('latencies')
  const latencies = read(distribution)
  return Array.from({ length: 10_000 }, () => drawLatency(latencies, 'ListProfiles', random)).sort((a, b) => a - b)
}

describe('a distribution is drawn as it is described', () => {
  test('fixed', () => {
    expect(new Set(draw({ fixed: '150ms' }))).toEqual(new Set([150]))
  })

  test('uniform', () => {
    const drawn = draw({ from: 100, to: '300ms' })
    expect(
      [drawn[0], drawn[2500], drawn[5000], drawn[7500], drawn[9999]].map((ms) => Math.round((ms ?? 0) / 10)),
    ).toEqual([10, 15, 20, 25, 30])
  })

  test('log-normal, by its median and its 95th percentile', () => {
    const drawn = draw({ median: '150ms', p95: '600ms' })
    expect((drawn[5000] ?? 0) / 150).toBeCloseTo(1, 1)
    expect((drawn[9500] ?? 0) / 600).toBeCloseTo(1, 1)
    expect(drawn[9999]).toBeLessThan(600 * 5)
  })

  test('measured', () => {
    const quantiles = [80, 90, 100, 400, 2000]
    const drawn = draw({ quantiles })
    expect([drawn[0], drawn[5000], drawn[9999]].map((ms) => Math.round((ms ?? 0) / 20))).toEqual([4, 5, 100])
  })
})

test('a draw lies between the shortest and the longest latency, and no latency is invalid', () => {
  const quantiles = fc
    .array(fc.double({ min: 0, max: 86_400_000, noNaN: true }), { minLength: 1, maxLength: 50 })
    .map((all) => [...all].sort((one, other) => one - other))
  fc.assert(
    fc.property(quantiles, fc.string(), (all, seed) => {
      const ms = drawLatency(read({ quantiles: all }), 'ListProfiles', Random.fromSeed(seed))
      expect(ms).toBeGreaterThanOrEqual(all[0] as number)
      expect(ms).toBeLessThanOrEqual(all.at(-1) as number)
    }),
  )
})

test.each([
  [0.5, 0],
  [0.975, 1.959963985],
  [0.95, 1.644853627],
  [0.01, -2.326347874],
  [0.9995, 3.290526731],
])('the quantile %d of a normal distribution is %d', (share, value) => {
  expect(toNormalQuantile(share)).toBeCloseTo(value, 6)
})

describe('presets', () => {
  test.each([
    ['fixed-150ms', { fixed: '150ms' }],
    ['fixed-1m30s', { fixed: '1m30s' }],
    ['uniform-50ms-0.3s', { from: '50ms', to: '0.3s' }],
    ['log-normal-150ms', { median: '150ms', p95: 450 }],
    ['log-normal-150ms-600ms', { median: '150ms', p95: '600ms' }],
  ])('%s', (name, distribution) => {
    const preset = findLatencyPreset(name)
    const profile = preset && toPresetProfile(name, preset)
    expect(profile).toEqual({
      version: 1,
      source: `the preset ${name}: assumed, not measured`,
      operations: { '*': distribution },
    })
    expect(() => readLatencyProfile(profile, name)).not.toThrow()
  })

  test.each(['fixed', 'fixed-150', 'fixed-1ms-2ms', 'uniform-1ms', './fixed-1ms', 'fixed-1ms.json', 'telnyx'])(
    '%s is none',
    (name) => {
      expect(findLatencyPreset(name)).toBeUndefined()
    },
  )
})

describe('an invalid profile is refused with its place', () => {
  const profile = { version: 1, source: 'assumed', operations: { '*': { fixed: 1 } } }
  const withDistribution = (distribution: unknown) => ({ ...profile, operations: { ListProfiles: distribution } })
  const shapes =
    'must be one of {"fixed": "150ms"}, {"from": "50ms", "to": "300ms"}, {"median": "150ms", "p95": "600ms"} and {"quantiles": [80, 150, 900]}'
  test.each<[content: unknown, message: string]>([
    [[], 'a.json is not a latency profile. Expected an object like {"version": 1'],
    [{ ...profile, version: 2 }, 'a.json: version must be 1, not 2.'],
    [{ ...profile, source: '' }, 'a.json: source must say where the figures come from, like'],
    [{ ...profile, origin: 'x' }, 'a.json: Unknown key "origin".'],
    [{ ...profile, operations: {} }, 'a.json: operations is empty. Name an operation, or * for all.'],
    [
      { ...profile, operations: { ListProfile: { fixed: 1 } } },
      'a.json: Unknown operation "ListProfile". Did you mean ListProfiles?',
    ],
    [withDistribution({ fixed: 'soon' }), 'a.json: operations["ListProfiles"].fixed: Invalid duration "soon".'],
    [
      withDistribution({ fixed: null }),
      'operations["ListProfiles"].fixed must be a duration like "150ms", or milliseconds, not null.',
    ],
    [
      withDistribution({ fixed: '2d' }),
      'operations["ListProfiles"].fixed: Invalid delay 2d: it must be at most one day',
    ],
    [withDistribution({ fixed: 1, from: 2 }), `operations["ListProfiles"] ${shapes}, not {"fixed":1,"from":2}.`],
    [withDistribution(5), `operations["ListProfiles"] ${shapes}, not 5.`],
    [
      withDistribution({ from: 2, to: 1 }),
      'operations["ListProfiles"]: the first duration, 2 ms, must not exceed the second, 1 ms.',
    ],
    [withDistribution({ median: 0, p95: 1 }), 'operations["ListProfiles"].median must be above 0.'],
    [
      withDistribution({ quantiles: [] }),
      'operations["ListProfiles"].quantiles must be a list of 1 to 100000 numbers of milliseconds.',
    ],
    [
      withDistribution({ quantiles: [2, 1] }),
      'quantiles[1] is less than the one before: the shortest latency comes first.',
    ],
    [withDistribution({ quantiles: [-1] }), 'quantiles[0] must be milliseconds, from 0 to one day, not -1.'],
  ])('%j', (content, message) => {
    expect(() => readLatencyProfile(content, 'a.json')).toThrow(message)
  })
})
