/**
 * Creates up to a million verifications in the core, with the answer's JSON but without HTTP, whose constant cost would
 * hide growth. Argument: the number of verifications. Prints a CoreGrowth. Requires --expose-gc.
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
  /** Microseconds of processor time per create, by the number of stored verifications. */
  readonly costAt: Readonly<Record<string, number>>
  /** Processor time of the first and the last tenth. Seconds. */
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

/** Heap in use after garbage collection. Bytes. */
function bytesInUse(): number {
  const { gc } = globalThis
  if (gc === undefined) throw new Error('run node with --expose-gc')
  gc()
  gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Processor time of this process. Milliseconds. */
function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const count = Number(process.argv[2])
/** The number of creates that a cost is averaged over. */
const span = 10_000

// A warm-up, so that the first tenth does not include compilation.
const warmUp = createSandbox('warm-up')
for (let i = 0; i < 100_000; i++) create(warmUp, i)
warmUp.reset()

const sandbox = createSandbox('growth')
const before = bytesInUse()
const times = new Map<number, number>([[0, processorMs()]])
const marks = new Set([1_000, 1_000 + span, 100_000, 100_000 + span, count / 10, count - span, count - count / 10])
for (let stored = 0; stored < count; stored++) {
  if (marks.has(stored)) times.set(stored, processorMs())
  create(sandbox, stored)
}
times.set(count, processorMs())
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
