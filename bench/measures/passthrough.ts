import { argsOf, takeTurns } from '../contenders.js'
import { Connection } from '../load/connection.js'
import { profileId, writeRequest } from '../load/requests.js'
import { type Row, toRow } from '../rows.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import { median } from '../statistics.js'
import type { Workbench } from '../workbench.js'

const phone = '+13125550123'
const warmUps = 500
const slicesPerRound = 4
const requestsPerSlice = 50

/** The 1 MiB bodies of a slice. */
const largePerSlice = 2

const states = ['compared', 'compared and recorded'] as const
const ways = ['direct', 'through'] as const
type Way = (typeof ways)[number]

/** The time that passthrough adds to a request on loopback: the same requests directly to an upstream and through ours. */
export async function measurePassthrough(bench: Workbench, { passthroughRounds }: Scale): Promise<Row[]> {
  const upstream = await ServerProcess.start(bench, argsOf(bench, 'ours'))
  const rows: Row[] = []
  for (const state of states) {
    const through = await ServerProcess.start(bench, passthroughArgs(bench, upstream.port, state))
    for (const [method, what, request] of requests) {
      const added = await measureAdded(upstream, through, request, passthroughRounds)
      const id = `passthrough-${state === 'compared' ? 'compared' : 'recorded'}-${method}`
      rows.push(toRow(id, `passthrough adds to ${what}, ${state}`, 'ms', { ours: added }))
    }
    if (state === 'compared and recorded')
      rows.push(...(await measureLongSession(upstream, through, passthroughRounds)))
    await through.stop()
  }
  await upstream.stop()
  return rows
}

const seenExchanges = 1000
const numbersPerExchange = 10

/** The same after a session has seen many exchanges and numbers, whose secrets must all be found, and with large bodies. */
async function measureLongSession(direct: ServerProcess, through: ServerProcess, rounds: number): Promise<Row[]> {
  const connection = await Connection.open(through.port)
  for (let exchange = 0; exchange < seenExchanges; exchange++) {
    const first = 13_030_000_000 + exchange * numbersPerExchange
    const numbers = Array.from({ length: numbersPerExchange }, (_, index) => `+${first + index}`)
    const seen = { name: 'Seen', sms: {}, numbers, password: `seen-password-${exchange}` }
    await connection.ask(Buffer.from(writeRequest('POST', '/v2/verify_profiles', seen)))
  }
  connection.close()
  const rows: Row[] = []
  for (const [method, what, request] of requests) {
    const added = await measureAdded(direct, through, request, rounds)
    const measure = `passthrough adds to ${what}, recorded, after 1,000 exchanges with 10,000 numbers`
    rows.push(toRow(`passthrough-session-${method}`, measure, 'ms', { ours: added }))
  }
  const added = await measureAdded(direct, through, largeRequest, rounds, largePerSlice)
  const measure = 'passthrough adds to a POST of 1 MB, recorded, in the same session'
  rows.push(toRow('passthrough-large', measure, 'ms', { ours: added }))
  return rows
}

function passthroughArgs(bench: Workbench, port: number, state: (typeof states)[number]): string[] {
  return [
    ...argsOf(bench, 'ours'),
    '--passthrough',
    '--upstream',
    `http://127.0.0.1:${port}/v2`,
    '--allow-numbers',
    phone,
    '--max-sends',
    '100000',
    '--allow-existing',
    ...(state === 'compared' ? [] : ['--record', bench.newFolder()]),
  ]
}

const requests = [
  ['get', 'a GET of a profile', writeRequest('GET', `/v2/verify_profiles/${profileId}`)],
  [
    'post',
    'a POST of a text',
    writeRequest('POST', '/v2/verifications/sms', {
      phone_number: phone,
      verify_profile_id: profileId,
      custom_code: '48213',
    }),
  ],
] as const

/** A list of records of 1 MB, just small enough to be read, compared and recorded. */
const largeRequest = writeRequest('POST', '/v2/verify_profiles', {
  name: 'Large',
  sms: {},
  records: Array.from({ length: 5500 }, (_, index) => ({
    id: `7a0f5c1e-3b6d-4a80-9c1f-${String(index).padStart(12, '0')}`,
    phone_number: `+${13_030_000_000 + index}`,
    created_at: '2026-01-31T09:30:00.123456Z',
    note: 'An ordinary sentence of a few words.',
  })),
})

/**
 * The difference between the medians of each round, in which requests go directly and through ours in turn. Each slice begins
 * when no server works any more: ours redacts and records after its answer. Milliseconds.
 */
async function measureAdded(
  upstream: ServerProcess,
  ours: ServerProcess,
  request: string,
  rounds: number,
  perSlice = requestsPerSlice,
): Promise<number[]> {
  const connections = { direct: await Connection.open(upstream.port), through: await Connection.open(ours.port) }
  const bytes = Buffer.from(request)
  const time = async (way: Way, count: number) => {
    const times: number[] = []
    for (let done = 0; done < count; done++) {
      const start = performance.now()
      await connections[way].ask(bytes)
      times.push(performance.now() - start)
    }
    return times
  }
  for (const way of ways) await time(way, Math.min(warmUps, perSlice * 5))
  const added: number[] = []
  for (let round = 0; round < rounds; round++) {
    const times = await takeTurns(ways, slicesPerRound, async (way) => {
      await untilIdle([upstream, ours])
      return time(way, perSlice)
    })
    added.push(median(times.through.flat()) - median(times.direct.flat()))
  }
  for (const way of ways) connections[way].close()
  return added
}

/** Waits until servers have used almost no processor time for a moment, a few seconds at most. */
async function untilIdle(servers: readonly ServerProcess[]): Promise<void> {
  const used = async () => {
    const usages = await Promise.all(servers.map((server) => server.usage()))
    return usages.reduce((sum, { processorMs }) => sum + processorMs, 0)
  }
  let last = await used()
  for (let checks = 0; checks < 200; checks++) {
    await new Promise((resolve) => setTimeout(resolve, 15))
    const now = await used()
    if (now - last < 2) return
    last = now
  }
}
