import { argsOf, inTurn } from '../contenders.js'
import { toNpmReason } from '../failures.js'
import { Connection } from '../load/connection.js'
import { RequestBuffer, type Workload } from '../load/requests.js'
import type { LoadProcess } from '../load-process.js'
import { shareProcessor } from '../one-processor.js'
import { type Rated, runRated } from '../rated-job.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import { ratioOf, type Spread, spreadOf } from '../statistics.js'
import type { Workbench } from '../workbench.js'
import { installPeer, PeerProcess } from './peer-process.js'
import { type Peer, peers } from './peers.js'

/** What another tool can do, or why that is not known. */
export interface PeerRow {
  /** Names its figures in the marks of documents. */
  readonly id: string
  readonly name: string
  readonly version: string
  /** What it ran on, such as `Node 24` or `Java`. */
  readonly on: string
  readonly create?: { readonly perProcessorSec: Spread; readonly wall: Spread; readonly toNode: Spread }
  /** Milliseconds to the first answer. */
  readonly start?: { readonly ms: Spread; readonly toNode: Spread }
  /** Why it was not measured. */
  readonly failure?: string
}

/** A started server that has answered a create. */
interface Started extends Rated {
  readonly port: number
  readonly answeredMs: number
  readonly pid: number | undefined
  stop(): Promise<void>
}

interface Entrant {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly on: string
  readonly workload: Workload
  readonly start: () => Promise<Started>
  failure?: string
  readonly rounds: { rate: number; wall: number; answeredMs: number }[]
}

const connections = 64

/** Creates and starts of other tools in the same rounds as ours and the bare server, all that need Node on one. */
export async function measurePeers(
  bench: Workbench,
  load: LoadProcess,
  scale: Scale,
  version: string,
): Promise<PeerRow[]> {
  const own = (id: 'ours' | 'node', name: string) =>
    toEntrant({ id, name, version: id === 'ours' ? version : bench.node.version, workload: 'create' }, bench, () =>
      startOwn(bench, id),
    )
  const entrants = [own('node', 'bare node:http'), own('ours', 'this emulator')]
  for (const peer of peers) entrants.push(await enter(bench, peer))
  for (let round = 0; round < scale.peerRounds; round++) {
    for (const entrant of inTurn(entrants, round)) {
      if (entrant.failure === undefined) await runOne(load, scale, entrant)
    }
  }
  const node = entrants[0] as Entrant
  if (node.failure !== undefined) throw new Error(node.failure)
  return entrants.map((entrant) => toPeerRow(entrant, node))
}

function toEntrant(
  about: Pick<Entrant, 'id' | 'name' | 'version' | 'workload'>,
  bench: Workbench,
  start: Entrant['start'],
  runtime: Peer['runtime'] = 'node',
): Entrant {
  const { id, name, version, workload } = about
  return {
    id,
    name,
    version,
    workload,
    start,
    on: runtime === 'java' ? 'Java' : `Node ${bench.node.major}`,
    rounds: [],
  }
}

/** Installs a peer. One that cannot be installed stays in the list with the reason. */
async function enter(bench: Workbench, peer: Peer): Promise<Entrant> {
  try {
    const folder = await installPeer(bench, peer)
    return toEntrant(peer, bench, () => PeerProcess.start(bench, peer, folder), peer.runtime)
  } catch (error) {
    const entrant = toEntrant(peer, bench, () => Promise.reject(error), peer.runtime)
    return noteFailure(entrant, `could not be installed: ${toNpmReason(error)}`)
  }
}

async function startOwn(bench: Workbench, id: 'ours' | 'node'): Promise<Started> {
  const server = await ServerProcess.start(bench, argsOf(bench, id))
  const connection = await Connection.open(server.port)
  await connection.ask(new RequestBuffer('create').withNumber(5_551_234))
  const answeredMs = performance.now() - server.startedAt
  connection.close()
  const { port, child } = server
  return { port, pid: child.pid, answeredMs, usage: () => server.usage(), stop: () => server.stop() }
}

async function runOne(load: LoadProcess, scale: Scale, entrant: Entrant): Promise<void> {
  let server: Started | undefined
  try {
    server = await entrant.start()
    shareProcessor(server.pid)
    const count = 1_000_000
    const job = { port: server.port, workload: entrant.workload, connections, count }
    await load.run({ ...job, firstNumber: load.takeNumbers(count), secs: scale.peerWarmUpSecs })
    const { perProcessorSec, rate } = await runRated(load, server, {
      ...job,
      firstNumber: load.takeNumbers(count),
      secs: scale.peerSecs,
    })
    entrant.rounds.push({ rate: perProcessorSec, wall: rate, answeredMs: server.answeredMs })
  } catch (error) {
    noteFailure(entrant, (error as Error).message)
  } finally {
    await server?.stop()
  }
}

function noteFailure(entrant: Entrant, reason: string): Entrant {
  entrant.failure = reason.split('\n')[0] as string
  process.stderr.write(`  ${entrant.name} ${entrant.version} is not measured: ${entrant.failure}\n`)
  return entrant
}

function toPeerRow({ id, name, version, on, rounds, failure }: Entrant, node: Entrant): PeerRow {
  if (failure !== undefined) return { id, name, version, on, failure }
  const [rates, starts] = [rounds.map(({ rate }) => rate), rounds.map(({ answeredMs }) => answeredMs)]
  return {
    ...{ id, name, version, on },
    create: {
      perProcessorSec: spreadOf(rates),
      wall: spreadOf(rounds.map(({ wall }) => wall)),
      toNode: ratioOf(
        rates,
        node.rounds.map(({ rate }) => rate),
      ),
    },
    start: {
      ms: spreadOf(starts),
      toNode: ratioOf(
        starts,
        node.rounds.map(({ answeredMs }) => answeredMs),
      ),
    },
  }
}
