import { argsOf } from '../contenders.js'
import { Connection } from '../load/connection.js'
import { profileId, writeRequest } from '../load/requests.js'
import type { Row } from '../report.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import { median } from '../statistics.js'
import type { Workbench } from '../workbench.js'

const phone = '+13125550123'
const warmUps = 500
const requestsPerRound = 200

const states = ['compared', 'compared and recorded'] as const

/** The time that passthrough adds to a request on loopback: the same requests directly to an upstream and through ours. */
export async function measurePassthrough(bench: Workbench, { passthroughRounds }: Scale): Promise<Row[]> {
  const upstream = await ServerProcess.start(bench, argsOf(bench, 'ours'))
  const rows: Row[] = []
  for (const state of states) {
    const through = await ServerProcess.start(bench, passthroughArgs(bench, upstream.port, state))
    for (const [what, request] of requests) {
      const added = await measureAdded(upstream.port, through.port, request, passthroughRounds)
      rows.push({ measure: `passthrough adds to ${what}, ${state}`, ours: added, unit: 'ms' })
    }
    await through.stop()
  }
  await upstream.stop()
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
  ['a GET of a profile', writeRequest('GET', `/v2/verify_profiles/${profileId}`)],
  [
    'a POST of a text',
    writeRequest('POST', '/v2/verifications/sms', {
      phone_number: phone,
      verify_profile_id: profileId,
      custom_code: '48213',
    }),
  ],
] as const

/** The median over the rounds of the difference between their medians. Milliseconds. */
async function measureAdded(direct: number, through: number, request: string, rounds: number): Promise<number> {
  const connections = [await Connection.open(direct), await Connection.open(through)] as const
  const bytes = Buffer.from(request)
  const time = async (connection: Connection, count: number): Promise<number> => {
    const times: number[] = []
    for (let done = 0; done < count; done++) {
      const start = performance.now()
      await connection.ask(bytes)
      times.push(performance.now() - start)
    }
    return median(times)
  }
  for (const connection of connections) await time(connection, warmUps)
  const added: number[] = []
  for (let round = 0; round < rounds; round++) {
    const plain = await time(connections[0], requestsPerRound)
    added.push((await time(connections[1], requestsPerRound)) - plain)
  }
  for (const connection of connections) connection.close()
  return median(added)
}
