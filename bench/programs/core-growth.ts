/**
 * Creates up to a million verifications in the core, with the answer's JSON and without HTTP: what is left when the
 * framework's cost, which does not grow, is taken away. Argument: how many. Prints a CoreGrowth. Wants --expose-gc.
 */
import defaultFixtures from '../../fixtures/default.json' with { type: 'json' }
import { Clock } from '../../src/core/clock.js'
import { Random } from '../../src/core/random.js'
import { Sandbox } from '../../src/core/sandbox.js'
import { createState } from '../../src/core/state.js'
import { startVerification } from '../../src/core/verifications.js'
import { createWorld } from '../../src/core/world.js'
import { fillWorld, type SandboxFile } from '../../src/sandbox-file/format.js'
import { toVerification } from '../../src/wire/verification.js'
import { profileId } from '../load/requests.js'

export interface CoreGrowth {
  /** Microseconds per create, by the number of stored verifications. */
  readonly costAt: Readonly<Record<string, number>>
  /** Seconds that the first and the last tenth took. */
  readonly firstTenth: number
  readonly lastTenth: number
  readonly bytesPerRecord: number
}

function createSandbox(seed: string): Sandbox {
  return new Sandbox({
    name: 'growth',
    makeWorld: (parts) => {
      const world = createWorld({
        ...parts,
        state: createState(),
        clock: new Clock(Date.now),
        random: Random.fromSeed(seed),
      })
      fillWorld(world, defaultFixtures as SandboxFile, 'fixtures/default.json')
      return world
    },
  })
}

function create(sandbox: Sandbox, number: number): number {
  const request = { channel: 'sms', phoneNumber: `+1303${2_000_000 + number}`, profileId } as const
  const answer = sandbox.run((world) => JSON.stringify({ data: toVerification(startVerification(world, request)) }))
  sandbox.takeChanges()
  return answer.length
}

/** Bytes that are in use once all garbage is gone. */
function bytesInUse(): number {
  const { gc } = globalThis
  if (gc === undefined) throw new Error('run node with --expose-gc')
  gc()
  gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const count = Number(process.argv[2])
/** Creates over which a cost is taken. */
const span = 10_000

// Compiled code is what is measured, and the first tenth should not pay for the compiling.
const warmUp = createSandbox('warm-up')
for (let i = 0; i < 100_000; i++) create(warmUp, i)
warmUp.reset()

const sandbox = createSandbox('growth')
const before = bytesInUse()
const times = new Map<number, number>([[0, performance.now()]])
const marks = new Set([1_000, 1_000 + span, 100_000, 100_000 + span, count / 10, count - span, count - count / 10])
for (let stored = 0; stored < count; stored++) {
  if (marks.has(stored)) times.set(stored, performance.now())
  create(sandbox, stored)
}
times.set(count, performance.now())
const bytesPerRecord = (bytesInUse() - before) / count

const msBetween = (from: number, to: number) => (times.get(to) ?? Number.NaN) - (times.get(from) ?? Number.NaN)
const usAt = (from: number) => (msBetween(from, from + span) * 1000) / span
const growth: CoreGrowth = {
  costAt: { 1000: usAt(1_000), 100000: usAt(100_000), [count]: usAt(count - span) },
  firstTenth: msBetween(0, count / 10) / 1000,
  lastTenth: msBetween(count - count / 10, count) / 1000,
  bytesPerRecord,
}
if (sandbox.world.state.verifications.size !== count) throw new Error('not everything was stored')
process.stdout.write(JSON.stringify(growth))
